// Runs in the frame of each card, before the card's own script. The frame is a stranger to the page: they only talk.
(() => {
  "use strict";
  const root = document.documentElement;
  const tell = (message) => parent.postMessage(message, "*");

  // What a reviewer hands from the front to the back: what was drawn and picked.
  if (root.dataset.state) window.dg_state = JSON.parse(root.dataset.state);

  addEventListener("message", (event) => {
    if (event.source !== parent || typeof event.data.night !== "boolean") return;
    root.classList.toggle("night-mode", event.data.night);
    ["nightMode", "night_mode"].forEach((name) => document.body.classList.toggle(name, event.data.night));
  });

  const picked = () => setTimeout(() => tell({ state: window.dg_state || null }));
  addEventListener("change", picked, true);
  addEventListener("toggle", picked, true);

  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.tagName === "INPUT" && event.key.startsWith("Arrow")) return;
    tell({ key: event.key });
  });

  // A browser lets an observer rest where a frame is out of sight, so the first height is measured without one.
  const measure = () => tell({ height: Math.ceil(root.getBoundingClientRect().height) });
  addEventListener("load", measure);
  new ResizeObserver(measure).observe(root);
})();
