"use strict";

/** Where the page gets what it shows: from the running program, or from scripts that lie beside it. */
const Source = (() => {
  const LIVE = document.documentElement.dataset.mode === "live";
  const waiting = new Map();

  /** A resource by its name. */
  async function load(name) {
    if (LIVE) {
      const answer = await fetch(`${name}.json`);
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return answer.json();
    }
    if (!waiting.has(name)) waiting.set(name, read(name));
    return waiting.get(name).promise;
  }

  function read(name) {
    const one = {};
    one.promise = new Promise((resolve, reject) => {
      one.resolve = resolve;
      const script = document.createElement("script");
      script.src = `${name}.js`;
      script.onerror = () => reject(new Error(name));
      document.head.append(script);
    });
    return one;
  }

  /** Called by the scripts that `read` loads. */
  function arrived(name, value) {
    waiting.get(name).resolve(value);
  }

  /** Calls `changed` after each new version, and `lost` with whether the program is still there. */
  function follow(changed, lost) {
    if (!LIVE) return;
    let seen = null;
    const events = new EventSource("events");
    events.onmessage = (event) => {
      lost(false);
      if (event.data !== seen) changed(Number(event.data));
      seen = event.data;
    };
    events.onerror = () => lost(true);
  }

  return { LIVE, load, arrived, follow };
})();
