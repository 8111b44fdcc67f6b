// Comfort for grading reports: filtering, sorting, cells that lead to their results, and whole
// details on paper. Every page says the same without it.
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

  function addFilter(table) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 2) return;
    const box = make("search", "filter");
    const label = make("label", "", "Filter students");
    const input = make("input", "");
    input.type = "search";
    input.autocomplete = "off";
    input.spellcheck = false;
    label.append(input);
    const status = make("span", "muted");
    status.setAttribute("role", "status");
    box.append(label, status);
    table.parentElement.before(box);

    const texts = rows.map((row) => row.cells[0].textContent.toLowerCase());
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, index) => {
        row.hidden = !words.every((word) => texts[index].includes(word));
        if (!row.hidden) shown += 1;
      });
      status.textContent = words.length ? `${shown} of ${rows.length} students` : "";
    });
    return input;
  }

  // Sorting

  /** What a cell sorts by: its number if it has one, or else its text. */
  function sortKey(row, column) {
    const text = (row.cells[column]?.textContent ?? "").trim();
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
      // A column of drawings has the numbers beside it.
      if (body.rows[0].cells[column]?.querySelector("svg")) return;
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
  openDetailsForPrinting();

  // As on many sites, a slash goes to the search.
  addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    const input = filters.find(Boolean);
    if (!input) return;
    event.preventDefault();
    input.focus();
  });
})();
