// The text of a program in the player: the line of each task, and the switches of its flags.
(() => {
  "use strict";
  const { make } = window.threadbare;
  const { say } = window.threadbareSay;

  /** The text with a row for each line, in which tasks are shown. */
  class SourceView {
    constructor(text) {
      this.rows = [];
      this.element = make("ol", { class: "source-lines", tabindex: "0", "aria-label": say("player.program") });
      this.setText(text);
    }

    setText(text) {
      this.rows = text.replace(/\n$/, "").split("\n").map((line) => {
        const marks = make("span", { class: "marks" });
        const row = make("li", {}, marks, make("code", {}, line === "" ? " " : line));
        return { row, marks };
      });
      this.element.replaceChildren(...this.rows.map(({ row }) => row));
      this.faults = new Map();
    }

    /** Shows what is wrong with the text. */
    showComplaints(complaints) {
      for (const complaint of complaints) {
        const place = this.rows[complaint.line - 1];
        place?.row.classList.add("wrong");
      }
    }

    /** Shows where each task is. */
    show(state) {
      for (const { row, marks } of this.rows) {
        row.classList.remove("goes-on", "is-at");
        marks.replaceChildren();
      }
      let here = null;
      for (const task of state.tasks) {
        const place = task.line ? this.rows[task.line - 1] : undefined;
        if (!place) continue;
        const goesOn = task.tid === state.current;
        place.row.classList.add(goesOn ? "goes-on" : "is-at");
        place.marks.append(make("span", { class: goesOn ? "mark goes-on" : "mark" },
          goesOn ? `▸${task.tid}` : `${task.tid}`));
        if (goesOn) here = place.row;
      }
      // Within the list alone: the page stays where it is.
      if (here) {
        const list = this.element;
        const top = here.offsetTop - list.offsetTop;
        if (top < list.scrollTop || top + here.offsetHeight > list.scrollTop + list.clientHeight) {
          list.scrollTop = Math.max(0, top - list.clientHeight / 3);
        }
      }
    }
  }

  const flagNames = [
    "CLONE_VM", "CLONE_FS", "CLONE_FILES", "CLONE_SIGHAND", "CLONE_THREAD", "CLONE_PARENT",
    "CLONE_VFORK", "CLONE_SYSVSEM", "CLONE_SETTLS", "CLONE_PARENT_SETTID", "CLONE_CHILD_SETTID",
    "CLONE_CHILD_CLEARTID", "CLONE_NEWNS", "CLONE_UNTRACED",
  ];

  /** The places of a program that name flags: their text, and where it is. */
  const flagPlaces = (text) => {
    const word = "(?:CLONE_[A-Z_]+|SIGCHLD)";
    const pattern = new RegExp(`\\b${word}(?:\\s*\\|\\s*${word})*\\b`, "g");
    return [...text.matchAll(pattern)].map((match) => ({
      start: match.index, end: match.index + match[0].length,
      words: match[0].split("|").map((part) => part.trim()),
    }));
  };

  /** The text with a flag put in or taken out at one of its places. */
  const withFlag = (text, place, flag, isOn) => {
    const words = place.words.filter((word) => word !== flag && word !== "0");
    if (isOn) words.unshift(flag);
    const flags = words.length === 0 ? "0" : words.join(" | ");
    return text.slice(0, place.start) + flags + text.slice(place.end);
  };

  /** Switches for the flags of each clone in a text; `change` gets the new text. */
  const flagSwitches = (text, id, change) => {
    const lines = (offset) => text.slice(0, offset).split("\n").length;
    const places = flagPlaces(text).filter((place) =>
      !/^\s*#/.test(text.slice(text.lastIndexOf("\n", place.start) + 1, place.start))
      && place.words.some((word) => word.startsWith("CLONE_")
        || /clone/.test(text.slice(text.lastIndexOf("\n", place.start) + 1, place.start))));
    return places.slice(0, 4).map((place) => make("fieldset", { class: "flags" },
      make("legend", {}, say("player.flags", { line: lines(place.start) })),
      ...flagNames.map((flag) => make("label", {},
        make("input", {
          type: "checkbox", checked: place.words.includes(flag), "data-flag": flag,
          onchange: (event) => change(withFlag(text, place, flag, event.target.checked), flag),
        }), flag.replace("CLONE_", "")))));
  };

  Object.assign(window.threadbare, { SourceView, flagSwitches, flagPlaces, withFlag });
})();
