// Comfort for grading reports: filtering, sorting, cells that lead to their results, commands to copy,
// and whole details on paper. Every page says the same without it.
"use strict";

(() => {
  /** Makes an element with classes and text. */
  function make(name, className, text = "") {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  }

  // Filtering

  /** What a row must hold to be shown under a verdict: cells, badges and bars bear these classes. */
  const VERDICTS = [
    ["passed", ".verdict-pass, .heat-4"],
    ["failed", ".verdict-fail, .heat-0, .heat-1, .heat-2, .heat-3"],
    ["not run", ".verdict-not-run, .heat-none"],
    ["grader error", ".verdict-grader-error, .heat-error"],
    ["flaky", ".flaky"],
  ];

  /** What the rows of a table are: students, exercises, tests. */
  function nounOf(table) {
    return `${table.tHead.rows[0].cells[0].firstChild.textContent.trim().toLowerCase()}s`;
  }

  function addFilter(table) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 2) return;
    const noun = nounOf(table);
    const box = make("search", "filter");
    box.setAttribute("aria-label", `Filter ${noun}`);

    const textLabel = make("label", "", `Filter ${noun}`);
    const input = make("input", "");
    input.type = "search";
    input.autocomplete = "off";
    input.spellcheck = false;
    textLabel.append(input);

    const verdictLabel = make("label", "", "Verdict");
    const select = make("select", "");
    select.append(new Option("any", ""));
    for (const [name, selector] of VERDICTS) {
      if (table.tBodies[0].querySelector(selector)) select.append(new Option(name, selector));
    }
    verdictLabel.append(select);

    const status = make("span", "muted");
    status.setAttribute("role", "status");
    box.append(textLabel, ...(select.options.length > 1 ? [verdictLabel] : []), status);
    table.parentElement.before(box);

    const texts = rows.map((row) => row.cells[0].textContent.toLowerCase());
    const update = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const verdict = select.value;
      let shown = 0;
      rows.forEach((row, index) => {
        const isWanted = words.every((word) => texts[index].includes(word));
        row.hidden = !isWanted || (verdict !== "" && !row.querySelector(verdict));
        if (!row.hidden) shown += 1;
      });
      const isFiltered = words.length > 0 || verdict !== "";
      status.textContent = isFiltered ? `${shown} of ${rows.length} ${noun}` : "";
    };
    input.addEventListener("input", update);
    select.addEventListener("change", update);
    return input;
  }

  // Sorting

  /** What a cell sorts by: what it says it sorts by, or its number if it has one, or its text. */
  function sortKey(row, column) {
    const cell = row.cells[column];
    if (cell?.dataset.sort) return { text: "", number: Number(cell.dataset.sort) };
    const text = (cell?.textContent ?? "").trim();
    const number = text.replaceAll(",", "").match(/^[^\p{L}\d]*(\d+(\.\d+)?)/u);
    return { text, number: number && column > 0 ? Number(number[1]) : NaN };
  }

  function compare(left, right) {
    const isNumber = !Number.isNaN(left.number);
    if (isNumber && !Number.isNaN(right.number)) return left.number - right.number;
    if (isNumber !== !Number.isNaN(right.number)) return isNumber ? 1 : -1;
    return left.text.localeCompare(right.text, undefined, { numeric: true });
  }

  function addSorting(table) {
    const body = table.tBodies[0];
    if (body.rows.length < 2) return;
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, column) => {
      const name = header.firstChild.textContent.trim();
      const button = make("button", "sort");
      button.type = "button";
      button.append(make("span", "visually-hidden", `Sort by ${name}`));
      // The name and its button stay on one line, above what the header says besides.
      header.firstChild.after(button);
      button.addEventListener("click", () => {
        const isAscending = header.ariaSort !== "ascending";
        for (const other of headers) other.removeAttribute("aria-sort");
        header.setAttribute("aria-sort", isAscending ? "ascending" : "descending");
        const sorted = [...body.rows]
          .map((row) => ({ row, key: sortKey(row, column) }))
          .sort((left, right) => compare(left.key, right.key) * (isAscending ? 1 : -1));
        body.append(...sorted.map(({ row }) => row));
      });
    });
  }

  // Cells of the heat map

  /** A click on a cell goes to that exercise on the student's page; the row's link does without. */
  function addCellLinks(table) {
    const headers = table.tHead.rows[0].cells;
    table.tBodies[0].addEventListener("click", (event) => {
      const cell = event.target.closest("td");
      const anchor = cell && headers[cell.cellIndex]?.dataset.anchor;
      const link = cell?.parentElement.querySelector("th a");
      if (anchor && link) location.href = `${link.getAttribute("href")}#${anchor}`;
    });
  }

  // Commands

  /** A button that copies a command; the command can be selected without it. */
  function addCopying(box) {
    const code = box.querySelector("code");
    const button = make("button", "copy", "Copy");
    button.type = "button";
    const status = make("span", "visually-hidden");
    status.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        status.textContent = button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code);
        status.textContent = button.textContent = "Selected";
      }
      setTimeout(() => {
        button.textContent = "Copy";
        status.textContent = "";
      }, 2000);
    });
    box.querySelector(".caption").append(button, status);
  }

  // Paper

  function openDetailsForPrinting() {
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = [...document.querySelectorAll("details:not([open])")];
      for (const details of opened) details.open = true;
    });
    addEventListener("afterprint", () => {
      for (const details of opened) details.open = false;
    });
  }

  const filters = [...document.querySelectorAll("table.filterable")].map(addFilter);
  document.querySelectorAll("table.sortable").forEach(addSorting);
  document.querySelectorAll("table.heat-map").forEach(addCellLinks);
  document.querySelectorAll(".command").forEach(addCopying);
  openDetailsForPrinting();

  // As on many sites, a slash goes to the search: to that of the students where there are several.
  addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    const inputs = filters.filter(Boolean);
    const input = inputs.find((one) => one.parentElement.textContent.includes("student"));
    if (inputs.length === 0) return;
    event.preventDefault();
    (input ?? inputs[0]).focus();
  });
})();
