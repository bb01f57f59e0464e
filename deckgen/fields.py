"""Reads one mapping of a file and keeps what is wrong with it, in the words of its author."""

import datetime
import difflib
import re
from collections.abc import Iterable
from functools import lru_cache

from deckgen.diagnostics import Diagnostic, Span
from deckgen.model import Text
from deckgen.source import Broken, Mapping, Node, Scalar, Sequence

# Keys whose values are words, so that a comment after them loses nothing.
_SLUGS = frozenset(
    (
        *("id", "area", "level", "fact", "checked", "review-by", "shuffle", "since", "tags", "sources"),
        *("namespace", "slug", "version", "language", "year", "url", "copy"),
    )
)


class Fields:
    """Reads one mapping and keeps what is wrong with it. `where` names the thing as its author does."""

    def __init__(self, node: Mapping, where: str, question: str, findings: list[Diagnostic]) -> None:
        self.node = node
        self.where = where
        self.question = question
        self.findings = findings
        self.values = {key.value: value for key, value in node.items}

    def report(self, code: str, span: Span, message: str, cure: str = "") -> None:
        """Adds a finding about this mapping."""
        finding = Diagnostic(code=code, span=span, message=message, cure=cure, where=self.where, question=self.question)
        self.findings.append(finding)

    def expect(self, known: Iterable[str], required: Iterable[str] = ()) -> None:
        """Reports keys that do not belong here, and keys that are missing."""
        known = tuple(known)
        for key, _ in self.node.items:
            if key.value and key.value not in known:
                self.report("DG102", key.span, f"`{key.value}` is not a key that belongs here", meant(key.value, known))
        unknown = [key.value.lower() for key, _ in self.node.items if key.value not in known]
        for name in required:
            # A misspelled key is reported once.
            if name not in self.values and not difflib.get_close_matches(name, unknown, n=1, cutoff=0.6):
                self.report("DG101", self.node.span, f"`{name}` is missing", f"Add a line that begins with `{name}:`.")

    def text(self, key: str) -> Text | None:
        """A text that is there and not blank."""
        node = self.values.get(key)
        return None if node is None else self.as_text(node, key)

    def word(self, key: str, pattern: re.Pattern[str], rule: str, cure: str = "") -> Text | None:
        """A short text of a given form; `rule` says the form in words."""
        text = self.text(key)
        if text is None or pattern.fullmatch(text.value):
            return text
        self.report("DG106", text.span, f'`{key}` is "{text.value}", but it must be {rule}', cure)
        return None

    def date(self, key: str) -> datetime.date | None:
        """A day, as 2026-11-23."""
        text = self.text(key)
        if text is None:
            return None
        day = _day(text.value)
        if day is None:
            self.report("DG106", text.span, f'`{key}` is "{text.value}", which is not a day', "Write it as 2026-11-23.")
        return day

    def list(self, key: str) -> tuple[Node, ...]:
        """The items of a list; one value alone counts as a list of one."""
        node = self.values.get(key)
        if node is None or isinstance(node, Broken):
            return ()
        if isinstance(node, Sequence):
            return node.items
        if isinstance(node, Scalar) and node.value:
            return (node,)
        self.report("DG103", node.span, f"`{key}` must be a list", f"Write:\n  {key}:\n    - ...")
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
                f"Write:\n  {key}:\n    {entry}",
            )
        return None

    def as_text(self, node: Node, key: str) -> Text | None:
        """A node as a text, or None after saying why it is none."""
        if isinstance(node, Scalar):
            if node.comment and (not node.value or key not in _SLUGS):
                message = f"everything from the # on is a comment to YAML, so `{key}` would lose it"
                cure = (
                    f"Put the whole text on its own line after |, with the # and what follows it:\n  {key}: |\n    ..."
                )
                self.report("DG011", Span(node.span.path, node.span.line, node.comment), message, cure)
                return None
            value = node.value.rstrip()
            if value:
                return Text(value, Span(node.path, node.line, node.column), node.indent)
            self.report(
                "DG104", node.span, f"`{key}` is empty", f"Write the text after `{key}: |`, or delete the line."
            )
        elif isinstance(node, (Mapping, Sequence)):
            if node.flow:
                mark = "{" if isinstance(node, Mapping) else "["
                message = f"YAML reads {mark} at the beginning of a text as more than text"
                self.report("DG012", node.span, message, f"Put the text on its own line after |:\n  {key}: |\n    ...")
            else:
                cure = f"Put the text on its own line after |:\n  {key}: |\n    ..."
                self.report("DG103", node.span, f"`{key}` must be a text, but a list or keys stand here", cure)
        return None


@lru_cache(maxsize=4096)
def _day(text: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None


def meant(word: str, known: Iterable[str]) -> str:
    """A cure for a word that is not known: the nearest known one, or all of them."""
    known = tuple(known)
    close = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    if close:
        return f"Did you mean `{close[0]}`?"
    return "Known here: " + ", ".join(known) + "." if known else ""
