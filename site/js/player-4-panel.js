// The controls of the player, as elements; what they do is in player-5-stepper.js and player-7-player.js.
(() => {
  "use strict";
  const { make } = window.threadbare;
  const { say, parts } = window.threadbareSay;

  const option = (value, text, isChosen) =>
    make("option", { value, selected: isChosen }, text);

  const labelled = (text, control) => make("label", {}, make("span", {}, text), control);

  const makeButton = (on) => (text, does, attributes = {}) =>
    make("button", { type: "button", onclick: () => on[does](), ...attributes }, text);

  /** Makes the controls that go through steps; `on` has a function for each of them. */
  const makeMoves = (on) => {
    const button = makeButton(on);
    const panel = {
      start: button(`|◂ ${say("player.start")}`, "toStart"),
      back: button(`◂ ${say("player.back")}`, "back"),
      play: button(`▶ ${say("player.play")}`, "play", { "aria-pressed": "false" }),
      forward: button(`${say("player.forward")} ▸`, "forward"),
      end: button(`${say("player.end")} ▸|`, "toEnd"),
      slider: make("input", {
        type: "range", min: "0", max: "0", value: "0", "aria-label": say("player.slider"),
        oninput: (event) => on.jump(Number(event.target.value)),
      }),
      speed: make("select", {},
        option("1200", say("player.slow")), option("500", say("player.medium"), true), option("120", say("player.fast"))),
      status: make("p", { class: "status", role: "status", "aria-live": "polite" }),
      views: make("div", { class: "views" }),
    };
    panel.moves = make("div", { class: "moves", role: "group", "aria-label": say("player.steps") },
      panel.start, panel.back, panel.play, panel.forward, panel.end);
    panel.keys = make("p", { class: "keys" }, ...parts("player.keys", {
      left: make("kbd", {}, "←"), right: make("kbd", {}, "→"),
      home: make("kbd", {}, "Home"), end: make("kbd", {}, "End"),
    }));
    panel.speedLabel = labelled(say("player.speed"), panel.speed);
    return panel;
  };

  /** Makes the controls for a program; `on` has a function for each of them. */
  const makePanel = (name, recipe, on) => {
    const button = makeButton(on);
    const panel = {
      ...makeMoves(on),
      schedule: make("select", { onchange: () => on.restart() },
        option("parent-first", say("player.parent_first"), recipe.schedule === "parent-first"),
        option("child-first", say("player.child_first"), recipe.schedule === "child-first"),
        option("seed", say("player.by_seed"), recipe.schedule === "seed"),
        option("list", say("player.by_list"), recipe.schedule === "list"),
        option("decide", say("player.by_reader"))),
      seed: make("input", {
        type: "text", inputmode: "numeric", autocomplete: "off", value: recipe.seed,
        onchange: () => on.restart(),
      }),
      choices: make("input", {
        type: "text", value: recipe.choices.join(","), spellcheck: "false",
        autocomplete: "off", onchange: () => on.restart(),
      }),
      linux: make("select", { onchange: () => on.restart() },
        ...["6.18", "2.6.11", "2.6.8", "2.5.48"].map((version) =>
          option(version, version, version === recipe.linux))),
      ask: make("input", { type: "checkbox" }),
      explore: button(say("player.explore"), "explore"),
      compare: button(say("player.compare"), "compare"),
      link: button(say("player.link"), "link"),
      embed: button(say("player.embed"), "embed"),
      question: make("div", { class: "who", hidden: true }),
      score: make("p", { class: "score", hidden: true }),
      found: make("div", { class: "found", "aria-live": "polite" }),
    };
    panel.seedLabel = labelled(say("player.seed"), panel.seed);
    panel.choicesLabel = labelled(say("player.choices"), panel.choices);
    panel.element = make("section", { class: "player", hidden: true, "aria-label": say("player.player", { name }) },
      panel.moves, panel.slider, panel.status, panel.question, panel.score,
      make("div", { class: "settings" },
        panel.speedLabel,
        labelled(say("player.schedule"), panel.schedule), panel.seedLabel, panel.choicesLabel,
        labelled(say("player.linux"), panel.linux),
        make("label", { class: "check" }, panel.ask, make("span", {}, say("player.ask")))),
      panel.views,
      make("div", { class: "moves", role: "group", "aria-label": say("player.more") },
        panel.explore, panel.compare, panel.link, panel.embed),
      panel.found, panel.keys);
    return panel;
  };

  Object.assign(window.threadbare, { makeMoves, makePanel });
})();
