// The player of a lesson's programs: it compiles and runs them in the page, step by step.
//
// The page is whole without it: the template shows the program and what it writes. Everything here comes
// on top when the reader asks for it, the kernel's script included.
(() => {
  "use strict";
  const {
    make, variables, SourceView, Stepper, flagSwitches, makePanel, fetchKernel, loadKernel, stepsMax, endText,
    exploring,
  } = window.threadbare;
  const { say } = window.threadbareSay;

  /** So long the page may be busy at a time, in milliseconds. */
  const busyMax = 40;

  const pause = () => new Promise((resolve) => setTimeout(resolve));

  class Player extends Stepper {
    constructor(figure, data) {
      super();
      this.figure = figure;
      this.name = data.player;
      this.static = [...figure.querySelectorAll(".source, .run")];
      this.code = figure.querySelector(".source code");
      this.original = this.code.textContent;
      this.text = this.original;
      this.recipe = {
        linux: data.linux, schedule: data.schedule, seed: data.seed || "0",
        choices: (data.choices || "").split(",").filter(Boolean).map(Number),
      };
      this.isWhole = false;
      this.asked = { right: 0, all: 0 };
      this.run = 0;
      this.build();
    }

    /** What gives the states. */
    get states() { return this.kernel; }

    // MARK: - Elements

    build() {
      const bind = (name) => (...values) => this[name](...values);
      this.panel = makePanel(this.name, this.recipe, {
        toStart: bind("toStart"), back: bind("back"), play: bind("play"), forward: bind("forward"),
        toEnd: bind("toEnd"), jump: bind("jump"), restart: bind("restart"),
        explore: bind("explore"), compare: bind("compare"), link: bind("link"),
        embed: bind("embed"),
      });
      this.runButton = make("button", { type: "button", class: "primary", onclick: () => this.press(true) }, say("player.run"));
      this.stepButton = make("button", { type: "button", onclick: () => this.press(false) }, say("player.step"));
      this.editButton = make("button", { type: "button", "aria-expanded": "false", onclick: () => this.edit() }, say("player.change"));
      this.resetButton = make("button", { type: "button", hidden: true, onclick: () => this.reset() }, say("player.reset"));
      this.editor = make("textarea", {
        spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off",
        "aria-label": say("player.text", { name: this.name }),
        oninput: () => this.setText(this.editor.value),
      });
      this.switches = make("div", { class: "switches" });
      this.editArea = make("div", { class: "edit", hidden: true }, this.editor, this.switches);
      this.complaints = make("div", { class: "complaints", role: "alert" });
      this.source = new SourceView(this.text);
      this.source.element.hidden = true;
      this.figure.querySelector("figcaption").after(
        make("div", { class: "moves start", "data-no-copy": true }, this.runButton, this.stepButton, this.editButton, this.resetButton),
        this.editArea, this.complaints);
      const columns = make("div", { class: "stage", "data-no-copy": true }, this.source.element, this.panel.element);
      this.figure.querySelector(".command").before(columns);
      this.panel.element.addEventListener("keydown", (event) => this.key(event));
      this.source.element.addEventListener("keydown", (event) => this.key(event));
      this.showSettings();
    }

    showSettings() {
      const schedule = this.panel.schedule.value;
      this.panel.seedLabel.hidden = schedule !== "seed";
      this.panel.choicesLabel.hidden = schedule !== "list" && schedule !== "decide";
    }

    // MARK: - The text

    edit() {
      const isOpen = this.editArea.hidden;
      this.editArea.hidden = !isOpen;
      this.editButton.setAttribute("aria-expanded", String(isOpen));
      if (!isOpen) return;
      this.editor.value = this.text;
      this.editor.rows = Math.min(this.text.split("\n").length + 1, 40);
      this.showSwitches();
      this.editor.focus();
    }

    showSwitches() {
      this.switches.replaceChildren(...flagSwitches(this.text, this.name, (text, flag) => {
        const places = [...this.switches.querySelectorAll("fieldset")];
        const place = places.findIndex((set) => set.contains(document.activeElement));
        this.editor.value = text;
        this.setText(text);
        this.showSwitches();
        this.switches.querySelectorAll("fieldset")[place]
          ?.querySelector(`[data-flag=${flag}]`)?.focus();
        if (this.kernel) this.press(true);
      }));
    }

    setText(text) {
      this.text = text;
      this.resetButton.hidden = text === this.original;
    }

    reset() {
      this.setText(this.original);
      this.editor.value = this.original;
      this.showSwitches();
      if (this.kernel) this.press(false);
    }

    showComplaints(complaints) {
      this.complaints.replaceChildren(...complaints.map((complaint) => make("p", {},
        make("strong", {}, say("player.mistake", { line: complaint.line, column: complaint.column })), " ",
        complaint.message, complaint.help ? make("span", { class: "help" }, ` (${complaint.help})`) : "")));
    }

    // MARK: - Running

    /** Compiles and starts; goes to the end, or stays before the first step. */
    async press(toTheEnd) {
      this.stop();
      if (!this.kernel) {
        this.runButton.disabled = this.stepButton.disabled = true;
        this.runButton.textContent = say("player.loading");
        try {
          this.kernel = await loadKernel();
        } catch (error) {
          this.complaints.replaceChildren(make("p", {}, say("player.not_loaded", { reason: error.message })));
          return false;
        } finally {
          this.runButton.disabled = this.stepButton.disabled = false;
          this.runButton.textContent = say("player.run");
        }
      }
      const complaints = this.kernel.compile(this.text);
      this.showComplaints(complaints);
      if (complaints.length > 0) {
        // Nothing of an earlier text stays beside this one.
        this.kernel.compile("int main(void) { return 0; }");
        this.state = null;
        this.panel.element.hidden = true;
        this.source.setText(this.text);
        this.source.element.hidden = false;
        this.source.showComplaints(complaints);
        for (const part of this.static) part.classList.add("replaced");
        return false;
      }
      this.source.setText(this.text);
      this.source.element.hidden = false;
      this.panel.element.hidden = false;
      for (const part of this.static) part.classList.add("replaced");
      this.panel.found.replaceChildren();
      this.begin();
      await this.measure(toTheEnd);
      return true;
    }

    get schedule() { return this.panel.schedule.value; }

    get chosen() {
      return this.panel.choices.value.split(/[\s,]+/).filter((word) => /^\d+$/.test(word))
        .map(Number).filter((choice) => choice < 65536);
    }

    begin() {
      this.run++;
      this.showSettings();
      this.asked = { right: 0, all: 0 };
      this.panel.score.hidden = true;
      const isList = this.schedule === "list" || this.schedule === "decide";
      if (this.schedule === "decide") this.panel.choices.value = "";
      this.show(this.kernel.start({
        linux: this.panel.linux.value, schedule: isList ? "list" : this.schedule,
        seed: this.panel.seed.value, choices: isList ? this.chosen : [],
      }));
      this.last = 0;
      this.isWhole = false;
      this.panel.slider.max = "0";
    }

    restart() {
      if (!this.kernel || !this.state) {
        this.showSettings();
        return;
      }
      this.stop();
      this.begin();
      this.measure(false);
    }

    /** Learns how many steps there are; stays at the end, or comes back. */
    async measure(staysAtEnd) {
      const run = this.run;
      const place = this.state.step;
      let state = this.state;
      while (!state.end && state.step < stepsMax) {
        const until = performance.now() + busyMax;
        while (!state.end && state.step < stepsMax && performance.now() < until) {
          state = this.kernel.go(state.step + 20);
        }
        if (!state.end && performance.now() >= until) {
          await pause();
          if (run !== this.run) return;
        }
      }
      this.last = state.step;
      this.isWhole = Boolean(state.end);
      this.time = this.kernel.timeline();
      this.panel.slider.max = `${this.last}`;
      if (staysAtEnd) this.show(state);
      else this.show(this.kernel.go(place));
    }

    // MARK: - Moving

    jump(step) {
      this.hideQuestion();
      super.jump(step);
    }

    /** A step forward; asks first who runs next, if that is wanted and open. */
    forward() {
      if (!this.state || this.state.end || !this.panel.question.hidden) return;
      const decides = this.schedule === "decide";
      if (decides || this.panel.ask.checked) {
        const choice = this.kernel.nextChoice();
        if (choice) {
          this.stop();
          this.showQuestion(choice, decides);
          return;
        }
      }
      this.move(this.state.step + 1);
    }

    // MARK: - Who runs next?

    hideQuestion() {
      this.panel.question.hidden = true;
      this.panel.question.replaceChildren();
    }

    showQuestion(choice, decides) {
      const seen = new Set();
      const buttons = choice.tasks.map((task, place) => {
        if (seen.has(task)) return null;
        seen.add(task);
        return make("button", {
          type: "button", onclick: () => this.answer(choice, place, decides),
        }, task > 0 ? say("player.task", { tid: task }) : say("player.nobody_runs"));
      }).filter(Boolean);
      const after = { "after-clone": "player.after_clone", preempt: "player.after_ready", dispatch: "player.after_free" };
      this.panel.question.replaceChildren(
        make("p", {}, `${say(after[choice.kind])} ${say(decides ? "player.who_is_to" : "player.who")}`),
        make("div", { class: "moves", role: "group", "aria-label": say("player.who") }, ...buttons));
      this.panel.question.hidden = false;
      buttons[0].focus();
    }

    answer(choice, place, decides) {
      const step = this.state.step;
      const task = choice.tasks[place];
      this.hideQuestion();
      if (decides) {
        const choices = [...this.kernel.choices().slice(0, choice.number), place];
        this.panel.choices.value = choices.join(",");
        this.kernel.start({ linux: this.panel.linux.value, schedule: "list", choices });
        this.run++;
        this.state = this.kernel.go(step);
        this.show(this.kernel.go(step + 1));
        this.time = this.kernel.timeline();
        this.last = Math.max(this.state.step, 1);
        this.panel.slider.max = `${this.last}`;
      } else {
        const right = choice.tasks[choice.taken];
        this.asked.all++;
        if (task === right) this.asked.right++;
        const why = {
          "after-clone": this.schedule === "child-first" ? say("player.child_is_first")
            : this.schedule === "parent-first" ? say("player.parent_is_first") : "",
          preempt: say(choice.taken === 0 ? "player.has_turn" : "player.was_chosen"),
          dispatch: choice.taken === 0 ? say("player.waited_longest") : "",
        }[choice.kind];
        this.panel.score.textContent = [
          say(task === right ? "player.right" : "player.wrong", { tid: right }), why, say("player.score", this.asked),
        ].filter(Boolean).join(" ");
        this.panel.score.hidden = false;
        this.move(step + 1);
      }
      this.panel.forward.focus();
    }

    // MARK: - Showing

    show(state) {
      super.show(state);
      this.source.show(this.state);
    }

    views(state) {
      const { output, errorOutput } = state;
      return [
        this.view(say("player.output"),
          make("pre", { tabindex: "0", class: "output" }, output || (errorOutput ? "" : say("player.nothing"))),
          errorOutput ? make("pre", { tabindex: "0", class: "errors", "aria-label": say("player.errors") }, errorOutput) : ""),
        this.taskView(state), this.sharingView(state), this.familyView(state),
        this.wideView(say("player.variables"), variables(state, this.before)),
        this.timeView(state), this.callView(state),
      ];
    }

    sentence(state) {
      const step = say(this.isWhole ? "player.step_of" : "player.step_alone", { step: state.step, last: this.last });
      if (state.end) return say("player.ended", { step, end: endText(state) });
      const task = state.tasks.find((one) => one.tid === state.current);
      if (!task) return say("player.nobody", { step });
      if (!task.line) return say("player.begins", { step, tid: task.tid });
      const text = this.text.split("\n")[task.line - 1]?.trim();
      return say("player.is_at", { step, tid: task.tid, line: task.line, text });
    }

    // MARK: - Links

    address(isEmbedded) {
      const values = new URLSearchParams({
        run: this.name, step: `${this.state?.step ?? 0}`, who: this.schedule,
        linux: this.panel.linux.value,
      });
      if (this.schedule === "seed") values.set("seed", this.panel.seed.value);
      if (this.chosen.length > 0) values.set("choices", this.chosen.join("."));
      if (this.text !== this.original) {
        const bytes = new TextEncoder().encode(this.text);
        values.set("text", btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_"));
      }
      if (isEmbedded) values.set("embed", "1");
      return `${location.href.split("#")[0]}#${values}`;
    }

    async offer(text, what) {
      try {
        await navigator.clipboard.writeText(text);
        this.panel.status.textContent = say("player.copied", { what });
      } catch {
        // Where copying is not allowed, as in a folder, it can be selected.
        const field = make("input", { type: "text", readonly: true, value: text, "aria-label": what });
        this.panel.found.replaceChildren(make("p", {}, field));
        field.select();
      }
    }

    link() {
      const address = this.address(false);
      history.replaceState(null, "", address);
      return this.offer(address, say("player.the_link"));
    }

    embed() {
      const address = this.address(true).replaceAll("&", "&amp;");
      return this.offer(`<iframe src="${address}" width="800" height="900" title="${this.name}"></iframe>`, say("player.the_embed"));
    }

    /** Goes to the state that a link names. */
    async open(values) {
      if (values.get("text")) {
        try {
          const bytes = atob(values.get("text").replaceAll("-", "+").replaceAll("_", "/"));
          this.setText(new TextDecoder().decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0))));
        } catch {
          this.setText(this.original);
        }
      }
      const choose = (select, value) => {
        if ([...select.options].some((one) => one.value === value)) select.value = value;
      };
      choose(this.panel.linux, values.get("linux"));
      // A link to what a reader has decided is a list.
      choose(this.panel.schedule, values.get("who") === "decide" ? "list" : values.get("who"));
      if (values.get("seed")) this.panel.seed.value = values.get("seed");
      this.panel.choices.value = (values.get("choices") ?? "").replaceAll(".", ",");
      if (values.get("embed")) {
        document.documentElement.classList.add("embedded");
        this.figure.classList.add("embedded-here");
      }
      this.figure.scrollIntoView();
      if (await this.press(false)) this.move(Math.max(0, Number(values.get("step")) || 0));
    }
  }

  Object.assign(Player.prototype, exploring);

  const players = new Map();
  // Without a kernel, or where it can't run, pages only show what is recorded.
  if (document.querySelector("meta[name=threadbare-kernel]") && typeof WebAssembly === "object") {
    for (const place of document.querySelectorAll("[data-player]")) {
      const figure = place.closest("figure");
      players.set(place.dataset.player, new Player(figure, place.dataset));
      // Whoever points at a program or tabs into it may run it: the kernel is there then.
      for (const kind of ["pointerenter", "focusin"]) {
        figure.addEventListener(kind, fetchKernel, { once: true });
      }
    }
  }
  const follow = () => {
    const values = new URLSearchParams(location.hash.slice(1));
    players.get(values.get("run"))?.open(values);
  };
  window.addEventListener("hashchange", follow);
  follow();
})();
