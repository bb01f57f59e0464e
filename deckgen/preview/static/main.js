"use strict";

/** What is shown follows the address: `#id` a question, `#/deck` what concerns none, `#/statistics` the counts. */
(() => {
  const MEMORY = "deckgen-preview";
  const status = document.getElementById("status");
  let deck = null;
  const memory = recall();

  async function load() {
    const first = !deck;
    deck = await Source.load("overview");
    document.title = `${deck.name}, preview`;
    document.getElementById("name").textContent = deck.name;
    document.getElementById("counts").textContent = counts();
    List.show(deck);
    if (first) restore();
    state(false);
    await route({ moved: first });
  }

  function counts() {
    const cards = deck.questions.reduce((sum, one) => sum + one.cards, 0);
    const errors = deck.findings.filter((one) => one.severity === "error").length;
    const reviews = deck.findings.length - errors;
    const many = (number, one, several) => `${number.toLocaleString("en")} ${number === 1 ? one : several}`;
    return [
      deck.version && `version ${deck.version}`, many(cards, "card", "cards"),
      errors && many(errors, "error", "errors"), reviews && `${reviews} to review`,
    ].filter(Boolean).join(" · ");
  }

  async function route({ moved = true } = {}) {
    const name = location.hash.slice(1);
    const statistics = name === "/statistics";
    const question = List.find(name);
    document.body.dataset.view = statistics ? "statistics" : "cards";
    document.body.dataset.pane = question || name === "/deck" ? "stage" : "list";
    document.getElementById("statistics").hidden = !statistics;
    document.getElementById("to-cards").toggleAttribute("aria-current", !statistics);
    document.getElementById("to-statistics").toggleAttribute("aria-current", statistics);
    if (!statistics) document.getElementById("to-statistics").dataset.from = name;
    document.getElementById("to-cards").href = `#${document.getElementById("to-statistics").dataset.from || ""}`;
    if (statistics) return Charts.show(deck);
    if (name === "/deck") {
      List.mark(name);
      return Stage.showDeck(deck);
    }
    const one = question || List.find(List.first());
    if (!one) return Stage.showNothing("No question to show.");
    if (name && !question) Stage.showNothing(`There is no question “${name}” any more.`);
    List.mark(one.id, { scroll: moved });
    if (name && !question) return undefined;
    return Stage.show(deck, one);
  }

  function state(lost) {
    document.body.classList.toggle("lost", lost);
    document.body.classList.toggle("checking", Boolean(deck && !deck.judged));
    const text = lost ? "Not connected: start deckgen preview again, and open its address"
      : !Source.LIVE ? "A copy" : deck && !deck.judged ? "Checking" : "Live";
    if (status.textContent !== text) status.textContent = text;
  }

  function theme(night) {
    document.documentElement.dataset.theme = night ? "night" : "day";
    document.getElementById("theme").textContent = night ? "Day" : "Night";
    Stage.set({ night });
  }

  function go(id) {
    if (!id) return;
    List.mark(id, { scroll: true }); // at once, so that the next key counts from here
    location.hash = id;
  }

  const KEYS = {
    j: () => go(List.next(1)),
    k: () => go(List.next(-1)),
    ArrowRight: () => go(List.next(1)),
    ArrowLeft: () => go(List.next(-1)),
    n: () => go(List.next(1, { found: true })),
    N: () => go(List.next(-1, { found: true })),
    "/": () => List.inputs[0].select(),
    d: () => theme(!Stage.settings.night),
    w: () => Stage.set({ device: (Stage.settings.device + 1) % Stage.DEVICES.length }),
    f: () => Stage.set({ sides: (Stage.settings.sides + 1) % Stage.SIDES.length }),
    s: () => { location.hash = document.body.dataset.view === "statistics" ? document.getElementById("to-cards").hash : "/statistics"; },
  };

  function press(key) {
    if (!deck || !Object.hasOwn(KEYS, key)) return false;
    KEYS[key]();
    return true;
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input:not([type=radio]), select");
    if (typing && event.key === "Escape") {
      if (event.target === List.inputs[0]) {
        List.inputs[0].value = "";
        List.filter();
      }
      event.target.blur();
    }
    const moving = event.target.matches("[type=radio]") && event.key.startsWith("Arrow");
    if (!typing && !moving && press(event.key)) event.preventDefault();
  });
  addEventListener("message", (event) => {
    if (Card.of(event.source) && event.data && typeof event.data.key === "string") press(event.data.key);
  });
  addEventListener("hashchange", () => route());
  document.getElementById("theme").addEventListener("click", () => theme(!Stage.settings.night));

  // A reload of the page finds everything as it was.
  addEventListener("pagehide", () => {
    const kept = {
      values: List.inputs.map((input) => input.value), list: List.box.scrollTop, settings: Stage.settings,
    };
    try { sessionStorage.setItem(MEMORY, JSON.stringify(kept)); } catch (error) { /* it is blocked: start afresh */ }
  });

  function recall() {
    try { return JSON.parse(sessionStorage.getItem(MEMORY)) || {}; } catch (error) { return {}; }
  }

  function restore() {
    (memory.values || []).forEach((value, number) => { List.inputs[number].value = value; });
    List.filter();
    List.box.scrollTop = memory.list || 0;
  }

  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  Stage.set(memory.settings || {});
  theme(memory.settings ? memory.settings.night : dark);

  // One after the other: an answer that is late must not take the place of a newer one.
  let loading = load();
  loading.then(() => Source.follow((number) => {
    loading = loading.then(() => number > deck.number && load()).catch(() => state(true));
  }, state), () => state(true));
})();
