"use strict";

/**
 * One side of a card, in a frame of its own that shares nothing with this page.
 *
 * A new version is drawn behind the old one and takes its place when it has told its height, so that nothing flickers.
 */
class Card {
  static all = new Set();
  static night = false;

  constructor(name, picked) {
    this.picked = picked;
    this.node = make("figure", "card");
    this.node.append(make("figcaption", "", name));
    this.box = make("div", "screen");
    this.node.append(this.box);
    this.name = name;
    this.height = 0;
    this.key = "";
    this.frames = [];
    Card.all.add(this);
  }

  /**
   * Draws the side at a device's size; `scale` shrinks what is wider than the window. `state` is what was picked on it:
   * a new version begins with that, but no new version is drawn for it.
   */
  draw(parts, device, scale, state) {
    this.device = device;
    this.fit(scale);
    const key = Card.page(parts);
    if (key === this.key) return;
    this.key = key;
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
    frame.title = `${this.name}, ${device.width} pixels wide`;
    frame.width = device.width;
    frame.height = Math.max(this.height, 120);
    frame.srcdoc = Card.page({ ...parts, state: parts.state || state, night: Card.night });
    this.frames.push(frame);
    this.box.append(frame);
  }

  fit(scale) {
    this.scale = scale;
    this.box.style.width = `${this.device.width * scale}px`;
    this.box.style.height = `${(this.height || 320) * scale}px`;
    this.box.style.setProperty("--scale", scale);
  }

  hear(frame, message) {
    if (typeof message.height === "number" && frame === this.frames[this.frames.length - 1]) {
      this.frames.splice(0, this.frames.length - 1).forEach((old) => old.remove());
      // A frame that has not been laid out yet says 0, and must not make the page shorter for a moment.
      this.height = Math.min(message.height, 20000) || this.height;
      frame.height = this.height;
      frame.classList.add("ready");
      this.fit(this.scale);
      frame.contentWindow.postMessage({ night: Card.night }, "*"); // it may have become night while this was drawn
    }
    if (message.state && this.picked) this.picked(message.state);
  }

  /** Night or day for every card. */
  static dim(night) {
    Card.night = night;
    Card.all.forEach((card) => card.frames.forEach((frame) => {
      if (frame.contentWindow) frame.contentWindow.postMessage({ night }, "*");
    }));
  }

  remove() {
    Card.all.delete(this);
    this.node.remove();
  }

  /** The card in whose frame a message began, and that frame. */
  static of(source) {
    for (const card of Card.all) {
      const frame = card.frames.find((one) => one.contentWindow === source);
      if (frame) return [card, frame];
    }
    return null;
  }

  /** The document of a side, as a reviewer makes it. */
  static page({ shared, frame, side, markup, media, device, night = false, state = null }) {
    const body = Object.entries(media).reduce(
      (html, [name, url]) => html
        .replaceAll(`[sound:${name}]`, () => `<audio controls src="${url}"></audio>`)
        .replaceAll(`"${name}"`, () => `"${url}"`),
      markup,
    );
    // A frame is as high as its card, so heights that the style takes from the screen must come from the device.
    const css = shared.css.replace(/\b(\d*\.?\d+)vh\b/g, (_, part) => `${(part * device.height) / 100}px`);
    const kept = state ? ` data-state="${JSON.stringify(state).replace(/&/g, "&amp;").replace(/"/g, "&quot;")}"` : "";
    return `<!doctype html><html lang="en" class="${night ? "night-mode" : ""}"${kept}><head><meta charset="utf-8">`
      + `<meta name="viewport" content="width=device-width"><title>Card</title><base target="_blank"><style>${frame.css}</style><style>${css}</style>`
      + `<script>${frame.js}</script></head><body class="card card1${night ? " nightMode night_mode" : ""}">`
      + `<div id="qa" dir="auto">${body}${shared.tails[side]}</div></body></html>`;
  }
}

addEventListener("message", (event) => {
  const found = Card.of(event.source);
  if (found && event.data && typeof event.data === "object") found[0].hear(found[1], event.data);
});
