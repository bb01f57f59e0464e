"""Reads one mapping of a file and keeps what is wrong with it, in the words of its author."""

import datetime
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache, lru_cache, partial
from typing import cast

from deckgen.diagnostics import Diagnostic, Span
from deckgen.model import Text
from deckgen.nodes import Broken, Mapping, Node, Scalar, Sequence

# Keys whose values are words, so that a comment after them loses nothing.
_SLUGS = frozenset(
    (
        *("id", "area", "level", "fact", "checked", "review-by", "shuffle", "since", "tags", "sources"),
        *("namespace", "slug", "version", "language", "year", "url", "copy"),
    )
)

_OPTION_LINE = re.compile(r"^ *- +(?:correct|wrong):.*$", re.MULTILINE)
# What would be a key if it stood further left. Nobody writes texts with such lines, but for blocks of code.
_SWALLOWED = re.compile(
    r"^ *(?:- +)?(?:(?:correct|wrong|why|hint|explanation|question|cloze|options|sources|tags):(?: |$)"
    r"|(?:correct|wrong|why|hint|explanation) *$|(?:area|level|id|checked|review-by|fact|shuffle): [\w-]+ *$)",
    re.MULTILINE,
)
_KEY_LINE = re.compile(r"^ *(?P<key>[a-z][a-z-]*):(?= |$).*$", re.MULTILINE)
# The end of a line that begins a text, where it does not begin its own line.
_JOINED = re.compile(r"^(?! *\|).*?(?P<key>(?:- +)?\b[A-Za-z][\w-]*:) \|[-+]?$", re.MULTILINE)
# Days as Americans write them, once the marks between their parts are blanks.
_DAYS = (*("%Y %m %d", "%m %d %Y", "%d %m %Y", "%m %d %y", "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y", "%Y%m%d"),)
# The key whose text takes in the text of another one when the line of that one is lost.
_TAKES_IN = {"why": ("correct", "wrong"), "explanation": ("hint",)}
# What else may help where a line of a text looks like a key.
OR_TEXT = "; or, if it is text, put a word before it"
_FEW = 20
_LONGEST_PROPOSAL = 60
_PLACEHOLDERS = frozenset(("...", "\u2026", "# ...", "The text ...", "TODO", "TBD", "xxx"))

# Words that people write for keys, and that no spelling leads to.
_SYNONYMS = {
    **dict.fromkeys(("right", "true", "answer", "key"), "correct"),
    **dict.fromkeys(("false", "incorrect", "distractor"), "wrong"),
    **dict.fromkeys(("because", "reason", "rationale"), "why"),
    **dict.fromkeys(("answers", "choices"), "options"),
    **dict.fromkeys(("stem", "text"), "question"),
    **dict.fromkeys(("title", "name"), "topic"),
    **dict.fromkeys(("feedback", "comment"), "explanation"),
    **dict.fromkeys(("reference", "references", "citation"), "sources"),
    **dict.fromkeys(("clue", "tip"), "hint"),
    **dict.fromkeys(("link", "address", "website"), "url"),
    "difficulty": "level",
}

# Named tuples without the call in Python that their own constructors make: a deck has many texts.
_text = cast(Callable[[tuple[str, Span, int]], Text], partial(tuple.__new__, Text))
_span = cast(Callable[[tuple[str, int, int]], Span], partial(tuple.__new__, Span))


