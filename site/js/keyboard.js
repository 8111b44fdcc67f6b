// The arrow keys turn the pages, as in a book.
(() => {
  "use strict";

  // Where the keys have a meaning of their own.
  const takesKeys = "input, textarea, select, [contenteditable], [role=slider], [role=tablist]";

  /** Says whether an element scrolls sideways, so that the arrows are its own. */
  const scrolls = (element) => element.scrollWidth > element.clientWidth + 1;

  const go = (relation) => {
    const link = document.querySelector(`link[rel=${relation}]`);
    if (link) window.location.assign(link.href);
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    const target = event.target;
    if (target instanceof Element && target !== document.body) {
      if (target.closest(takesKeys) || scrolls(target)) return;
    }
    if (event.key === "ArrowRight") go("next");
    if (event.key === "ArrowLeft") go("prev");
  });
})();
