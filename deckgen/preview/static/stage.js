"use strict";

/** The cards of one question, with what is to be said about it. */
const Stage = (() => {
  const box = document.getElementById("stage");
  const home = document.getElementById("question");
  const DEVICES = [
    { name: "320", about: "Small phone", width: 320, height: 568 },
    { name: "390", about: "Phone", width: 390, height: 844 },
    { name: "768", about: "Tablet", width: 768, height: 1024 },
    { name: "1024", about: "Desktop", width: 1024, height: 768 },
  ];
  const SIDES = ["Both", "Front", "Back"];
  let deck = null;
  let one = null;
  let content = null;
  let asked = 0;
  let pairs = [];
  let settings = { device: 1, sides: 0, night: false };

  /** Shows a question, anew or in a new version; where it has not changed, nothing moves. */
  async function show(overview, question) {
    deck = overview;
    const same = one && question.id === one.id;
    const turn = ++asked;
    const got = (await Source.load(question.part))[question.id];
    if (turn !== asked || !got) return;
    one = question;
    content = got;
    if (!same) {
      clear();
      box.scrollTop = 0;
    }
    draw();
  }

  /** Shows the findings that belong to no question. */
  function showDeck(overview) {
    asked++;
    clear();
    one = null;
    deck = overview;
    home.replaceChildren(make("h2", "", "About the deck as a whole"), findings(deck.general));
    box.scrollTop = 0;
  }

  /** Says that there is nothing to show. */
  function showNothing(text) {
    asked++;
    clear();
    one = null;
    home.replaceChildren(make("p", "nothing", text));
  }

  function clear() {
    pairs.forEach((pair) => pair.cards.forEach((card) => card.remove()));
    pairs = [];
    home.replaceChildren();
  }

  function draw() {
    const head = make("div", "head");
    head.append(make("h2", "", one.id), make("p", "place", `${one.path}:${one.line}`));
    if (one.stale) head.append(make("p", "stale", "The file has an error here. Below is the last good version."));
    if (content.cards.some((sides) => /\\[([]/.test(sides[1]))) {
      head.append(make("p", "remark", "Formulas stand here as they are written. Anki draws them."));
    }
    const beside = make("aside", "beside");
    beside.append(findings(one.findings), facts());
    let cards = home.querySelector(".cards");
    if (!cards) {
      cards = make("div", "cards");
      home.replaceChildren(head, cards, beside);
    } else {
      home.querySelector(".head").replaceWith(head);
      home.querySelector(".beside").replaceWith(beside);
    }
    while (pairs.length > content.cards.length) {
      const pair = pairs.pop();
      pair.cards.forEach((card) => card.remove());
      pair.node.remove();
    }
    while (pairs.length < content.cards.length) {
      const pair = { node: make("div", "pair"), state: null, fronts: "" };
      const title = content.cards.length > 1 ? `Card ${pairs.length + 1}, ` : "";
      pair.cards = ["front", "back"].map((side) => new Card(capital(`${title}${side}`), side === "front" && ((state) => pick(pair, state))));
      pair.node.append(...pair.cards.map((card) => card.node));
      cards.append(pair.node);
      pairs.push(pair);
    }
    render();
  }

  /** Draws the frames as the settings say. */
  function render() {
    home.dataset.sides = SIDES[settings.sides];
    if (!one || !pairs.length) return;
    const device = DEVICES[settings.device];
    const room = home.querySelector(".cards").clientWidth - 2;
    const scale = Math.min(1, room / device.width);
    home.style.setProperty("--device", `${device.width}px`);
    pairs.forEach((pair, number) => {
      const sides = content.cards[number];
      if (pair.fronts !== sides[0]) pair.state = null; // another text: what was picked is no longer true
      pair.fronts = sides[0];
      pair.cards.forEach((card, side) => {
        if (settings.sides && settings.sides - 1 !== side) return;
        card.draw({
          shared: deck.types[one.type], frame: deck.frame, side, markup: sides[side], media: content.media, device,
          state: side ? pair.state : null,
        }, device, scale, pair.state);
      });
    });
  }

  /** An option was chosen on a front: its back shows what a learner then sees. */
  function pick(pair, state) {
    pair.state = state;
    render();
  }

  function findings(numbers) {
    const list = make("ul", "findings");
    numbers.map((number) => deck.findings[number]).forEach((finding) => {
      const item = make("li", finding.severity);
      const title = make("p", "what");
      title.append(make("b", "", `${finding.severity === "error" ? "Error" : "To review"} ${finding.code}`));
      const where = one ? finding.where.replace(`question "${one.id}"`, "").replace(/^, /, "") : finding.where;
      if (where) title.append(` ${where}`);
      item.append(title, make("p", "", capital(finding.message)), make("code", "place", finding.place));
      if (finding.cure) item.append(make("pre", "cure", finding.cure));
      list.append(item);
    });
    return list;
  }

  function facts() {
    const list = make("dl", "facts");
    content.facts.forEach(([name, value]) => list.append(make("dt", "", name), make("dd", "", value)));
    return list;
  }

  function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  /** Takes settings over and draws what they change. */
  function set(changed) {
    const night = changed.night !== undefined && changed.night !== settings.night;
    settings = { ...settings, ...changed };
    if (night) Card.dim(settings.night);
    else render();
    boxes();
  }

  function boxes() {
    [["widths", "device"], ["sides", "sides"]].forEach(([id, name]) => {
      document.querySelectorAll(`#${id} input`).forEach((input) => { input.checked = Number(input.value) === settings[name]; });
    });
  }

  function choices(id, name, options) {
    const field = document.getElementById(id);
    options.forEach(({ text, about }, number) => {
      const label = make("label");
      const input = make("input");
      input.type = "radio";
      input.name = name;
      input.value = number;
      input.addEventListener("change", () => set({ [name]: number }));
      label.title = about;
      label.append(input, make("span", "", text));
      field.append(label);
    });
  }

  choices("widths", "device", DEVICES.map((device) => ({ text: device.name, about: `${device.about}, ${device.width} × ${device.height}` })));
  choices("sides", "sides", SIDES.map((text) => ({ text, about: text })));
  boxes();
  new ResizeObserver(() => render()).observe(box);

  return { show, showDeck, showNothing, set, box, get settings() { return settings; }, DEVICES, SIDES };
})();