class Fields:
    """Reads one mapping and keeps what is wrong with it. `where` names the thing as its author does."""

    __slots__ = ("findings", "known", "node", "question", "values", "where")

    def __init__(self, node: Mapping, where: str, question: str, findings: list[Diagnostic]) -> None:
        self.node = node
        self.where = where
        self.question = question
        self.findings = findings
        self.values = {key[0]: value for key, value in node.items}
        self.known: tuple[str, ...] = ()

    def report(self, code: str, span: Span, message: str, cure: str = "") -> None:
        """Adds a finding about this mapping."""
        finding = Diagnostic(code=code, span=span, message=message, cure=cure, where=self.where, question=self.question)
        self.findings.append(finding)

    def expect(
        self, known: tuple[str, ...], required: tuple[str, ...] = (), elsewhere: dict[str, str] | None = None
    ) -> None:
        """Reports keys that do not belong here, and keys that are missing.

        `elsewhere` has a cure for keys that belong to another place.
        """
        self.known = known
        if self.values.keys() <= _set(known) and all(map(self.values.__contains__, required)):
            return
        unknown = [key for key, _ in self.node.items if key.value not in known and key.value]
        above = dict(zip((key for key, _ in self.node.items[1:]), (one for _, one in self.node.items), strict=False))
        for key in unknown:
            if self._belongs_to(above.get(key), key):
                continue
            cure = (elsewhere or {}).get(key.value) or meant(key.value, known)
            self.report("DG102", key.span, f"`{key.value}` is not a key that belongs here", cure)
        missing = [name for name in required if name not in self.values]
        words = [_SYNONYMS.get(key.value.lower(), key.value.lower()) for key in unknown]
        for name in missing:
            # A misspelled key is reported once.
            if not difflib.get_close_matches(name, words, n=1, cutoff=0.6) and not self._swallowed(name):
                self.report("DG101", self.node.span, f"`{name}` is missing", self._added(name))

    def _belongs_to(self, above: Node | None, key: Scalar) -> bool:
        """Whether a line with a colon is the text of the empty key above it, and then reports it."""
        value = self.values[key.value]
        if not isinstance(above, Scalar) or above.value or not isinstance(value, Scalar):
            return False
        told = f"{key.value}: {value.value}".split("\n")[0]
        message = "this line belongs to the text above it, and stands too far left"
        self.report("DG102", key.span, message, f"Put 2 more spaces before it:\n{' ' * (key.column + 1)}{told}")
        return True

    def _holds_a_key(self, text: Text, key: str) -> bool:
        """Whether a line of a text should have been a key, and then reports it."""
        found = self._key_in(text, key)
        if found is not None:
            self.report("DG013", *found)
        return found is not None

    def _key_in(self, text: Text, key: str) -> tuple[Span, str, str] | None:
        """Where a key stands that has become part of a text; what is wrong with it, and its cure."""
        value, column = text.value, self.node.span.column
        if key == "question" and "options" not in self.values and "options:" not in value:
            option = _OPTION_LINE.search(value)
            if option is not None:
                place, line = _line_of(option, text)
                lines = f"{' ' * (column - 1)}options:\n{' ' * (place.column - 1)}{line}"
                return place, "the line `options:` is missing above this one", f"Write it there:\n{lines}"
        if "```" in value:
            return None
        message = f"this line has become part of the text of `{key}`, because it stands too far in"
        swallowed = _SWALLOWED.search(value)
        if swallowed is not None:
            return _line_of(swallowed, text)[0], message, f"Move it, and what belongs to it, to the left{OR_TEXT}."
        own = next((line for line in _KEY_LINE.finditer(value) if self._is_missing(line["key"])), None)
        if own is not None:
            place, line = _line_of(own, text)
            spaces = f"{place.column - column} space{'s' * (place.column - column > 1)}"
            lines = f"{' ' * (column - 1)}{line}"
            return place, message, f"Take away {spaces} before it, and before what belongs to it{OR_TEXT}:\n{lines}"
        joined = _JOINED.search(value) if ": |" in value else None
        if joined is not None:
            message = f"`{joined['key']}` begins a text, but stands within the text of `{key}`"
            cure = "Begin a new line before it, and put it into the column where it usually stands."
            return text.at(joined.start("key")), message, cure
        return None

    def _is_missing(self, key: str) -> bool:
        """Whether this mapping could have the key, and does not."""
        return key in self.known and key not in self.values

    def _swallowed(self, name: str) -> bool:
        """Whether a key has become part of a text, which is reported there."""
        pattern = rf"^ *{name}:(?: |$)|\s{name}: \|[-+]?$"
        line = _OPTION_LINE if name == "options" else re.compile(pattern, re.MULTILINE)
        texts = [one.value for one in self.values.values() if isinstance(one, Scalar) and one.indent]
        return any("```" not in text and line.search(text) for text in texts)

    def _added(self, name: str) -> str:
        """How to add a key that is missing."""
        column = self.node.span.column - 1
        if name == "id":
            first = self.node.items[0][0].value
            return (
                "Give it a short name of its own, above its first line, which then has no dash:\n"
                f"{' ' * (column - 2)}- id: short-name\n{' ' * column}{first}: |"
            )
        if name == "namespace":
            return (
                "Every note's identity hangs on it. Take it from the last commit (git shows it). For a deck that "
                "nobody has yet, draw one with `deckgen new`, and copy that line."
            )
        rest = f"{name}:" if name in _SLUGS else f"{name}: |"
        if name == "options":
            rest = "options:"
        for above in _TAKES_IN.get(name, ()):
            taken_in = self.values.get(above)
            if isinstance(taken_in, Scalar) and taken_in.indent and "\n" in taken_in.value.strip():
                return (
                    f"If only its line was lost, its text stands at the end of `{above}`: write it above that text. "
                    f"If not, add it in column {column + 1}, with what belongs to it:\n{' ' * column}{rest}"
                )
        return f"Add it below the other lines, in column {column + 1}, with what belongs to it:\n{' ' * column}{rest}"

    def text(self, key: str) -> Text | None:
        """A text that is there and not blank."""
        node = self.values.get(key)
        return None if node is None else self.as_text(node, key)

    def word(self, key: str, pattern: re.Pattern[str], rule: str, cure: str = "") -> Text | None:
        """A short text of a given form; `rule` says the form in words."""
        text = self.text(key)
        if text is None or pattern.fullmatch(text.value):
            return text
        proposal = slug_of(text.value)
        if not cure and len(proposal) <= _LONGEST_PROPOSAL and pattern.fullmatch(proposal):
            cure = f"Write `{proposal}`."
        self.report("DG106", text.span, f'`{key}` is "{text.value}", but it must be {rule}', cure)
        return None

    def date(self, key: str) -> datetime.date | None:
        """A day, as 2026-11-23."""
        text = self.text(key)
        if text is None:
            return None
        day = _day(text.value)
        if day is None:
            self.report("DG106", text.span, f'`{key}` is "{text.value}", which is not a day', _day_cure(text.value))
        return day

    def list(self, key: str) -> tuple[Node, ...]:
        """The items of a list; one value alone counts as a list of one."""
        node = self.values.get(key)
        if node is None or isinstance(node, Broken):
            return ()
        if isinstance(node, Sequence):
            return node.items
        if isinstance(node, Scalar) and node.indent and re.match(r" *- ", node.value):
            column = next(one.column for one, _ in self.node.items if one.value == key)
            cure = f"Take away the |, for what stands below it is a list:\n{' ' * (column - 1)}{key}:"
            self.report("DG103", node.span, f"`{key}` is a list, and not a text", cure)
            return ()
        if isinstance(node, Scalar) and node.value:
            return (node,)
        self.report(
            "DG103",
            node.span,
            f"`{key}` must be a list",
            f"Write `{key}:`, and below it a line with a dash for each item.",
        )
        return ()

    def mapping(self, key: str, entry: str) -> Mapping | None:
        """A map; `entry` shows what one line of it looks like."""
        node = self.values.get(key)
        if node is None or isinstance(node, Mapping):
            return node
        if not isinstance(node, Broken):
            self.report(
                "DG103",
                node.span,
                f"`{key}` must hold lines with a word, a colon, and a text",
                f"Write `{key}:`, and below it, two spaces further in, lines such as `{entry}`.",
            )
        return None

    def as_text(self, node: Node, key: str) -> Text | None:
        """A node as a text, or None after saying why it is none."""
        if isinstance(node, Scalar):
            value, path, line, column, indent, comment = node
            value = value.rstrip()
            if comment and (not value or key not in _SLUGS):
                message = f"everything from the # on is a comment to YAML, so `{key}` would lose it"
                self.report("DG011", Span(path, line, comment), message)
            elif not value:
                cure = f"Write the text after `{key}: |`, on a line of its own."
                self.report("DG104", node.span, f"`{key}` is empty", cure)
            elif value in _PLACEHOLDERS:
                self.report("DG104", node.span, f"`{key}` holds a placeholder", "Write the text itself in its place.")
            else:
                text = _text((value, _span((path, line, column)), indent))
                if not (indent and (":" in value or "\n" in value) and self._holds_a_key(text, key)):
                    return text
        elif isinstance(node, (Mapping, Sequence)):
            if node.flow and isinstance(node, Mapping) and node.items and node.span == node.items[0][0].span:
                message = "a colon and a space stand inside the brackets"
                self.report("DG012", node.span, message, "Write it without the space; between two levels stands ::.")
            elif node.flow and key in _SLUGS:
                self.report("DG012", node.span, f"`{key}` is one word", "Write one, without the brackets.")
            elif node.flow:
                mark = "{" if isinstance(node, Mapping) else "["
                message = f"YAML reads {mark} at the beginning of a text as more than text"
                self.report("DG012", node.span, message)
            else:
                cure = f"Write `{key}: |`, and leave the lines below it as they are."
                self.report("DG103", node.span, f"`{key}` must be a text, but a list or keys stand here", cure)
        return None


