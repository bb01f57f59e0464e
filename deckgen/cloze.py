"""Cloze deletions as Anki reads them: `{{c1::word}}`, `{{c2::word::hint}}`, one inside another.

Anki's own reading is in its `rslib/src/cloze.rs`: an opening mark is `{{c`, digits, `::`; the nearest `}}` after it
closes the innermost open deletion, wherever it stands; the first `::` inside a deletion begins its hint.
"""

import re
from collections.abc import Iterator

from deckgen.diagnostics import Flaw, Severity

# Anki's editor gives up above this number, and card ids leave room for it.
MAX_NUMBER = 499

_MARK = re.compile(r"\{\{c(?P<number>[0-9]+)::|(?P<close>\}\})")
_ANY_MARK = re.compile(r"\{\{c(?P<number>[0-9]+)::|(?P<close>\}\})|(?P<stray>\{\{)")
_HALF_MARK = re.compile(r"(?<![\w{;])(?P<sign>[\[({]*)(?P<inner>c\d+::)")
_ONE_COLON = re.compile(r"(?<=\w):(?=[^\W\d_])")
_MATHS = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
# What must open and close on the same side of a deletion: elements of our own HTML, and maths.
_PAIRED = re.compile(r"<(?P<slash>/?)(?P<name>[a-z][a-z0-9]*)[^>]*>|\\(?P<maths>[()\[\]])")
_VOID = frozenset(("br", "hr", "img"))


def answers(html: str) -> tuple[tuple[int, str], ...]:
    """What each card hides, by cloze number: the texts of its deletions, without hints, one after another."""
    hidden: dict[int, list[str]] = {}
    open_marks: list[tuple[int, int]] = []
    for mark in _MARK.finditer(html):
        if mark["number"]:
            open_marks.append((int(mark["number"]), mark.end()))
        elif open_marks:
            number, start = open_marks.pop()
            hidden.setdefault(number, []).append(_MARK.sub("", html[start : mark.start()]).partition("::")[0])
    return tuple((number, "\n".join(hidden[number])) for number in sorted(hidden))


def marks(text: str) -> list[str]:
    """The marks that Anki acts on, in order. HTML must have the same ones as the text it was made from."""
    return [mark[0] for mark in _MARK.finditer(text)]


def flaws(text: str) -> Iterator[Flaw]:
    """What is wrong with the deletions of a text, as the author wrote it."""
    maths = [match.span() for match in _MATHS.finditer(text)]
    open_marks: list[tuple[int, int]] = []  # where a deletion begins, and where what it hides begins
    excused = 0  # }} whose beginning has been reported already
    met = 0
    for mark in _ANY_MARK.finditer(text):
        at = mark.start()
        if mark["stray"]:
            met += 1
            excused += 1
            yield _stray(text, at)
        elif mark["number"]:
            met += 1
            yield from _number(int(mark["number"]), at)
            if open_marks:
                message = "one deletion stands inside another; Anki before 2.1.56 shows it wrongly"
                cure = "Two deletions side by side are easier to learn. To keep it, write the reason under `allow:`."
                yield Flaw("DG416", at, message, cure, Severity.REVIEW)
            open_marks.append((at, mark.end()))
        elif excused:
            excused -= 1
        elif not open_marks:
            yield Flaw(
                "DG413", at, "}} stands here without the {{c1:: that it closes", "Delete it, or add the beginning."
            )
        else:
            opened, start = open_marks.pop()
            inside = next(((begin, end) for begin, end in maths if begin < at < end), None)
            if inside and opened < inside[0]:
                message = "}} inside maths ends the deletion too early"
                excused += 1
                yield Flaw("DG415", at, message, "Put a space between the braces: } }.")
            yield from _content(text[start:at], start)
    for opened, start in open_marks:
        half = re.search(r"(?<!\})\}(?!\})", text[start:])
        cure = "Its end has two braces, }}, and here is one." if half else "Write }} after the words that it hides."
        yield Flaw("DG413", opened, "this deletion is never closed", cure)
    extra = None if "\\" in text else re.search(r"(?<!\})\}\}\}(?!\})", text)
    if extra:
        yield Flaw("DG413", extra.end() - 1, "a third } stands here, and would be shown", "Delete it.")
    for mark in _HALF_MARK.finditer(text):
        if mark["sign"].endswith("{{"):
            continue
        met += 1
        message, cure = (
            "a deletion begins with two braces",
            f"Write {{{{{mark['inner']} ... }}}} around the words to hide.",
        )
        yield Flaw("DG414", mark.start(), message, cure)
    if not met:
        message, cure = "nothing is hidden, so there would be no card", "Hide the word that matters: {{c1::word}}."
        yield Flaw("DG410", 0, message, cure)


