(() => {
  "use strict";

  const WORDS = {
    en: { hint: "Hint", explanation: "Explanation", source: "Source" },
    es: { hint: "Pista", explanation: "Explicación", source: "Fuente" },
  };

  const card = document.querySelector(".dg-cloze");
  if (!card || card.dataset.dgDone) return; // Anki may run a script twice on one page
  card.dataset.dgDone = "1";
  if (window.dg_off) window.dg_off();

  const lang = (/(?:^|\s)lang-(\S+)/.exec(card.className) || [])[1] || "en";
  const words = WORDS[lang.split("-")[0]] || WORDS.en;
  card.lang = lang;
  card.querySelectorAll("[data-dg]").forEach((label) => { label.textContent = words[label.dataset.dg]; });

  // The topic stays off a front whose hidden words it names.
  const topic = card.querySelector(".dg-topic");
  const name = topic.textContent.toLowerCase();
  topic.hidden = Array.prototype.some.call(card.querySelectorAll("[data-cloze]"), (blank) => {
    const text = blank.dataset.cloze.toLowerCase();
    return text.length > 2 && name.indexOf(text) >= 0;
  });

  const hint = card.querySelector(".dg-hint");
  if (!hint) return;
  const onKey = (event) => {
    if (!document.contains(card)) window.dg_off();
    else if (event.key === "h" && !event.altKey && !event.ctrlKey && !event.metaKey) hint.open = !hint.open;
  };
  document.addEventListener("keydown", onKey);
  window.dg_off = () => {
    document.removeEventListener("keydown", onKey);
    delete window.dg_off;
  };
})();
