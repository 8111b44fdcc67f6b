// The page of answers: counts them, and takes them to another device as a file.
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

  const count = () => {
    const all = answers.all();
    for (const lesson of page.querySelectorAll("[data-questions]")) {
      const ids = lesson.dataset.questions.split(" ");
      const given = ids.filter((id) => Object.hasOwn(all, id));
      const right = given.filter((id) => all[id].right === true);
      lesson.querySelector(".count").textContent =
        say("answers.counted", { given: given.length, count: ids.length, right: right.length });
    }
  };

  const save = () => {
    const text = JSON.stringify({ format: "threadbare-answers", version: 1, course, answers: answers.all() }, null, 1);
    const link = document.createElement("a");
    const url = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/json" }));
    link.href = url;
    link.download = `${course}-answers.json`;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(url), 1000);
    said.textContent = say("answers.saved");
  };

  /** Says what is wrong with a file, or takes its answers. */
  const read = async (file) => {
    if (file.size > fileBytesMax) return say("answers.too_large");
    let found;
    try {
      found = JSON.parse(await file.text());
    } catch {
      return say("answers.no_json");
    }
    if (found === null || found.format !== "threadbare-answers" || found.version !== 1
      || found.answers === null || typeof found.answers !== "object") {
      return say("answers.no_answers");
    }
    if (found.course !== course) return say("answers.other_course", { course: String(found.course) });
    const kinds = ["choice", "trace", "ordering", "fill-in", "matching"];
    const good = Object.entries(found.answers).filter(([id, entry]) =>
      /^[a-z0-9-]{1,64}$/.test(id) && entry !== null && typeof entry === "object" && kinds.includes(entry.kind));
    // What was answered here stays, unless the file has something on the same question.
    answers.replace({ ...answers.all(), ...Object.fromEntries(good) });
    return say("answers.were_read", { count: good.length });
  };

  page.querySelector("[data-action=export]").addEventListener("click", save);
  page.querySelector("[data-action=clear]").addEventListener("click", () => {
    answers.replace({});
    said.textContent = say("answers.forgotten");
    count();
  });
  const field = page.querySelector("input[type=file]");
  field.addEventListener("change", async () => {
    const [file] = field.files;
    if (file) said.textContent = await read(file);
    field.value = "";
    count();
  });
  count();
})();