def crossings(html: str) -> bool:
    """Whether markup, a block, or maths in our own HTML lies partly inside and partly outside of a deletion."""
    stack: list[str] = []
    tokens = sorted([*_MARK.finditer(html), *_PAIRED.finditer(html)], key=lambda token: token.start())
    for token in tokens:
        groups = token.groupdict()
        if groups.get("number"):
            stack.append("{{")
        elif groups.get("close"):
            if "{{" not in stack:
                continue
            if stack.pop() != "{{":
                return True
        elif groups.get("maths"):
            if groups["maths"] in "([":
                stack.append(groups["maths"])
            elif not stack or stack.pop() not in "([":
                return True
        elif groups["name"] not in _VOID:
            if not groups["slash"]:
                stack.append(groups["name"])
            elif not stack or stack.pop() != groups["name"]:
                return True
    return bool(stack)


def _number(number: int, at: int) -> Iterator[Flaw]:
    if number == 0:
        yield Flaw("DG412", at, "deletions are numbered from 1; Anki makes no card for c0", "Write {{c1:: instead.")
    elif number > MAX_NUMBER:
        yield Flaw("DG412", at, f"the number {number} is too high", f"Numbers go up to {MAX_NUMBER}; start at 1.")


def _stray(text: str, at: int) -> Flaw:
    rest = text[at : at + 24]
    several = re.match(r"\{\{c(\d+)(?:,\d+)+::", rest)
    if several:
        message = "one deletion with several numbers works only from Anki 26.05 on"
        return Flaw("DG411", at, message, f"Give it one number: {{{{c{several[1]}::.")
    cure = "A deletion is written {{c1::word}} or {{c1::word::hint}}, with a small c, a number and two colons."
    return Flaw("DG414", at, "{{ stands here, but no deletion follows", cure)


def _content(inside: str, start: int) -> Iterator[Flaw]:
    direct = re.sub(r"\{\{c\d+::.*?\}\}", lambda inner: "x" * len(inner[0]), inside, flags=re.DOTALL)
    hidden, *hints = direct.split("::")
    single = _ONE_COLON.search(hidden) if not hints else None
    if single:
        message = "what stands behind one colon is no hint: the card hides it, and shows it with the answer"
        cure = (
            "A hint stands behind two colons: {{c1::word::hint}}. If it belongs to the answer, let it stand (`allow`)."
        )
        yield Flaw("DG419", start + single.start(), message, cure, Severity.REVIEW)
    if hidden[:1] == ":":
        message = "three colons stand here, and the third one would be a part of the answer"
        yield Flaw("DG419", start, message, "Write two: {{c1::word}}.", Severity.REVIEW)
    if not hidden.strip():
        yield Flaw("DG417", start, "this deletion hides nothing", "Write the words between the colons and the braces.")
    if hints and not hints[0].strip():
        yield Flaw("DG417", start, "the hint after :: is empty", "Write a hint, or delete the ::.")
    if len(hints) > 1:
        message = "a deletion has one :: for its hint, and this one has more"
        yield Flaw("DG418", start + len(hidden), message, "Anki takes all after the first :: as the hint. Reword it.")
