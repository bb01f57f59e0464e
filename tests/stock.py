"""Decks for tests: cases are question files that stand beside a stock deck, each with its expectations in it.

`# expect: DG104 +2:9 some words` promises a finding with that code two lines below the comment, in column 9, with the
words in its message or its cure. `=1:1` instead of `+2:9` is a place in the file. Column and words may be left out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from deckgen.build import Checked
from deckgen.build import check as check_at
from deckgen.diagnostics import Diagnostic
from deckgen.model import DeckFiles

CASES = Path(__file__).parent / "cases"
NOW = 1_795_600_000
LINKS = frozenset({"linked.svg"})

_EXPECT = re.compile(r"# expect: (DG\d{3}) ([+=])(\d+)(?::(\d+))?[ ]*(.*)")


@dataclass(frozen=True)
class Expectation:
    """A finding that a case promises."""

    code: str
    line: int
    column: int | None
    words: str

    def met_by(self, finding: Diagnostic) -> bool:
        place = finding.span.line == self.line and self.column in (None, finding.span.column)
        said = f"{finding.message} {finding.cure}"
        return finding.code == self.code and place and self.words in said


def expectations(text: str) -> list[Expectation]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _EXPECT.search(line)
        if match:
            code, sign, lines, column, words = match.groups()
            place = int(lines) + (number if sign == "+" else 0)
            found.append(Expectation(code, place, int(column) if column else None, words.strip()))
    return found


def stock(*questions: tuple[str, bytes], deck: bytes | None = None, sources: bytes | None = None) -> DeckFiles:
    """The stock deck with these question files, by name."""
    folder = CASES / "stock"
    files = {
        "deck.yaml": (folder / "deck.yaml").read_bytes() if deck is None else deck,
        "sources.yaml": (folder / "sources.yaml").read_bytes() if sources is None else sources,
        **dict(questions),
    }
    media = {file.name: file.read_bytes() for file in (CASES / "media").iterdir()}
    return DeckFiles(path="stock", files=files, media_path="media", media=media, links=LINKS)


def check(files: DeckFiles, now: int = NOW) -> Checked:
    """A check at a time of its own, so that no test hangs on the clock."""
    return check_at(files, now)


def checked(text: str | bytes) -> Checked:
    """A check of the stock deck with one question file."""
    data = text.encode() if isinstance(text, str) else text
    return check(stock(("01-case.yaml", data)))


def question(stem: str = "What helps?", options: Iterable[str] = ("One", "Two"), **texts: str) -> str:
    """A question file with one multiple-choice question; the first option is right. Every text is a `|` block."""
    kinds = ("correct", *("wrong" for _ in options))
    rows = zip(kinds, options, strict=False)
    shown = "".join(f"      - {kind}: |2\n{_block(text, 8)}        why: |2\n{_block('So.', 8)}" for kind, text in rows)
    rest = {"hint": "Think.", "explanation": "Because.", **texts}
    others = "".join(f"    {key}: |2\n{_block(text, 4)}" for key, text in rest.items())
    return (
        f"topic: Case\nquestions:\n  - id: a\n    question: |2\n{_block(stem, 4)}    options:\n{shown}{others}"
        "    sources: [book]\n    area: work\n    level: recall\n"
    )


def cloze(text: str, **texts: str) -> str:
    """A question file with one cloze question."""
    rest = {"hint": "Think.", "explanation": "Because.", **texts}
    others = "".join(f"    {key}: |2\n{_block(value, 4)}" for key, value in rest.items())
    return (
        f"topic: Case\nquestions:\n  - id: a\n    cloze: |2\n{_block(text, 4)}{others}"
        "    sources: [book]\n    area: work\n    level: recall\n"
    )


def _block(text: str, indent: int) -> str:
    """The lines of a literal block, for a key that stands `indent` columns in."""
    return "".join(f"{' ' * (indent + 2)}{line}\n" for line in text.split("\n"))
