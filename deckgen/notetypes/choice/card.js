(() => {
  "use strict";

  const WORDS = {
    en: {
      hint: "Hint", answer: "Answer", reasons: "Reasons", explanation: "Explanation", source: "Source",
      choose: ["Choose ", "two", "three", "four"],
      right: ["✓ Correct", "If you guessed, rate it Again."],
      wrong: ["✗ Not quite", "Rate it Again."],
      none: ["No option chosen", "If you did not know it, rate it Again."],
      hinted: " You used the hint.",
      good: "✓ Correct", picked: ", your answer", missed: ", missed", bad: "✗ Your answer",
    },
    es: {
      hint: "Pista", answer: "Respuesta", reasons: "Razones", explanation: "Explicación", source: "Fuente",
      choose: ["Elige ", "dos", "tres", "cuatro"],
      right: ["✓ Correcto", "Si adivinaste, marca Otra vez."],
      wrong: ["✗ Todavía no", "Marca Otra vez."],
      none: ["Sin respuesta", "Si no la sabías, marca Otra vez."],
      hinted: " Usaste la pista.",
      good: "✓ Correcta", picked: ", tu respuesta", missed: ", te faltó", bad: "✗ Tu respuesta",
    },
  };

  const card = document.querySelector(".dg-choice");
  if (!card || card.dataset.dgDone) return; // Anki may run a script twice
  card.dataset.dgDone = "1";
  if (window.dg_off) window.dg_off();

  const setup = (word) => (new RegExp("(?:^| )" + word + "-(\\S+)").exec(card.className) || [])[1];
  const lang = setup("lang") || "en";
  const words = WORDS[lang.split("-")[0]] || WORDS.en;
  card.lang = lang;
  card.querySelectorAll("[data-dg]").forEach((label) => { label.textContent = words[label.dataset.dg]; });

  const find = (name) => card.querySelector(".dg-" + name);
  const box = find("options");
  const items = itemsOf(box);
  if (!items.length || card.classList.contains("retired")) return;

  const pick = Number(setup("pick")); // NaN in a note made by hand
  const key = setup("k") || box.textContent;
  // AnkiDroid's classic reviewer loads a page a side; where one page lives on, previewers share localStorage.
  const stores = document.getElementById("qa") ? ["sessionStorage"] : ["sessionStorage", "localStorage"];

  if (card.classList.contains("dg-back")) back();
  else front();

  function front() {
    let state = load();
    if (!state || state.done) {
      state = { key: key, draw: Math.random(), picks: [] };
      if (!save(state)) state.draw = 0; // the back may know the note alone
    }

    const inputs = [];
    arrange(shuffled(state.draw), "label", (n, place, option) => {
      const input = make("input", "input");
      input.type = pick === 1 ? "radio" : "checkbox";
      input.name = "dg-option";
      input.value = n;
      input.checked = state.picks.indexOf(n) >= 0;
      if (place < 9) option.title = "Alt+" + (place + 1);
      option.classList.add("tappable");
      option.insertBefore(input, option.firstChild);
      inputs.push(input);
    });
    box.setAttribute("role", pick === 1 ? "radiogroup" : "group");
    box.setAttribute("aria-labelledby", "dg-stem");
    if (pick > 1) {
      const note = make("p", "pick", words.choose[0] + (words.choose[pick - 1] || pick));
      note.id = "dg-pick";
      card.insertBefore(note, box);
      box.setAttribute("aria-describedby", "dg-pick");
    }
    box.addEventListener("change", () => {
      state.picks = inputs.filter((input) => input.checked).map((input) => Number(input.value));
      save(state);
    });

    const hint = find("hint");
    if (hint) {
      hint.open = state.hint;
      hint.addEventListener("toggle", () => {
        state.hint = true;
        save(state);
        hint.scrollIntoView({ block: "nearest" });
      });
    }
    listen(inputs, hint);

    const topic = find("topic"); // "Housing First" may give an option away
    topic.hidden = Array.from(box.querySelectorAll(".dg-text")).some((option) => {
      const text = option.textContent.trim().toLowerCase();
      return text.length > 2 && topic.textContent.toLowerCase().indexOf(text) >= 0;
    });
  }

  /** Alt+digit and h: Anki keeps Space, Enter and digits for itself. */
  function listen(inputs, hint) {
    let touched = false;
    const onKey = (event) => {
      touched = false;
      if (!document.contains(card)) window.dg_off();
      else if (event.ctrlKey || event.metaKey) return;
      else if (event.altKey) {
        const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
        const input = digit && inputs[digit[1] - 1];
        if (!input) return;
        event.preventDefault();
        input.focus();
        input.click();
      } else if (event.key === "h" && hint) hint.open = !hint.open;
    };
    document.addEventListener("keydown", onKey);
    window.dg_off = () => {
      document.removeEventListener("keydown", onKey);
      delete window.dg_off;
    };

    // AnkiDroid takes a focused control for a text field and lets its keys rest.
    box.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; });
    box.addEventListener("click", (event) => { if (touched) event.target.blur(); });
  }

  function back() {
    const state = load();
    if (state) {
      state.done = true;
      save(state);
    }

    const answer = find("key");
    const names = items.map((item, n) => letter(n));
    const right = answer.textContent.split(",").map((name) => names.indexOf(name.trim()));
    const reasons = itemsOf(find("reasons"));
    const sound = right.every((n) => items[n]) && reasons.length === items.length && (!pick || pick === right.length);
    if (!sound) return; // an edited note stays as it is

    const picks = state ? state.picks.filter((n) => items[n]) : [];
    const wrong = [];
    const named = [];
    arrange(shuffled(state ? state.draw : 0), "div", (n, place, option, body) => {
      const picked = picks.indexOf(n) >= 0;
      if (right.indexOf(n) >= 0) {
        const missed = !picked && picks.length;
        items[n].className = missed ? "dg-right dg-missed" : "dg-right";
        body.appendChild(make("p", "mark", words.good + (picked ? words.picked : missed ? words.missed : "")));
        named.push(letter(place));
      } else if (picked) {
        items[n].className = "dg-wrong";
        body.appendChild(make("p", "mark", words.bad));
        wrong.push(place);
      }
      move(reasons[n], body.appendChild(make("div", "reason")));
    });
    answer.textContent = named.join(", ");
    find("reasons").hidden = true;
    if (!state) return;

    const outcome = !picks.length ? "none" : wrong.length || picks.length < right.length ? "wrong" : "right";
    const verdict = find("verdict");
    verdict.classList.add("dg-" + outcome);
    verdict.insertBefore(make("p", "title", words[outcome][0]), verdict.firstChild);
    verdict.appendChild(make("p", "rate", words[outcome][1] + (state.hint ? words.hinted : "")));
    wrong.filter((place) => place > 0).forEach((place) => { // the first one's is just below
      const own = verdict.appendChild(make("div", "own"));
      own.appendChild(make("b", "letter", letter(place)));
      own.appendChild(box.querySelectorAll(".dg-reason")[place].cloneNode(true));
    });
  }

  /** Puts the items in order, each beside its letter. */
  function arrange(order, tag, finish) {
    const list = items[0].parentNode;
    list.classList.add("dg-list");
    order.forEach((n, place) => {
      const option = make(tag, "option");
      option.appendChild(make("span", "letter", letter(place)));
      const body = option.appendChild(make("div", "body"));
      move(items[n], body.appendChild(make("div", "text")));
      items[n].appendChild(option);
      list.appendChild(items[n]);
      finish(n, place, option, body);
    });
  }

  /** The order on screen: Fisher-Yates by mulberry32, seeded by note and presentation. */
  function shuffled(draw) {
    const order = items.map((item, n) => n);
    if (card.classList.contains("fixed")) return order;
    let seed = 0;
    for (const char of key + draw) seed = Math.imul(seed ^ char.charCodeAt(0), 0x9e3779b1);
    for (let i = order.length - 1; i > 0; i--) {
      seed = (seed + 0x6d2b79f5) | 0;
      let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      const j = ((mixed ^ (mixed >>> 14)) >>> 0) % (i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** What was drawn and picked on the front. Never cleared: Anki draws a side anew when it likes. */
  function load() {
    const found = [window.dg_state];
    each((store) => found.push(JSON.parse(store.getItem("dg_state"))));
    return found.find((state) => state && state.key === key && Date.now() - state.time < 4e7); // 11 hours
  }

  function save(state) {
    state.time = Date.now();
    window.dg_state = state;
    return each((store) => store.setItem("dg_state", JSON.stringify(state)));
  }

  /** Uses the stores that are not blocked; tells whether any is. */
  function each(use) {
    return stores.filter((store) => {
      try { use(window[store]); return true; } catch (error) { return false; }
    }).length > 0;
  }

  function itemsOf(parent) {
    const list = parent && parent.querySelector("ol, ul");
    return list ? Array.from(list.children).filter((item) => item.tagName === "LI") : [];
  }

  function make(tag, name, text) {
    const node = document.createElement(tag);
    node.className = "dg-" + name;
    if (text) node.textContent = text;
    return node;
  }

  function move(from, to) {
    to.dir = "auto";
    while (from.firstChild) to.appendChild(from.firstChild);
  }

  function letter(place) {
    return String.fromCharCode(65 + place);
  }
})();
