"""What a card shows, read out of any client's page by the same script."""

from dataclasses import dataclass

LOOK = """(() => {
  const all = (selector) => Array.from(document.querySelectorAll(".dg-card " + selector));
  const text = (node) => node ? node.textContent.trim().replace(/\\s+/g, " ") : "";
  const seen = (node) => node && node.getClientRects().length > 0;
  const items = all(".dg-options > ol > li");
  return {
    stem: text(document.querySelector(".dg-stem")),
    topic: all(".dg-topic").filter(seen).map(text).join(),
    options: items.map((item) => text(item.querySelector(".dg-text") || item)),
    letters: items.map((item) => text(item.querySelector(".dg-letter"))),
    picked: items.filter((item) => item.querySelector("input:checked")).map((item) => text(item.querySelector(".dg-text"))),
    marks: items.map((item) => text(item.querySelector(".dg-mark"))),
    reasons: items.map((item) => text(item.querySelector(".dg-reason"))),
    asks: text(document.querySelector(".dg-pick")),
    kinds: all(".dg-option input").map((input) => input.type),
    verdict: all(".dg-title").filter(seen).map(text).join(),
    advice: all(".dg-rate").filter(seen).map(text).join(),
    key: all(".dg-key").filter(seen).map(text).join(),
    own: all(".dg-own").map(text),
    hint: all(".dg-hint[open] > div").map(text).join(),
    lists: all(".dg-reasons").filter(seen).length,
  };
})()"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A card as a learner sees it. The lists follow the options' order on screen."""

    stem: str
    topic: str
    options: list[str]
    letters: list[str]
    picked: list[str]
    marks: list[str]
    reasons: list[str]
    asks: str
    kinds: list[str]
    verdict: str
    advice: str
    key: str
    own: list[str]
    hint: str
    lists: int

    def marked(self) -> dict[str, str]:
        """The options that have a mark, with it."""
        return {option: mark for option, mark in zip(self.options, self.marks, strict=True) if mark}

    def letter(self, option: str) -> str:
        return self.letters[self.options.index(option)]
