// What the player does with more than one run: every schedule of a program, and two kernels side by side.
(() => {
  "use strict";
  const { make, table, loadKernel, explore } = window.threadbare;
  const { say, parts } = window.threadbareSay;

  /** More steps are not looked ahead. */
  const stepsMax = 20000;
  const list = (choices) => {
    let end = choices.length;
    // Choices of 0 at the end are taken anyway.
    while (end > 0 && choices[end - 1] === 0) end--;
    return choices.slice(0, end);
  };

  const endings = {
    deadlock: "player.deadlock", "time-limit": "player.time_limit", "output-limit": "player.output_limit",
  };
  const endText = (state) => {
    if (state.end !== "finished") return say(endings[state.end]);
    const phrase = state.status.startsWith("killed") ? "player.finished_killed" : "player.finished";
    return say(phrase, { status: state.status });
  };

  /** Methods of the player. */
  const exploring = {
    async explore() {
      const { panel } = this;
      if (this.search) {
        this.search.abort();
        return;
      }
      this.search = new AbortController();
      panel.explore.textContent = say("player.stop_looking");
      panel.found.replaceChildren(make("p", {}, say("player.looking")));
      try {
        const found = await explore(this.text, { linux: panel.linux.value }, this.search.signal);
        panel.found.replaceChildren(...this.findings(found));
      } catch (error) {
        panel.found.replaceChildren(make("p", {},
          error.name === "AbortError" ? say("player.stopped")
            : say("player.not_explored", { reason: error.message })));
      } finally {
        this.search = null;
        panel.explore.textContent = say("player.explore");
      }
    },

    findings(found) {
      if (found.complaints) return [make("p", {}, say("player.has_mistakes"))];
      const playButton = (choices, text) => make("button", {
        type: "button", onclick: () => this.playChoices(choices),
      }, text);
      const shown = [make("p", {},
        say(found.complete ? "player.schedules_all" : "player.schedules_some", { count: found.schedules }),
        " ", say("player.outcomes", { count: found.outcomes.length }))];
      if (found.failure) {
        shown.push(make("p", {}, ...parts("player.can_break", {
          ending: make("strong", {}, found.failure.ending), count: found.failure.preemptions,
        }), " ", playButton(found.failure.choices, say("player.play_shortest"))));
      } else {
        shown.push(make("p", {}, say(found.outcomes.length > 1 ? "player.depends" : "player.all_well")));
      }
      const rows = found.outcomes.map((outcome) => [
        outcome.isFailure ? say("player.failure", { ending: outcome.ending }) : outcome.ending,
        make("pre", { tabindex: "0" }, outcome.output || say("player.nothing_written")), `${outcome.count}`,
        playButton(outcome.choices, say("player.play_this")),
      ]);
      shown.push(make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": say("player.outcome_table") },
        table(say("player.outcome_table"), ["player.outcome_end", "player.outcome_output", "player.outcome_count",
          "player.outcome_look"].map((key) => say(key)), rows)));
      for (const race of found.races) {
        const access = ({ isWrite, task, place }) =>
          say(isWrite ? "player.store" : "player.load", { task: task + 1, place });
        shown.push(make("p", {}, make("strong", {}, say("player.race", { variable: race.variable })), " ",
          say("player.race_pair", { first: access(race.first), second: access(race.second) })));
      }
      if (found.racing && found.races.length) {
        shown.push(make("p", {}, playButton(found.racing.choices, say("player.play_race"))));
      }
      return shown;
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
        make("p", {}, say(isSame ? "player.same_kernels" : "player.kernels_differ")),
        make("div", { class: "beside" }, ...columns.map(({ linux, state }) =>
          make("section", { "aria-label": say("player.linux_version", { version: linux }) },
            make("h4", {}, say("player.linux_version", { version: linux })),
            make("p", {}, state.end ? say("player.in_the_end", { end: endText(state) }) : say("player.not_in_time")),
            make("pre", { tabindex: "0", "aria-label": say("player.output_on", { version: linux }) }, state.output || say("player.nothing")),
            make("pre", { tabindex: "0", "aria-label": say("player.calls_on", { version: linux }) }, state.calls)))));
    },
  };

  Object.assign(window.threadbare, { stepsMax, list, endText, exploring });
})();
