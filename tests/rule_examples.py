"""Runs the examples of explanations: a piece of a question stands in a small deck that is in order otherwise.

What an example leaves out is filled in. A line `# sources.yaml` begins a piece of another file, `checked:` with nothing
behind it takes a key away, and `# 60 questions like this one` repeats the rest with a number in place of `{n}`.
"""

import re
import struct

from deckgen.build import check
from deckgen.diagnostics import Diagnostic
from deckgen.model import DeckFiles
from tests.stock import CASES, LINKS

NOW = 1_795_500_000  # 2026-11-24, in UTC
_DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}<path d="M0 0h9" stroke="#000"/></svg>'
_GROUND = '<rect width="100%" height="100%" fill="#fff"/>'

DECK = {
    "namespace": "namespace: 5d2d8f6c-example-deck",
    "slug": "slug: example",
    "name": "name: Example",
    "version": "version: 0.1.0",
    "language": "language: en",
    "license": "license: CC0",
    "report": "report: Write to the editors.",
    "description": "description: A deck for examples.",
    "areas": "areas:\n  work: At work",
    "levels": "levels:\n  apply: Decide what to do",
}
QUESTION = {
    "hint": "hint: Picture the moment, then decide.",
    "explanation": "explanation: Small steps that neighbors take together carry further than large ones, as old studies show.",
    "sources": "sources: [book]",
    "area": "area: work",
    "level": "level: apply",
    "checked": "checked: 2026-11-01",
    "review-by": "review-by: 2030-01-01",
}
REASONS = ("Studies bear it out.", "It sounds kind but stalls.", "Custom rather than evidence.", "Timing spoils that.")
MEDIA = {
    "picture.svg": _DRAWING.format(_GROUND).encode(),
    "uncredited.svg": _DRAWING.format(_GROUND).encode(),
    "transparent.svg": _DRAWING.format("").encode(),
    "large.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 4000, 3000),
    "credits.yaml": b"".join(
        f"{name}:\n  author: The deckgen authors\n  license: CC0\n".encode()
        for name in ("picture.svg", "transparent.svg", "large.png")
    ),
}


def found_in(example: str) -> list[Diagnostic]:
    """What a check with all rules finds in an example."""
    return list(check(deck_of(example), NOW, judge=True).findings)


def deck_of(example: str) -> DeckFiles:
    """The deck in which an example stands."""
    question, *others = re.split(r"^# ([\w-]+\.yaml)\n", example + "\n", flags=re.MULTILINE)
    pieces = dict(zip(others[::2], others[1::2], strict=True))
    files = {
        "01-case.yaml": "topic: Case\nquestions:\n" + "".join(map(_question, _questions(question))),
        "sources.yaml": "book:\n  title: The Book\n  year: 2019\n" + pieces.pop("sources.yaml", ""),
        "deck.yaml": _merged(DECK, pieces.pop("deck.yaml", "")),
    }
    media = {file.name: file.read_bytes() for file in (CASES / "media").iterdir()} | MEDIA
    media["credits.yaml"] += pieces.pop("credits.yaml", "").replace("picture.svg", "other.svg").encode()
    files |= pieces
    return DeckFiles(
        path="example",
        files={name: text.encode() for name, text in files.items()},
        media_path="media",
        media=media | {"other.svg": MEDIA["picture.svg"]},
        links=LINKS,
    )


def _questions(piece: str) -> list[str]:
    many = re.match(r"# (\d+) questions like this one\n", piece)
    if many:
        like = piece[many.end() :]
        return [f"id: case-of-{number}-kind\n" + like.replace("{n}", str(number)) for number in range(int(many[1]))]
    if piece.startswith("- "):
        parts = re.split(r"^- ", piece, flags=re.MULTILINE)[1:]
        return [re.sub(r"^  ", "", part, flags=re.MULTILINE) for part in parts]
    return [f"id: case\n{piece}"]


def _question(piece: str) -> str:
    if not re.search(r"^(?:question|options|cloze):", piece, re.MULTILINE):
        piece += "cloze: |\n  In a suicidal crisis, call {{c1::988::number}}.\n"
    reasons = iter(REASONS * 9)
    piece = re.sub(
        r"^( +)- (correct|wrong): (?!\|)(.+)\n(?! +why:)",
        lambda option: f"{option[0]}{option[1]}  why: {next(reasons)}\n",
        piece,
        flags=re.MULTILINE,
    )
    piece = re.sub(
        r"^( +)- (correct|wrong): \|\n(?:\1    +.+\n)+(?!\1  why:)",
        lambda option: f"{option[0]}{option[1]}  why: {next(reasons)}\n",
        piece,
        flags=re.MULTILINE,
    )
    lines = _merged(QUESTION, piece).splitlines()
    return "".join(f"  {'- ' if row == 0 else '  '}{line}".rstrip() + "\n" for row, line in enumerate(lines))


def _merged(usual: dict[str, str], piece: str) -> str:
    """A piece with the usual keys that it leaves out."""
    keys = set(re.findall(r"^([\w-]+):", piece, re.MULTILINE))
    piece = re.sub(r"^(?:checked|review-by): *\n", "", piece, flags=re.MULTILINE)
    return piece.rstrip("\n") + "\n" + "".join(f"{text}\n" for key, text in usual.items() if key not in keys)
