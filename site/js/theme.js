// The choice of colours at the foot of each page.
(() => {
  "use strict";

  const line = document.querySelector(".theme");
  if (!line) return;
  const field = line.querySelector("select");
  line.hidden = false;
  field.value = document.documentElement.dataset.theme || "";
  field.addEventListener("change", () => {
    if (field.value) document.documentElement.dataset.theme = field.value;
    else delete document.documentElement.dataset.theme;
    try {
      if (field.value) window.localStorage.setItem("threadbare.theme", field.value);
      else window.localStorage.removeItem("threadbare.theme");
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  });
})();
