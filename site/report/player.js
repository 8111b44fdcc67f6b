// The player of the lessons over the recording of a run: for a test that fails, the run in which it does.
// The page tells the same without it, in the lines of the trace.
(() => {
  "use strict";
  const { make, makeMoves, Stepper } = window.threadbare;
  const { say } = window.threadbareSay;

  /** The states of a recorded run; docs/traces.md says how it is written. */
  class RecordedRun {
    constructor({ before, steps }) {
      this.before = before;
      this.runs = [];
      this.changes = [];
      const tasks = new Map();
      let calls = "";
      this.all = steps.map(([text, thread, running, changed], step) => {
        for (const [tid, ...rest] of changed) {
          if (rest.length === 0) {
            tasks.delete(tid);
            this.changes.push([step, tid, "dead"]);
            continue;
          }
          const [pid, ppid, state, ...held] = rest;
          const [mm, files, fs, sighand, signal] = held.map((number) => number || null);
          if (tasks.get(tid)?.state !== state) this.changes.push([step, tid, state]);
          tasks.set(tid, { tid, pid, ppid, state, mm, files, fs, sighand, signal, status: held[5] ?? null });
        }
        if (this.runs.at(-1)?.[1] !== running) this.runs.push([step, running]);
        if (text) calls += `[${thread}] ${text}\n`;
        return {
          step, text, thread, current: running || null, end: null, isRecorded: true,
          tasks: [...tasks.values()].sort((one, other) => one.tid - other.tid),
          calls, callsLeftOut: before,
        };
      });
    }

    get last() { return this.all.length - 1; }
    go(step) { return this.all[Math.max(0, Math.min(step, this.last))]; }
    timeline() { return { steps: this.last, runs: this.runs, changes: this.changes }; }
  }

  class RecordedPlayer extends Stepper {
    constructor(recording, { name, heading }) {
      super();
      this.states = recording;
      this.heading = heading;
      const bind = (does) => (...values) => this[does](...values);
      this.panel = makeMoves({
        toStart: bind("toStart"), back: bind("back"), play: bind("play"), forward: bind("forward"),
        toEnd: bind("toEnd"), jump: bind("jump"),
      });
      const { panel } = this;
      this.element = make("section", { class: "player", "aria-label": say("player.player", { name }) },
        panel.moves, panel.slider, panel.status, make("div", { class: "settings" }, panel.speedLabel),
        panel.views, panel.keys);
      this.element.addEventListener("keydown", (event) => this.key(event));
      this.last = recording.last;
      panel.slider.max = `${this.last}`;
      this.show(recording.go(0));
    }

    isEnd(state) { return state.step >= this.last; }

    sentence(state) {
      const step = say("player.step_of", { step: state.step, last: this.last });
      if (state.text) return say("player.saw", { step, tid: state.thread, text: state.text });
      return this.states.before > 0
        ? say("player.not_kept", { step, count: this.states.before }) : say("player.before_all", { step });
    }

    views(state) {
      return [
        this.timeView(state), this.callView(state), this.taskView(state), this.sharingView(state),
        this.familyView(state),
      ];
    }
  }

  /** The level of headings that belong under the last one before a place. */
  const headingAt = (place) => {
    let level = 1;
    for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
      if (!(heading.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
      level = Number(heading.localName[1]);
    }
    return `h${Math.min(level + 1, 6)}`;
  };

  const places = [...document.querySelectorAll(".recording")];
  const headings = places.map(headingAt);
  places.forEach((place, index) => {
    let player;
    try {
      const recording = new RecordedRun(JSON.parse(place.textContent));
      player = new RecordedPlayer(recording, { name: place.dataset.name, heading: headings[index] });
    } catch {
      // The lines of the trace say the same.
      return;
    }
    place.replaceWith(make("div", { class: "example recorded" }, player.element));
  });
})();
