"""Fills the marks of a card template as Anki does.

Only those that deckgen's own templates use: `{{Field}}`, `{{text:Field}}`, `{{cloze:Text}}`, `{{#Field}}…{{/Field}}`
and `{{^Field}}…{{/Field}}`. A test compares every side with what a real engine renders.
"""

import html
import re
from collections.abc import Mapping

_MARK = re.compile(r"\{\{(?P<sign>[#^/]?)(?P<filter>(?:[a-z]+:)?)(?P<name>[^{}:]+)\}\}")
_BLANK = re.compile(r"(?:[ \t\r\n\f\v]|</?(?:br|div) ?/?>)*", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|<style.*?>.*?</style>|<script.*?>.*?</script>|<.*?>", re.IGNORECASE | re.DOTALL)
_MATHS = re.compile(r"(\\[(\[])(.*?)(\\[)\]])", re.DOTALL)
_DELETION = re.compile(r"\{\{c(?P<number>[0-9]+)::|(?P<close>\}\})")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9\u0100-\U0010ffff]")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def filled(template: str, fields: Mapping[str, str], ordinal: int, *, back: bool) -> str:
    """The HTML of one side of a card. `ordinal` counts a note's cards from 0.

    Raises `KeyError` for a field that the note lacks, and `ValueError` for a mark that is not known here.
    """
    parts: list[str] = []
    at, shown = 0, [True]
    for mark in _MARK.finditer(template):
        if all(shown):
            parts.append(template[at : mark.start()])
        at = mark.end()
        sign, value = mark["sign"], fields[mark["name"]]
        if sign == "/":
            shown.pop()
        elif sign:
            shown.append((_BLANK.fullmatch(value) is None) == (sign == "#"))
        elif all(shown):
            parts.append(_filtered(mark["filter"], value, ordinal, back))
    return "".join((*parts, template[at:]))


def _filtered(name: str, value: str, ordinal: int, back: bool) -> str:
    if name == "":
        return value
    if name == "text:":
        return html.unescape(_TAG.sub("", value)).replace("\xa0", " ")
    if name == "cloze:":
        shown = _cloze(value, ordinal + 1, back)
        return _MATHS.sub(lambda maths: maths[1] + _TAG.sub("", maths[2]) + maths[3], shown)
    raise ValueError(f"the templates use {name}, which the preview does not know")


class _Open:
    """A deletion that is not closed yet, or the text around all of them: its number, what it hides, and its hint."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.words: list[str] = []
        self.hint: str | None = None

    def read(self, text: str) -> None:
        """Takes what stands before the next mark. The last `::` wins where markup or deletions stand between two."""
        words, mark, hint = text.partition("::") if self.number else (text, "", "")
        self.words.append(words)
        if mark:
            self.hint = hint

    def shown(self, asked: int, back: bool) -> str:
        words = "".join(self.words)
        if self.number != asked:
            return f'<span class="cloze-inactive" data-ordinal="{self.number}">{words}</span>'
        if back:
            return f'<span class="cloze" data-ordinal="{self.number}">{words}</span>'
        hidden = _NOT_PLAIN.sub(lambda sign: _NAMED.get(sign[0], f"&#x{ord(sign[0]):02X};"), words)
        hint = "..." if self.hint is None else self.hint
        return f'<span class="cloze" data-cloze="{hidden}" data-ordinal="{self.number}">[{hint}]</span>'


def _cloze(text: str, asked: int, back: bool) -> str:
    """The text with the deletions of one number hidden or shown; a deletion may stand inside another."""
    stack = [_Open(0)]
    at = 0
    for mark in _DELETION.finditer(text):
        stack[-1].read(text[at : mark.start()])
        at = mark.end()
        if mark["number"]:
            stack.append(_Open(int(mark["number"])))
        elif len(stack) == 1:
            stack[-1].words.append(mark[0])
        else:
            closed = stack.pop()
            stack[-1].words.append(closed.shown(asked, back))
    stack[-1].read(text[at:])
    return "".join(stack[0].words)
