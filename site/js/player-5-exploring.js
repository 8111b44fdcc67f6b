// What the player does with more than one run: every schedule of a program, and two kernels side by side.
(() => {
  "use strict";
  const { make, table, loadKernel, explore } = window.threadbare;

  /** More steps are not looked ahead. */
  const stepsMax = 20000;
  const list = (choices) => {
    let end = choices.length;
    // Choices of 0 at the end are taken anyway.
    while (end > 0 && choices[end - 1] === 0) end--;
    return choices.slice(0, end);
  };

  const ordinal = (place) =>
    ["first", "second", "third", "fourth", "fifth"][place] ?? `${place + 1}th`;

  const endings = {
    deadlock: "every task waits for something that no other will do",
    "time-limit": "it was stopped: it ran out of time",
    "output-limit": "it was stopped: it wrote too much",
  };
  const endText = (state) =>
    state.end === "finished" ? `the program has ${state.status.startsWith("killed") ? "been " : ""}${state.status}`
      : endings[state.end];

  /** Methods of the player. */
  const exploring = {
    async explore() {
      const { panel } = this;
      if (this.search) {
        this.search.abort();
        return;
      }
      this.search = new AbortController();
      panel.explore.textContent = "Stop looking";
      panel.found.replaceChildren(make("p", {}, "Playing every schedule that differs …"));
      try {
        const found = await explore(this.text, { linux: panel.linux.value }, this.search.signal);
        panel.found.replaceChildren(...this.findings(found));
      } catch (error) {
        panel.found.replaceChildren(make("p", {},
          error.name === "AbortError" ? "Stopped." : `It can't be explored: ${error.message}`));
      } finally {
        this.search = null;
        panel.explore.textContent = "Find a schedule that breaks it";
      }
    },

    findings(found) {
      if (found.complaints) return [make("p", {}, "The text has mistakes; run it to see them.")];
      const playButton = (choices, text) => make("button", {
        type: "button", onclick: () => this.playChoices(choices),
      }, text);
      const parts = [make("p", {},
        `${found.schedules} schedules played, ${found.complete ? "all that differ" : "not all: a limit was reached"}; `
        + `${found.outcomes.length} outcome${found.outcomes.length === 1 ? "" : "s"}.`)];
      if (found.failure) {
        parts.push(make("p", {}, "It can break: ", make("strong", {}, found.failure.ending), ", with ",
          `${found.failure.preemptions} preemption${found.failure.preemptions === 1 ? "" : "s"}. `,
          playButton(found.failure.choices, "Play the shortest schedule that fails")));
      } else {
        parts.push(make("p", {}, found.outcomes.length > 1
          ? "Every schedule comes to its end, but what comes of it depends on the schedule."
          : "No schedule ends badly, and all come to the same."));
      }
      const rows = found.outcomes.map((outcome) => [
        outcome.ending + (outcome.isFailure ? ": a failure" : ""),
        make("pre", { tabindex: "0" }, outcome.output || "nothing"), `${outcome.count}`,
        playButton(outcome.choices, "Play"),
      ]);
      parts.push(make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Outcomes" },
        table("Outcomes", ["End", "Output", "Schedules", "Look"], rows)));
      for (const race of found.races) {
        const say = (access) => `${access.isWrite ? "a store" : "a load"} by the ${ordinal(access.task)} task at ${access.place}`;
        parts.push(make("p", {}, make("strong", {}, `Data race on ${race.variable}: `),
          `${say(race.first)} and ${say(race.second)}. `));
      }
      if (found.racing && found.races.length) {
        parts.push(make("p", {}, playButton(found.racing.choices, "Play a schedule with the race")));
      }
      return parts;
    },

    /** Plays a schedule that exploring has named. */
    playChoices(choices) {
      this.panel.schedule.value = "list";
      this.panel.choices.value = list(choices).join(",");
      this.stop();
      this.begin();
      this.measure(false);
      this.panel.forward.focus();
    },

    async compare() {
      const { panel } = this;
      const kernel = await loadKernel();
      if (kernel.compile(this.text).length > 0) return;
      const isList = this.schedule === "list" || this.schedule === "decide";
      const columns = ["2.6.11", "6.18"].map((linux) => {
        let state = kernel.start({
          linux, schedule: isList ? "list" : this.schedule, seed: panel.seed.value,
          choices: isList ? this.chosen : [],
        });
        const until = performance.now() + 2000;
        while (!state.end && state.step < stepsMax && performance.now() < until) {
          state = kernel.go(state.step + 50);
        }
        return { linux, state };
      });
      const [old, now] = columns.map(({ state }) => state);
      const isSame = old.output === now.output && old.calls === now.calls && old.status === now.status;
      panel.found.replaceChildren(
        make("p", {}, isSame ? "Both kernels do the same with this program." : "The kernels differ:"),
        make("div", { class: "beside" }, ...columns.map(({ linux, state }) =>
          make("section", { "aria-label": `Linux ${linux}` }, make("h4", {}, `Linux ${linux}`),
            make("p", {}, state.end ? `In the end, ${endText(state)}.` : "It did not end in time."),
            make("pre", { tabindex: "0", "aria-label": `Output on ${linux}` }, state.output || "Nothing."),
            make("pre", { tabindex: "0", "aria-label": `Calls on ${linux}` }, state.calls)))));
    },
  };

  Object.assign(window.threadbare, { stepsMax, list, ordinal, endText, exploring });
})();
