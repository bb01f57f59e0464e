"""Slips of the pen: whoever does what the messages say, literally and no more, has the deck again."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from deckgen.diagnostics import Diagnostic
from deckgen.model import Bank
from tests.stock import checked

FOLDER = Path(__file__).parent / "cases" / "slips"
WHOLE = (FOLDER / "questions.yaml").read_text("utf-8")
SLIPS = tomllib.loads((FOLDER / "slips.toml").read_text("utf-8"))["slip"]


def bank_of(text: str) -> Bank:
    deck = checked(text)
    assert deck.findings == ()
    assert deck.bank is not None
    return deck.bank


def slipped(slip: dict[str, Any]) -> str:
    lines, old = WHOLE.split("\n"), slip["old"].split("\n") if slip["old"] else []
    begin, end = slip["line"] - 1, slip["line"] - 1 + len(old)
    assert lines[begin:end] == old, "the slip names lines that are not there"
    return "\n".join((*lines[:begin], *slip["new"].split("\n"), *lines[end:]))


def obeyed(text: str, findings: tuple[Diagnostic, ...]) -> str:
    """The text after each line has been replaced by the lines that its message shows."""
    lines = text.split("\n")
    for finding in sorted(findings, key=lambda one: one.span, reverse=True):
        advice, *shown = finding.cure.split("\n")
        if not shown:
            continue
        begin = finding.span.line - 1
        end = begin + 1
        if "each of these lines" in advice:
            end = begin + len(shown)
        elif advice.startswith("Put the text on its own line"):
            deeper = " " * (len(shown[0]) - len(shown[0].lstrip(" -")) + 1)
            while end < len(lines) and lines[end].startswith(deeper):
                end += 1
        lines[begin:end] = shown
    return "\n".join(lines)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip["name"])
def test_doing_what_the_messages_say_mends_a_slip(slip: dict[str, Any]) -> None:
    text = slipped(slip)
    for _ in range(slip.get("rounds", 1)):
        findings = checked(text).findings
        assert findings, "no message at all"
        text = obeyed(text, findings)
    assert bank_of(text).questions() == bank_of(WHOLE).questions()
