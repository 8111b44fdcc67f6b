// The page of answers: counts them and the exercises that are done, and takes both to another device or to the
// program in the terminal and back, as a file or as a link.
(() => {
  "use strict";
  const { say } = window.threadbareSay;

  const page = document.querySelector("[data-answers]");
  if (!page) return;
  page.hidden = false;
  const answers = window.threadbareAnswers;
  const course = document.body.dataset.course;
  const said = page.querySelector(".said");
  const fileBytesMax = 4 << 20;
  const done = page.querySelector(".exercises-done");
  const known = done.dataset.exercises.split(" ").filter(Boolean);

  /** The exercises that are done, as far as this device knows. */
  const exercises = (() => {
    const key = `threadbare.${course}.exercises`;
    const all = () => {
      try {
        const found = JSON.parse(window.localStorage.getItem(key) || "[]");
        return Array.isArray(found) ? known.filter((id) => found.includes(id)) : [];
      } catch {
        return [];
      }
    };
    const replace = (ids) => {
      try {
        window.localStorage.setItem(key, JSON.stringify(ids));
      } catch {
        // Without room nothing is kept, as with answers.
      }
    };
    return { all, replace };
  })();

  const count = () => {
    const all = answers.all();
    for (const lesson of page.querySelectorAll("[data-questions]")) {
      const ids = lesson.dataset.questions.split(" ");
      const given = ids.filter((id) => Object.hasOwn(all, id));
      const right = given.filter((id) => all[id].right === true);
      lesson.querySelector(".count").textContent =
        say("answers.counted", { given: given.length, count: ids.length, right: right.length });
    }
    done.textContent = say("answers.exercises", { done: exercises.all().length, count: known.length });
  };

  const save = () => {
    const text = JSON.stringify({
      format: "threadbare-answers", version: 1, course, exercises: exercises.all(), answers: answers.all(),
    }, null, 1);
    const link = document.createElement("a");
    const url = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/json" }));
    link.href = url;
    link.download = `${course}-answers.json`;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(url), 1000);
    said.textContent = say("answers.saved");
  };

  /** Says what is wrong with a text, or takes what is in it; in the place of what is here only if that is wanted. */
  const take = (text, replaces) => {
    let found;
    try {
      found = JSON.parse(text);
    } catch {
      return say("answers.no_json");
    }
    if (found === null || found.format !== "threadbare-answers" || found.version !== 1
      || found.answers === null || typeof found.answers !== "object") {
      return say("answers.no_answers");
    }
    if (found.course !== course) return say("answers.other_course", { course: String(found.course) });
    const kinds = ["choice", "trace", "ordering", "fill-in", "matching"];
    const here = answers.all();
    // The program in the terminal tells how it went and not what was answered: that adds to what is here.
    const good = Object.entries(found.answers).filter(([id, entry]) =>
      /^[a-z0-9-]{1,64}$/.test(id) && entry !== null && typeof entry === "object" && kinds.includes(entry.kind)
        && ((replaces && "answer" in entry) || !Object.hasOwn(here, id)));
    // What was answered here stays, unless a file that the reader chose has an answer to the same question.
    answers.replace({ ...here, ...Object.fromEntries(good) });
    if (Array.isArray(found.exercises)) {
      exercises.replace(known.filter((id) => exercises.all().includes(id) || found.exercises.includes(id)));
    }
    return say("answers.were_read", { count: good.length });
  };

  /** The text that an address has behind `#take=`, as bytes in base 64 for addresses; null if it has none. */
  const carried = () => {
    const found = /^#take=([A-Za-z0-9_-]+)$/.exec(window.location.hash);
    if (!found) return null;
    try {
      const bytes = atob(found[1].replaceAll("-", "+").replaceAll("_", "/"));
      return new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
    } catch {
      return "";
    }
  };

  const takeCarried = () => {
    const text = carried();
    if (text === null) return;
    // Anybody can make a link.
    said.textContent = take(text, false);
    // Once is enough: a page that is loaded again does not say so again.
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    count();
  };

  page.querySelector("[data-action=export]").addEventListener("click", save);
  page.querySelector("[data-action=clear]").addEventListener("click", () => {
    answers.replace({});
    exercises.replace([]);
    said.textContent = say("answers.forgotten");
    count();
  });
  const field = page.querySelector("input[type=file]");
  field.addEventListener("change", async () => {
    const [file] = field.files;
    if (file) {
      said.textContent = file.size > fileBytesMax ? say("answers.too_large") : take(await file.text(), true);
    }
    field.value = "";
    count();
  });
  count();
  takeCarried();
  window.addEventListener("hashchange", takeCarried);
})();
