// The controls of the player, as elements; what they do is in player-6-player.js.
(() => {
  "use strict";
  const { make } = window.threadbare;

  const option = (value, text, isChosen) =>
    make("option", { value, selected: isChosen }, text);

  const labelled = (text, control) => make("label", {}, make("span", {}, text), control);

  /** Makes the controls for a program; `on` has a function for each of them. */
  const makePanel = (name, recipe, on) => {
    const button = (text, does, attributes = {}) =>
      make("button", { type: "button", onclick: () => on[does](), ...attributes }, text);
    const panel = {
      start: button("|◂ Start", "toStart"),
      back: button("◂ Back", "back"),
      play: button("▶ Play", "play", { "aria-pressed": "false" }),
      forward: button("Forward ▸", "forward"),
      end: button("End ▸|", "toEnd"),
      slider: make("input", {
        type: "range", min: "0", max: "0", value: "0", "aria-label": "Step",
        oninput: (event) => on.jump(Number(event.target.value)),
      }),
      speed: make("select", {},
        option("1200", "slow"), option("500", "medium", true), option("120", "fast")),
      schedule: make("select", { onchange: () => on.restart() },
        option("parent-first", "parent first", recipe.schedule === "parent-first"),
        option("child-first", "child first", recipe.schedule === "child-first"),
        option("seed", "by chance, from a seed", recipe.schedule === "seed"),
        option("list", "a list of choices", recipe.schedule === "list"),
        option("decide", "I decide")),
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
      explore: button("Find a schedule that breaks it", "explore"),
      compare: button("2.6 beside 6.18", "compare"),
      link: button("Link to this state", "link"),
      embed: button("Embed", "embed"),
      status: make("p", { class: "status", role: "status", "aria-live": "polite" }),
      question: make("div", { class: "who", hidden: true }),
      score: make("p", { class: "score", hidden: true }),
      found: make("div", { class: "found", "aria-live": "polite" }),
      views: make("div", { class: "views" }),
    };
    panel.seedLabel = labelled("Seed", panel.seed);
    panel.choicesLabel = labelled("Choices", panel.choices);
    panel.element = make("section", { class: "player", hidden: true, "aria-label": `Player of ${name}` },
      make("div", { class: "moves", role: "group", "aria-label": "Steps" },
        panel.start, panel.back, panel.play, panel.forward, panel.end),
      panel.slider, panel.status, panel.question, panel.score,
      make("div", { class: "settings" },
        labelled("Speed", panel.speed),
        labelled("Who goes on", panel.schedule), panel.seedLabel, panel.choicesLabel,
        labelled("Linux", panel.linux),
        make("label", { class: "check" }, panel.ask, make("span", {}, "Ask me: who runs next?"))),
      panel.views,
      make("div", { class: "moves", role: "group", "aria-label": "More" },
        panel.explore, panel.compare, panel.link, panel.embed),
      panel.found,
      make("p", { class: "keys" }, "In the player: ", make("kbd", {}, "←"), " ",
        make("kbd", {}, "→"), " a step back or forward, ", make("kbd", {}, "Home"), " ",
        make("kbd", {}, "End"), " first and last."));
    return panel;
  };

  Object.assign(window.threadbare, { makePanel });
})();
