// Goes through the states of a run, forward and back, and shows them. Where the states come from is
// others' affair: the kernel in the page gives them, or the recording of a run.
(() => {
  "use strict";
  const { make, taskTable, sharingMatrix, familyTree, timeline } = window.threadbare;
  const { say } = window.threadbareSay;

  /**
   * A player of states. Those who extend it have a panel of `makePanel` or `makeMoves` and say
   *
   *   states           what gives states: `go(step)`, and `timeline()` over all steps that were ever reached
   *   sentence(state)  what the state is, in words
   *   views(state)     the parts of the page that show it
   */
  class Stepper {
    constructor() {
      this.state = null;
      /** The state a step before. */
      this.before = null;
      /** The last step that is known. */
      this.last = 0;
      this.time = null;
      this.timer = null;
    }

    // MARK: - Moving

    /** Whether there is no step behind a state. */
    isEnd(state) { return Boolean(state.end); }

    toStart() { this.jump(0); }
    toEnd() { this.jump(this.last); }
    back() { this.jump(this.state.step - 1); }
    forward() { this.move(this.state.step + 1); }

    jump(step) {
      this.stop();
      this.move(Math.max(0, step));
    }

    move(step) {
      if (!this.state || step === this.state.step) return;
      this.show(this.states.go(step));
    }

    play() {
      if (this.timer) {
        this.stop();
        return;
      }
      if (!this.state || this.isEnd(this.state)) this.move(0);
      this.panel.play.textContent = say("player.pause");
      this.panel.play.setAttribute("aria-pressed", "true");
      const tick = () => {
        this.forward();
        if (!this.timer) return;
        if (this.isEnd(this.state)) this.stop();
        else this.timer = setTimeout(tick, Number(this.panel.speed.value));
      };
      this.timer = setTimeout(tick, 0);
    }

    stop() {
      clearTimeout(this.timer);
      this.timer = null;
      this.panel.play.textContent = `▶ ${say("player.play")}`;
      this.panel.play.setAttribute("aria-pressed", "false");
    }

    /** The keys of a player, where they mean nothing else. */
    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.target.closest("input, select, textarea")) return;
      const moves = { ArrowRight: "forward", ArrowLeft: "back", Home: "toStart", End: "toEnd" };
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      this[move]();
    }

    // MARK: - Showing

    show(state) {
      // What has changed is what differs from the step before, not from where one was.
      this.before = this.state && state.step === this.state.step + 1 ? this.state
        : state.step > 0 ? this.states.go(state.step - 1) : null;
      if (this.before && this.before.step === state.step - 1 && this.state !== this.before) {
        state = this.states.go(state.step);
      }
      this.state = state;
      const { panel } = this;
      panel.slider.value = `${state.step}`;
      if (state.step > this.last) {
        this.last = state.step;
        panel.slider.max = `${this.last}`;
        this.time = this.states.timeline();
      }
      panel.slider.setAttribute("aria-valuetext", say("player.at_step", { step: state.step, last: this.last }));
      panel.start.disabled = panel.back.disabled = state.step === 0;
      panel.forward.disabled = panel.end.disabled = this.isEnd(state);
      panel.status.textContent = this.sentence(state);
      panel.views.replaceChildren(...this.views(state));
    }

    /** A part with a heading. */
    view(title, ...content) {
      return make("div", { class: "view" }, make(this.heading ?? "h4", {}, title), ...content);
    }

    /** A part that may be wider than there is room, such as a table, which has a caption. */
    wideView(name, content) {
      return make("div", { class: "view scroll", tabindex: "0", role: "group", "aria-label": name }, content);
    }

    taskView(state) { return this.wideView(say("player.tasks"), taskTable(state, this.before)); }
    sharingView(state) { return this.wideView(say("player.sharing"), sharingMatrix(state)); }
    familyView(state) { return this.view(say("player.family"), familyTree(state)); }

    timeView(state) {
      this.time ??= this.states.timeline();
      return this.view(say("player.time"), timeline(this.time, state.step));
    }

    callView(state) {
      return this.view(say("player.calls"),
        make("pre", { tabindex: "0", class: "calls" }, this.callLines(state)));
    }

    callLines(state) {
      const old = this.before?.calls ?? "";
      const before = state.callsLeftOut > 0 ? "…\n" : "";
      if (state.callsLeftOut === 0 && old && state.calls.startsWith(old) && state.calls !== old) {
        const fresh = make("mark", {}, state.calls.slice(old.length));
        const whole = document.createDocumentFragment();
        whole.append(old, fresh);
        return whole;
      }
      return before + (state.calls || say("player.none_yet"));
    }
  }

  Object.assign(window.threadbare, { Stepper });
})();
