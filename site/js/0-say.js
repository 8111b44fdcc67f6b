// The words that the scripts say, from strings.yaml; what is put into them stands in braces.
(() => {
  "use strict";

  const words = window.threadbareWords ?? {};

  /** A phrase in parts: its texts, and what is put in, which may be elements. */
  const parts = (key, values = {}) => {
    const found = words[key] ?? key;
    const phrase = Array.isArray(found) ? found[values.count === 1 ? 0 : 1] : found;
    return phrase.split(/(\{\w+\})/)
      .map((part) => {
        const name = part.slice(1, -1);
        return part.startsWith("{") && Object.hasOwn(values, name) ? values[name] : part;
      })
      .filter((part) => part !== "");
  };

  /** A phrase as text. */
  const say = (key, values) => parts(key, values).join("");

  // What the scripts of the player share.
  window.threadbare = {};
  window.threadbareSay = { say, parts, language: words.language ?? "" };
})();