_set = cache(frozenset[str])


def _line_of(match: re.Match[str], text: Text) -> tuple[Span, str]:
    """The place of a line that was found in a text, and the line itself, without the spaces before it."""
    line = match[0].lstrip()
    return text.at(match.end() - len(line)), line


@lru_cache(maxsize=4096)
def _day(text: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None


def _day_cure(text: str) -> str:
    """How to write a day, or how days are written where nobody can tell which one is meant."""
    days = []
    for form in _DAYS:
        with suppress(ValueError):
            days.append(datetime.datetime.strptime(re.sub(r"[\s.,/\u2013-]+", " ", text).strip(), form).date())
    if not days:
        return "Write the year, the month and the day, with hyphens, as in 2026-11-23."
    return "Write the year, the month and the day: " + " or ".join(f"`{day}`" for day in dict.fromkeys(days)) + "."


def slug_of(text: str) -> str:
    """A short name made from words: small letters without accents, digits, and hyphens; it may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def meant(word: str, known: Iterable[str]) -> str:
    """A cure for a word that is not known: the nearest known one, or all of them where they are few."""
    known = tuple(known)
    if _SYNONYMS.get(word.lower()) in known:
        return f"Did you mean `{_SYNONYMS[word.lower()]}`?"
    close = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    if close:
        return f"Did you mean `{close[0]}`?"
    return "Known here: " + ", ".join(known) + "." if 0 < len(known) <= _FEW else ""
