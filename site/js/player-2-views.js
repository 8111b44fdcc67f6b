// What the player shows of a state: tables, lists and a picture, made anew for each state.
(() => {
  "use strict";
  const { say } = window.threadbareSay;

  /** Makes an element with attributes and children; a text is a child too. */
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value === true) element.setAttribute(key, "");
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  const svg = (name, attributes = {}, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  /** A table with a caption; the first cell of each row is its heading. */
  const table = (caption, headings, rows) =>
    make("table", {},
      make("caption", {}, caption),
      make("thead", {}, make("tr", {},
        ...headings.map((heading) => make("th", { scope: "col" }, heading)))),
      make("tbody", {}, ...rows.map((cells) => {
        const row = make("tr", { class: cells.className });
        cells.forEach((cell, index) => {
          const holder = index === 0 ? make("th", { scope: "row" }) : make("td");
          holder.append(cell ?? "–");
          row.append(holder);
        });
        return row;
      })));

  /** Marks a cell's content as new. */
  const changed = (text, before) =>
    before === undefined || before === text ? text
      : make("strong", { class: "changed" }, text, make("span", { class: "was" }, ` ${say("player.was", { value: before })}`));

  // MARK: Tasks

  const taskTable = (state, before) => {
    const old = new Map((before?.tasks ?? []).map((task) => [task.tid, task]));
    // Recordings know nothing of code.
    const hasPlaces = !state.isRecorded;
    const rows = state.tasks.map((task) => {
      const was = old.get(task.tid);
      const place = task.line
        ? say("player.line", { line: task.line, function: task.function }) : task.in ?? "–";
      const cells = [
        `${task.tid}`, `${task.pid}`, changed(`${task.ppid}`, was && `${was.ppid}`),
        changed(task.state, was?.state), ...(hasPlaces ? [place] : []),
        changed(task.status ?? "–", was && (was.status ?? "–")),
      ];
      cells.className = task.tid === state.current ? "goes-on" : null;
      return cells;
    });
    return table(say("player.tasks"), ["player.tid", "player.pid", "player.ppid", "player.state",
      ...(hasPlaces ? ["player.at"] : []), "player.task_end"].map((key) => say(key)), rows);
  };

  const structures = [
    ["mm", "player.memory"], ["files", "player.open_files"], ["fs", "player.directory"],
    ["sighand", "player.handlers"], ["signal", "player.group"],
  ];
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";

  /** Tasks by structures: the same letter and colour is the same structure. */
  const sharingMatrix = (state) => {
    const tasks = state.tasks.filter((task) => structures.some(([key]) => task[key] !== null));
    const rows = tasks.map((task) => [`${task.tid}`, ...structures.map(([key]) => {
      if (task[key] === null) return "–";
      const all = [...new Set(tasks.map((other) => other[key]).filter((id) => id !== null))];
      const place = all.indexOf(task[key]);
      const users = tasks.filter((other) => other[key] === task[key]);
      const letter = letters[place % letters.length];
      const others = users.filter((other) => other !== task).map((other) => other.tid);
      return make("span", { class: `share share-${place % 6}` }, letter,
        make("span", { class: "hidden" },
          others.length ? say("player.shared_with", { tids: others.join(", ") }) : say("player.its_own")));
    })]);
    return table(say("player.sharing_caption"),
      [say("player.tid"), ...structures.map(([key, name]) =>
        make("span", { title: say(name) }, make("code", {}, key)))], rows);
  };

  /** Processes below their parents, threads in their groups. */
  const familyTree = (state) => {
    const known = new Set(state.tasks.map((task) => task.tid));
    const name = (task) => {
      const isThread = task.tid !== task.pid;
      const kind = isThread ? say("player.thread", { tid: task.tid })
        : say("player.process", { pid: task.pid });
      return make("span", { class: task.tid === state.current ? "goes-on" : null },
        `${kind}: ${task.state}`);
    };
    const branch = (tasks) => tasks.length === 0 ? "" : make("ul", {}, ...tasks.map((task) => {
      const threads = state.tasks.filter((other) =>
        other.pid === task.pid && other.tid !== task.tid && task.tid === task.pid);
      const children = state.tasks.filter((other) =>
        other.tid === other.pid && other.ppid === task.pid && task.tid === task.pid);
      return make("li", {}, name(task), branch([...threads, ...children]));
    }));
    const roots = state.tasks.filter((task) => task.tid === task.pid
      ? !known.has(task.ppid) : !known.has(task.pid));
    return make("ul", { class: "family" },
      make("li", {}, make("span", {}, say("player.init")), branch(roots)));
  };

  // MARK: Memory

  const variables = (state, before) => {
    const old = new Map();
    for (const memory of before?.memories ?? []) {
      for (const variable of memory.variables) {
        old.set(`${memory.mm}.${variable.name}`, variable.value);
      }
    }
    const oldLocals = new Map();
    for (const task of before?.tasks ?? []) {
      for (const variable of task.locals ?? []) {
        oldLocals.set(`${task.tid}.${task.function}.${variable.name}`, variable.value);
      }
    }
    const rows = [];
    for (const memory of state.memories) {
      const users = state.tasks.filter((task) => task.mm === memory.mm).map((task) => task.tid);
      for (const variable of memory.variables) {
        rows.push([
          make("code", {}, variable.name), users.join(", "),
          changed(variable.value, old.get(`${memory.mm}.${variable.name}`)),
          make("code", {}, variable.type), make("code", {}, variable.address),
        ]);
      }
    }
    for (const task of state.tasks) {
      for (const variable of task.locals ?? []) {
        rows.push([
          make("code", {}, variable.name), say("player.in_function", { tid: task.tid, function: task.function }),
          changed(variable.value, oldLocals.get(`${task.tid}.${task.function}.${variable.name}`)),
          make("code", {}, variable.type), make("code", {}, variable.address),
        ]);
      }
    }
    return rows.length === 0 ? make("p", {}, say("player.no_variables"))
      : table(say("player.variables"), ["player.name", "player.in_memory", "player.value",
        "player.type", "player.address"].map((key) => say(key)), rows);
  };

  // MARK: Time

  /** Which letter of the picture stands for a state. */
  const shapes = (state) => state.startsWith("waiting") || state === "sleeping" ? "waits"
    : state === "zombie" || state === "dead" ? "ended"
      : state === "stopped" || state.startsWith("stopped") ? "stopped" : "ready";

  /** The tasks over time: a row a task, and in it when it had the processor and what it did else. */
  const timeline = (time, step) => {
    const steps = Math.max(time.steps, 1);
    const tasks = [...new Set(time.changes.map(([, task]) => task))];
    const width = 600, left = 44, height = 18;
    const place = (at) => left + (width - left) * Math.min(at, steps) / steps;
    const bars = [];
    tasks.forEach((task, row) => {
      const y = row * height + 2;
      bars.push(svg("text", { x: 0, y: y + 11, class: "label" }, `${task}`));
      const changes = time.changes.filter(([, other]) => other === task);
      changes.forEach(([from, , state], index) => {
        if (state === "dead") return;
        const to = changes[index + 1]?.[0] ?? steps;
        if (to <= from) return;
        bars.push(svg("rect", {
          x: place(from), y: y + 4, width: Math.max(place(to) - place(from), 1), height: 6,
          class: shapes(state),
        }));
      });
      time.runs.forEach(([from, running], index) => {
        if (running !== task) return;
        const to = time.runs[index + 1]?.[0] ?? steps;
        bars.push(svg("rect", {
          x: place(from), y, width: Math.max(place(to) - place(from), 1), height: 14,
          class: "runs",
        }));
      });
    });
    bars.push(svg("line", {
      x1: place(step), x2: place(step), y1: 0, y2: tasks.length * height + 2, class: "here",
    }));
    const words = time.runs.filter(([, task]) => task > 0).slice(0, 40)
      .map(([from, task]) => say("player.from_step", { step: from, tid: task })).join(", ");
    const picture = svg("svg", {
      viewBox: `0 0 ${width} ${tasks.length * height + 4}`, role: "img",
      "aria-label": say("player.who_has", { runs: words }),
    }, ...bars);
    return make("figure", { class: "timeline" }, picture, make("figcaption", {},
      make("span", { class: "key runs" }, say("player.has_processor")),
      make("span", { class: "key ready" }, say("player.ready")),
      make("span", { class: "key waits" }, say("player.waits")),
      make("span", { class: "key ended" }, say("player.zombie"))));
  };

  Object.assign(window.threadbare, {
    make, table, taskTable, sharingMatrix, familyTree, variables, timeline,
  });
})();
