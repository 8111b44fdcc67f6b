// A button on every block of code; prompts and output stay behind.
(() => {
  "use strict";
  const { say } = window.threadbareSay;

  if (!navigator.clipboard) return;

  /** The text of a block as it can be pasted into an editor or a terminal. */
  const textOf = (code) => {
    if (!code.querySelector(".pr")) return code.textContent;
    const copy = code.cloneNode(true);
    for (const left of copy.querySelectorAll(".pr, .ou")) left.remove();
    return copy.textContent;
  };

  for (const block of document.querySelectorAll("pre")) {
    const code = block.querySelector("code");
    if (!code || block.closest("[data-no-copy]")) continue;

    const frame = document.createElement("div");
    frame.className = "copyable";
    block.replaceWith(frame);
    frame.append(block);

    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = say("copy.copy");
    frame.append(button);

    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(textOf(code));
        button.textContent = say("copy.copied");
      } catch {
        button.textContent = say("copy.not_allowed");
      }
      window.setTimeout(() => (button.textContent = say("copy.copy")), 2000);
    });
  }
})();
