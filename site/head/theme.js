// The reader's colours, before anything is shown in others.
(() => {
  "use strict";
  try {
    const theme = window.localStorage.getItem("threadbare.theme");
    if (["light", "dark", "contrast"].includes(theme)) document.documentElement.dataset.theme = theme;
  } catch {
    // Without storage the system's colours stay.
  }
})();
