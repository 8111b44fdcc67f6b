// Search over all sections. The index is a script, so that it loads from a folder too; a word that nobody
// wrote is taken for the nearest ones that somebody did.
(() => {
  "use strict";
  const { say } = window.threadbareSay;

  const opener = document.querySelector(".search-button");
  if (!opener || typeof HTMLDialogElement === "undefined") return;
  const root = document.body.dataset.root === "#" ? "" : document.body.dataset.root;
  const resultsMax = 30;

  // MARK: Words

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}_]+/gu) || [];

  /** The number of edits between two words, or one more than `most`; a swap of neighbours is one edit. */
  const distance = (left, right, most) => {
    if (Math.abs(left.length - right.length) > most) return most + 1;
    let before = [];
    let last = Array.from({ length: right.length + 1 }, (_, index) => index);
    for (let row = 1; row <= left.length; row += 1) {
      const line = [row];
      let least = row;
      for (let column = 1; column <= right.length; column += 1) {
        const same = left[row - 1] === right[column - 1] ? 0 : 1;
        let cost = Math.min(last[column] + 1, line[column - 1] + 1, last[column - 1] + same);
        if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
          cost = Math.min(cost, before[column - 2] + 1);
        }
        line.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      before = last;
      last = line;
    }
    return last[right.length];
  };

  // MARK: Index

  let index = null;

  /** For each word the sections that have it, with a weight: more in a title than in a text. */
  const build = (entries) => {
    const words = new Map();
    const add = (word, number, weight) => {
      let places = words.get(word);
      if (!places) words.set(word, (places = new Map()));
      places.set(number, Math.min(60, (places.get(number) || 0) + weight));
      // The parts of a name of C are words too.
      if (word.includes("_")) for (const part of word.split("_")) if (part) add(part, number, weight / 2);
    };
    entries.forEach((entry, number) => {
      for (const word of wordsOf(entry.t)) add(word, number, 8);
      for (const word of wordsOf(entry.s)) add(word, number, 12);
      for (const word of wordsOf(entry.x)) add(word, number, 1);
    });
    return { entries, words, all: [...words.keys()] };
  };

  const load = () =>
    new Promise((resolve, reject) => {
      if (index) {
        resolve(index);
        return;
      }
      const script = document.createElement("script");
      script.src = document.body.dataset.search;
      script.addEventListener("load", () => {
        index = build(window.threadbareIndex || []);
        resolve(index);
      });
      script.addEventListener("error", reject);
      document.head.append(script);
    });

  /** The words of the index that a word stands for, each with how well it fits. */
  const matches = (word) => {
    const found = [];
    for (const known of index.all) {
      if (known === word) found.push([known, 1]);
      else if (word.length > 1 && known.startsWith(word)) found.push([known, 0.6]);
    }
    if (found.length || word.length < 4) return found;
    // Scripts that put no spaces between words: any part of a word will do.
    for (const known of index.all) if (known.includes(word)) found.push([known, 0.4]);
    if (found.length) return found;
    const most = word.length < 8 ? 1 : 2;
    for (const known of index.all) {
      const edits = distance(word, known, most);
      if (edits <= most) found.push([known, 0.5 / edits]);
    }
    return found;
  };

  /** The sections that have all words, the best first. */
  const search = (text) => {
    const words = wordsOf(text);
    let scores = null;
    const marked = new Set();
    for (const word of words) {
      const next = new Map();
      for (const [known, fit] of matches(word)) {
        marked.add(known);
        for (const [number, weight] of index.words.get(known)) {
          next.set(number, Math.max(next.get(number) || 0, weight * fit));
        }
      }
      if (scores) {
        for (const [number, score] of [...scores]) {
          if (next.has(number)) scores.set(number, score + next.get(number));
          else scores.delete(number);
        }
      } else {
        scores = next;
      }
    }
    const found = [...(scores || [])].sort((left, right) => right[1] - left[1] || left[0] - right[0]);
    return { found: found.slice(0, resultsMax).map(([number]) => index.entries[number]), count: found.length, marked };
  };

  // MARK: Results

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  /** A piece of a text around the first word that was searched, with those words marked. */
  const snippet = (text, marked) => {
    const line = element("span", "snippet");
    const pieces = text.split(/([\p{L}\p{N}_]+)/u);
    const isMarked = (piece) => marked.has(fold(piece));
    let first = pieces.findIndex(isMarked);
    if (first < 0) first = 0;
    let start = first;
    for (let length = 0; start > 0 && length < 60; start -= 1) length += pieces[start - 1].length;
    if (start > 0) line.append("… ");
    let length = 0;
    let at = start;
    for (; at < pieces.length && length < 180; at += 1) {
      length += pieces[at].length;
      if (isMarked(pieces[at])) line.append(element("mark", "", pieces[at]));
      else line.append(pieces[at]);
    }
    if (at < pieces.length) line.append(" …");
    return line;
  };

  const dialog = element("dialog", "search");
  dialog.setAttribute("aria-label", say("search.label"));
  const field = element("input");
  field.type = "search";
  field.id = "search-field";
  field.autocomplete = "off";
  field.spellcheck = false;
  const label = element("label", "", say("search.label"));
  label.htmlFor = field.id;
  const close = element("button", "", say("search.close"));
  close.type = "button";
  const said = element("p", "said");
  said.setAttribute("role", "status");
  const list = element("ol", "results");
  const bar = element("div", "search-bar");
  bar.append(label, field, close);
  dialog.append(bar, said, list);
  document.body.append(dialog);

  const show = () => {
    const text = field.value.trim();
    if (!index || !text) {
      list.replaceChildren();
      said.textContent = "";
      return;
    }
    const { found, count, marked } = search(text);
    said.textContent = count === 0
      ? say("search.nothing") : count > found.length
        ? say("search.best", { count, shown: found.length }) : say("search.found", { count });
    list.replaceChildren(...found.map((entry) => {
      const item = element("li");
      const link = item.appendChild(element("a"));
      link.href = root + entry.u;
      link.append(element("strong", "", entry.s || entry.t));
      if (entry.s) link.append(element("span", "where", entry.t));
      link.append(snippet(entry.x, marked));
      return item;
    }));
  };

  let timer = 0;
  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(show, 60);
  });
  close.addEventListener("click", () => dialog.close());
  // A link to the page that is open leaves the dialog.
  list.addEventListener("click", (event) => {
    if (event.target.closest("a")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      // A search field would take the first one to clear itself.
      dialog.close();
      event.preventDefault();
    } else if (event.key === "ArrowDown" && links.length) {
      links[Math.min(at + 1, links.length - 1)].focus();
      event.preventDefault();
    } else if (event.key === "ArrowUp" && at >= 0) {
      (at === 0 ? field : links[at - 1]).focus();
      event.preventDefault();
    } else if (event.key === "Enter" && document.activeElement === field && links.length) {
      links[0].click();
      event.preventDefault();
    }
  });

  const open = async () => {
    if (dialog.open) return;
    dialog.showModal();
    field.focus();
    field.select();
    try {
      await load();
      show();
    } catch {
      said.textContent = say("search.not_loaded");
    }
  };
  opener.hidden = false;
  opener.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.key !== "/") return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    open();
  });
})();
