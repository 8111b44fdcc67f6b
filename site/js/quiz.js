// Questions: checks answers against those in the page, says why, and keeps what was answered.
(() => {
  "use strict";
  const { say } = window.threadbareSay;

  /** What was answered in this course, kept on this device if the browser allows it. */
  const answers = (() => {
    const key = `threadbare.${document.body.dataset.course}.answers`;
    const read = () => {
      try {
        const found = JSON.parse(window.localStorage.getItem(key) || "{}");
        return found !== null && typeof found === "object" && !Array.isArray(found) ? found : {};
      } catch {
        return {};
      }
    };
    const write = (all) => {
      try {
        window.localStorage.setItem(key, JSON.stringify(all));
      } catch {
        // Without room, or in a private window, the answers last as long as the page.
      }
    };
    return {
      all: read,
      replace: write,
      get: (id) => (Object.hasOwn(read(), id) ? read()[id] : undefined),
      /** Keeps an answer: the latest one, whether it is right, and whether the first one was. */
      put: (id, kind, answer, right) => {
        const all = read();
        const before = Object.hasOwn(all, id) ? all[id] : { first: right, tries: 0 };
        all[id] = { kind, answer, right, first: before.first, tries: before.tries + 1 };
        write(all);
        document.dispatchEvent(new CustomEvent("threadbare:answer"));
      },
    };
  })();
  window.threadbareAnswers = answers;

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  /** A verdict with its reason, taken from the part with all answers. */
  const verdict = (isRight, text, reason) => {
    const box = element("div", isRight ? "right" : "wrong");
    const inner = box.appendChild(element("div", "reason"));
    inner.append(element("p", "verdict", text));
    if (reason) {
      for (const child of reason.children) {
        if (!child.matches(".verdict, .given")) inner.append(child.cloneNode(true));
      }
    }
    for (const named of box.querySelectorAll("[id]")) named.removeAttribute("id");
    return box;
  };

  // MARK: Kinds. Each reads the answer, writes one back, and judges one.

  const trace = (question) => {
    const field = question.querySelector("textarea");
    const items = [...question.querySelectorAll(".answers > div")];
    const comparable = (text) =>
      text.replace(/\r/g, "").split("\n").map((line) => line.trimEnd()).join("\n").replace(/\n+$/, "");
    const given = (item) => {
      const output = item.querySelector(".given");
      return output.hasAttribute("data-empty") ? "" : comparable(output.textContent);
    };
    return {
      read: () => field.value,
      write: (answer) => { field.value = String(answer); },
      judge: (answer) => {
        const text = comparable(String(answer));
        const match = items.find((item) => given(item) === text);
        const right = given(items[0]);
        if (match) {
          const isRight = match.classList.contains("right");
          const reason = match.querySelector(".reason");
          return { isRight, notes: [verdict(isRight, reason.querySelector(".verdict").textContent, reason)] };
        }
        const lines = text.split("\n");
        const wanted = right.split("\n");
        const at = wanted.findIndex((line, index) => lines[index] !== line);
        const place = at < 0 ? wanted.length + 1 : at + 1;
        return { isRight: false, notes: [verdict(false, say("quiz.first_difference", { line: place }))] };
      },
      empty: (answer) => String(answer).trim() === "",
    };
  };

  const ordering = (question) => {
    const list = question.querySelector(".lines");
    const items = [...list.children];
    const solution = [...question.querySelectorAll("ol.solution > li")];
    const spare = [...question.querySelectorAll("ul.solution > li")];
    const text = (item) => item.querySelector(".line").textContent;
    const isOut = (item) => item.classList.contains("out");
    const said = question.querySelector(".verdicts");

    const renumber = () => {
      let place = 0;
      const all = [...list.children];
      all.forEach((item, index) => {
        item.querySelector(".place").textContent = isOut(item) ? "–" : String((place += 1));
        item.querySelector(".up").disabled = index === 0;
        item.querySelector(".down").disabled = index === all.length - 1;
      });
    };
    const button = (item, className, phrase, sign, act) => {
      const made = element("button", className, sign);
      made.type = "button";
      made.setAttribute("aria-label", say(phrase, { line: text(item) }));
      made.addEventListener("click", () => {
        act();
        renumber();
        if (made.disabled) item.querySelector(`button:not(:disabled)`)?.focus();
        else made.focus();
        said.replaceChildren(element("p", "heard",
          isOut(item) ? say("quiz.left_out")
            : say("quiz.place", { place: [...list.children].indexOf(item) + 1, count: items.length })));
      });
      item.querySelector(".moves").append(made);
      return made;
    };
    for (const item of items) {
      item.append(element("span", "moves"));
      button(item, "up", "quiz.up", "↑", () => item.previousElementSibling?.before(item));
      button(item, "down", "quiz.down", "↓", () => item.nextElementSibling?.after(item));
      if (spare.length) {
        const out = button(item, "leave", "quiz.leave", "×", () => {
          item.classList.toggle("out");
          out.setAttribute("aria-pressed", String(isOut(item)));
        });
        out.setAttribute("aria-pressed", "false");
      }
    }
    renumber();
    return {
      read: () => [...list.children].map((item) => (isOut(item) ? `-${item.dataset.line}` : item.dataset.line)),
      write: (answer) => {
        const left = [...items];
        for (const word of [].concat(answer).map(String)) {
          const key = word.replace(/^-/, "");
          const at = left.findIndex((item) => item.dataset.line === key);
          if (at < 0) continue;
          const [item] = left.splice(at, 1);
          item.classList.toggle("out", word.startsWith("-") && spare.length > 0);
          item.querySelector(".leave")?.setAttribute("aria-pressed", String(isOut(item)));
          list.append(item);
        }
        renumber();
      },
      judge: (answer) => {
        const used = answer.filter((word) => !word.startsWith("-"));
        const wanted = solution.map((item) => item.dataset.line);
        const at = Math.max(used.length, wanted.length);
        for (let place = 0; place < at; place += 1) {
          if (used[place] === wanted[place]) continue;
          if (used[place] === undefined) {
            return { isRight: false, notes: [verdict(false, say("quiz.too_few", { count: wanted.length }))] };
          }
          const stray = spare.find((item) => item.dataset.line === used[place]);
          const home = stray || solution.find((item) => item.dataset.line === used[place]);
          return {
            isRight: false,
            notes: [verdict(false,
              say(stray ? "quiz.stray" : "quiz.out_of_place", { line: place + 1 }),
              home?.querySelector(".reason"))],
          };
        }
        return {
          isRight: true,
          notes: [verdict(true, say("quiz.right")), ...solution.map((item, index) =>
            verdict(true, `${index + 1}. ${item.querySelector(".given").textContent}`, item.querySelector(".reason")))],
        };
      },
      empty: () => false,
    };
  };

  const fillIn = (question) => {
    const fields = [...question.querySelectorAll(".blanks input")];
    const known = (name) => {
      const group = [...question.querySelectorAll(".answers > .blank")].find((item) => item.dataset.blank === name);
      return [...group.querySelectorAll(".reason")];
    };
    return {
      read: () => Object.fromEntries(fields.map((field) => [field.name, field.value])),
      write: (answer) => {
        for (const field of fields) field.value = Object.hasOwn(answer, field.name) ? String(answer[field.name]) : "";
      },
      judge: (answer) => {
        let isRight = true;
        const notes = fields.map((field) => {
          const text = String(answer[field.name]).trim();
          const label = field.getAttribute("aria-label");
          const match = known(field.name).find((reason) =>
            [...reason.querySelectorAll(".given code")].some((code) => code.textContent === text));
          const fits = match?.parentElement.classList.contains("right") === true;
          if (!fits) isRight = false;
          field.setAttribute("aria-invalid", String(!fits));
          if (!text) return verdict(false, say("quiz.empty_blank", { blank: label }));
          return verdict(fits, say(fits ? "quiz.right_blank" : "quiz.wrong_blank", { blank: label }), match);
        });
        return { isRight, notes };
      },
      empty: (answer) => Object.values(answer).every((text) => !String(text).trim()),
    };
  };

  const matching = (question) => {
    const rows = [...question.querySelectorAll(".pairs > li")];
    const reasons = [...question.querySelectorAll(".solution > li")];
    const field = (row) => row.querySelector("select");
    const name = (row) => row.querySelector(".left").textContent.trim();
    return {
      read: () => Object.fromEntries(rows.map((row) => [row.dataset.pair, field(row).value])),
      write: (answer) => {
        for (const row of rows) field(row).value = Object.hasOwn(answer, row.dataset.pair) ? String(answer[row.dataset.pair]) : "";
      },
      judge: (answer) => {
        let isRight = true;
        const notes = rows.map((row, index) => {
          const chosen = answer[row.dataset.pair];
          const fits = chosen === row.dataset.right;
          if (!fits) isRight = false;
          field(row).setAttribute("aria-invalid", String(!fits));
          row.querySelector(".place").textContent = chosen === "" ? "" : fits ? "✓" : "✗";
          if (chosen === "") return verdict(false, say("quiz.not_chosen", { pair: name(row) }));
          if (fits) return verdict(true, say("quiz.right_pair", { pair: name(row) }), reasons[index].querySelector(".reason"));
          // Why what was chosen belongs elsewhere, or nowhere.
          const home = reasons.find((item) => item.dataset.right === chosen);
          const words = home.classList.contains("wrong")
            ? say("quiz.wrong_pair_stray", { pair: name(row) })
            : say("quiz.wrong_pair", { pair: name(row), owner: name(rows[reasons.indexOf(home)]) });
          return verdict(false, words, home.querySelector(".reason"));
        });
        return { isRight, notes };
      },
      empty: (answer) => Object.values(answer).every((chosen) => chosen === ""),
    };
  };

  // MARK: Wiring

  const choice = (question) => {
    const id = question.dataset.question;
    const items = [...question.querySelectorAll(".choices details")];
    const saved = answers.get(id);
    if (saved && Array.isArray(saved.answer)) {
      for (const index of saved.answer) if (items[index]) items[index].open = true;
    }
    items.forEach((item, index) => {
      item.querySelector("summary").addEventListener("click", () => {
        if (item.open) return;
        const opened = items.flatMap((other, place) => (other.open || place === index ? [place] : []));
        answers.put(id, "choice", opened, item.classList.contains("right"));
      });
    });
  };

  const kinds = { trace, ordering, "fill-in": fillIn, matching };

  for (const question of document.querySelectorAll(".question[data-question]")) {
    const { question: id, kind } = question.dataset;
    if (kind === "choice") {
      choice(question);
      continue;
    }
    if (!Object.hasOwn(kinds, kind)) continue;
    const form = kinds[kind](question);
    const said = question.querySelector(".verdicts");
    const show = (answer) => {
      const { isRight, notes } = form.judge(answer);
      said.replaceChildren(...notes);
      question.classList.toggle("solved", isRight);
      return isRight;
    };
    const check = () => {
      const answer = form.read();
      if (form.empty(answer)) {
        said.replaceChildren(element("p", "none", say("quiz.no_answer")));
        return;
      }
      answers.put(id, kind, answer, show(answer));
    };
    const line = question.querySelector(".check");
    line.hidden = false;
    line.querySelector("button").addEventListener("click", check);
    for (const field of question.querySelectorAll(".form input")) {
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter") check();
      });
    }
    const saved = answers.get(id);
    // Of what was answered in the terminal there is no answer to show.
    if (saved && saved.kind === kind && saved.answer !== undefined) {
      try {
        form.write(saved.answer);
        show(form.read());
      } catch {
        // Written by another version of the course: the question starts anew.
      }
    }
  }
})();
