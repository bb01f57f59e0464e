"""Findings: what a curator has to mend, and how it is shown.

A finding is a value that travels beside the result of a room; nothing here is raised. Lines and columns count from 1,
columns in characters, as editors show them.
"""

import enum
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A place in a file. `path` is the name as the user would type it."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Severity(enum.Enum):
    """An error stops the build. A review asks a person, who changes the text or writes `allow` with a reason."""

    ERROR = "error"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """A finding.

    `where` names the thing as its author does (`question "four-rs", option 2`), or is empty for a whole file.
    `message` says what is wrong; `cure` says what to write instead: a sentence, and below it the lines as they should
    stand, with their own spaces, to be copied. `question` is the id of the question, if the
    finding belongs to one: its `allow` can let a review stand.
    """

    code: str
    span: Span
    message: str
    cure: str = ""
    where: str = ""
    question: str = ""
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a text, at a character of it: a finding that does not know its file yet."""

    code: str
    offset: int
    message: str
    cure: str = ""
    severity: Severity = Severity.ERROR


def ordered(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings in reading order, each once. The files come first on which all questions depend."""
    return sorted(set(findings), key=_place)


def _place(finding: Diagnostic) -> tuple[bool, Span, str, str]:
    depends = finding.span.path.rpartition("/")[2] in ("deck.yaml", "sources.yaml")
    return not depends, finding.span, finding.code, finding.message


def to_text(findings: Iterable[Diagnostic], sources: Mapping[str, str], *, color: bool = False) -> str:
    """Findings for people: place, message, the source line with a caret, and the cure.

    `sources` maps a path to the text of the file; a path that is not in it is shown without its line. A block of lines
    to write is shown once for a message.
    """
    lines_of = {path: text.splitlines() for path, text in sources.items()}
    bold, red, yellow, blue, reset = ("\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[34m", "\x1b[0m") if color else ("",) * 5
    parts = []
    before: dict[str, str] = {}
    for finding in findings:
        tint = red if finding.severity is Severity.ERROR else yellow
        name = f"{finding.where}: " if finding.where else ""
        head = f"{bold}{finding.span}{reset}: {tint}{finding.severity.value} {finding.code}{reset} {name}"
        parts.append(head + finding.message)
        lines = lines_of.get(finding.span.path, [])
        if 0 < finding.span.line <= len(lines):
            shown, caret = _excerpt(lines[finding.span.line - 1], finding.span.column)
            margin = len(str(finding.span.line))
            parts.append(f"{blue}{finding.span.line} |{reset} {shown}")
            parts.append(f"{blue}{' ' * margin} |{reset} {' ' * caret}{tint}^{reset}")
        if finding.cure:
            advice, _, lines_to_write = finding.cure.partition("\n")
            again = finding.message == before.get(finding.cure) and "\n" in lines_to_write
            parts.append(f"  {advice}{' (As above.)' if again else finding.cure[len(advice) :]}")
            before[finding.cure] = finding.message
        parts.append("")
    return "\n".join(parts)


def to_json(findings: Iterable[Diagnostic]) -> str:
    """Findings for programs: a list of objects with code, severity, path, line, column, where, message, cure."""
    rows = [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "path": finding.span.path,
            "line": finding.span.line,
            "column": finding.span.column,
            "where": finding.where,
            "question": finding.question,
            "message": finding.message,
            "cure": finding.cure,
        }
        for finding in findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def to_github(findings: Iterable[Diagnostic]) -> str:
    """Findings as GitHub Actions annotations.

    The format and its escapes: GitHub documentation, "Workflow commands for GitHub Actions".
    """
    rows = []
    for finding in findings:
        level = "error" if finding.severity is Severity.ERROR else "warning"
        text = f"{finding.where}: {finding.message}" if finding.where else finding.message
        if finding.cure:
            text += f"\n{finding.cure}"
        place = f"file={_property(finding.span.path)},line={finding.span.line},col={finding.span.column}"
        rows.append(f"::{level} {place},title={finding.code}::{_data(text)}\n")
    return "".join(rows)


def _excerpt(line: str, column: int, width: int = 100) -> tuple[str, int]:
    """At most `width` characters of a line around a column, and the caret's offset in them."""
    line = line.replace("\t", " ")
    start = max(0, min(column - 1 - width // 2, len(line) - width))
    cut = line[start : start + width]
    head, tail = ("…" if start else ""), ("…" if start + width < len(line) else "")
    return head + cut + tail, column - 1 - start + len(head)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
