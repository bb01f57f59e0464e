"use strict";

/** The list of questions: what there is, what of it is asked for, and where in it we are. */
const List = (() => {
  const box = document.getElementById("rows");
  const inputs = ["search", "topic", "kind", "finding"].map((id) => document.getElementById(id));
  const [search, topic, kind, finding] = inputs;
  const KINDS = { choice: "Multiple choice", cloze: "Cloze", retired: "Out of use", unread: "Cannot be read" };
  let deck = null;
  let rows = [];
  let shown = [];
  let current = "";

  /** Shows a deck. The filters stay as they are, and so does the place in the list. */
  function show(overview) {
    deck = overview;
    const top = box.scrollTop;
    options(topic, "All", deck.topics.map((name) => [name, name]));
    const kinds = [...new Set(deck.questions.map((one) => one.kind))];
    options(kind, "All", kinds.map((name) => [name, KINDS[name]]));
    const codes = [...new Set(deck.findings.map((one) => one.code))].sort();
    options(finding, "All", [
      ["any", "Any"], ["error", "Errors"], ["review", "To review"], ["none", "None"],
      ...codes.map((code) => [code, code]),
    ]);
    rows = deck.questions.map((one) => ({ one, node: row(one) }));
    const groups = new Map();
    rows.forEach(({ one, node }) => {
      if (!groups.has(one.topic)) groups.set(one.topic, group(one.topic));
      groups.get(one.topic).append(node);
    });
    box.replaceChildren(...general(), ...groups.values());
    filter();
    mark(current);
    box.scrollTop = top;
  }

  function group(name) {
    const node = make("section", "group");
    node.append(make("h2", "", name));
    return node;
  }

  function row(one) {
    const node = make("a", "row");
    node.href = `#${one.id}`;
    node.tabIndex = -1;
    const meta = make("span", "meta");
    meta.append(make("code", "", one.id));
    if (one.cards > 1) meta.append(make("span", "", `${one.cards} cards`));
    if (one.kind === "retired" || one.kind === "unread") meta.append(make("span", "", KINDS[one.kind]));
    node.append(make("span", "title", one.title), meta, ...badges(one.findings));
    return node;
  }

  function general() {
    if (!deck.general.length) return [];
    const node = make("a", "row general");
    node.href = "#/deck";
    node.tabIndex = -1;
    node.append(make("span", "title", "About the deck as a whole"), ...badges(deck.general));
    return [node];
  }

  function badges(numbers) {
    const count = (severity) => numbers.filter((number) => deck.findings[number].severity === severity).length;
    return [["error", "error", "errors"], ["review", "to review", "to review"]]
      .map(([severity, single, several]) => [severity, count(severity), single, several])
      .filter(([, number]) => number)
      .map(([severity, number, single, several]) => make("span", `badge ${severity}`, `${number} ${number === 1 ? single : several}`));
  }

  function options(select, all, choices) {
    const chosen = select.value;
    select.replaceChildren(...[["", all], ...choices].map(([value, text]) => new Option(text, value)));
    select.value = choices.some(([value]) => value === chosen) ? chosen : "";
    select.classList.toggle("set", select.value !== "");
  }

  /** Hides what is not asked for. */
  function filter() {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const wanted = finding.value;
    const fits = (number) => {
      const { severity, code } = deck.findings[number];
      return wanted === "any" || wanted === severity || wanted === code;
    };
    shown = [];
    rows.forEach(({ one, node }) => {
      const fit = words.every((word) => one.text.includes(word))
        && (!topic.value || one.topic === topic.value)
        && (!kind.value || one.kind === kind.value)
        && (!wanted || (wanted === "none" ? !one.findings.length : one.findings.some(fits)));
      node.hidden = !fit;
      if (fit) shown.push(one.id);
    });
    box.querySelectorAll(".group").forEach((node) => {
      const count = node.querySelectorAll(".row:not([hidden])").length;
      node.hidden = !count;
      node.style.setProperty("--rows", count);
    });
    inputs.forEach((input) => input.classList.toggle("set", input.value !== ""));
    const all = deck.questions.length;
    const text = shown.length === all ? `${all.toLocaleString("en")} questions` : `${shown.length} of ${all} questions`;
    const found = document.getElementById("found");
    if (found.textContent !== text) found.textContent = text;
  }

  /** Marks the question that is on the stage. */
  function mark(id, { scroll = false } = {}) {
    current = id;
    box.querySelectorAll("[aria-current]").forEach((node) => {
      node.removeAttribute("aria-current");
      node.tabIndex = -1;
    });
    const node = nodeOf(id) || box.querySelector(".row:not([hidden])");
    if (!node) return;
    node.tabIndex = 0;
    if (node !== nodeOf(id)) return;
    node.setAttribute("aria-current", "true");
    if (scroll) node.scrollIntoView({ block: "nearest" });
    if (box.contains(document.activeElement)) node.focus({ preventScroll: true });
  }

  function nodeOf(id) {
    return box.querySelector(`.row[href="#${CSS.escape(id)}"]`);
  }

  /** The question so many places further among those that are shown; with `found`, only those with findings count. */
  function next(step, { found = false } = {}) {
    const order = deck.questions.map((one) => one.id);
    const visible = new Set(shown);
    const at = order.indexOf(current);
    const fits = (id) => visible.has(id) && (!found || deck.questions[order.indexOf(id)].findings.length);
    for (let place = at < 0 && step < 0 ? order.length - 1 : at + step; place >= 0 && place < order.length; place += step) {
      if (fits(order[place])) return order[place];
    }
    return null;
  }

  /** A question by its id. */
  function find(id) {
    return deck && deck.questions.find((one) => one.id === id);
  }

  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  }

  document.getElementById("filters").addEventListener("input", filter);
  document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const id = step && next(step);
    if (!step) return;
    event.preventDefault();
    if (id) location.hash = id;
  });

  return { show, mark, next, find, first: () => shown[0], box, inputs, filter };
})();

/** An element with a class and a text. */
function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}
