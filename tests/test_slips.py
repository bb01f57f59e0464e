"""Slips of the pen: whoever does what the messages say, literally and no more, has the deck again."""

import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.build import Checked
from deckgen.diagnostics import Diagnostic
from tests.stock import CASES, check, stock

FOLDER = CASES / "slips"
FILES = {
    "01-case.yaml": (FOLDER / "questions.yaml").read_text("utf-8"),
    **{name: (CASES / "stock" / name).read_text("utf-8") for name in ("deck.yaml", "sources.yaml")},
}
SLIPS = tomllib.loads((FOLDER / "slips.toml").read_text("utf-8"))["slip"]


def checked_with(name: str, text: str) -> Checked:
    """The deck with one file in another state."""
    files = {**FILES, name: text}
    questions = (("01-case.yaml", files["01-case.yaml"].encode()),)
    return check(stock(*questions, deck=files["deck.yaml"].encode(), sources=files["sources.yaml"].encode()))


def slipped(slip: dict[str, Any], whole: str) -> str:
    lines, old = whole.split("\n"), slip["old"].split("\n") if slip["old"] else []
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
        elif advice.startswith("Put the") and "after |" in advice:
            deeper = " " * (len(shown[0]) - len(shown[0].lstrip(" -")) + 1)
            while end < len(lines) and lines[end].startswith(deeper):
                end += 1
        lines[begin:end] = shown
    return "\n".join(lines)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip["name"])
def test_doing_what_the_messages_say_mends_a_slip(slip: dict[str, Any]) -> None:
    name = slip.get("file", "01-case.yaml")
    text = slipped(slip, FILES[name])
    for _ in range(slip.get("rounds", 1)):
        findings = checked_with(name, text).findings
        assert {finding.span.path for finding in findings} == {f"stock/{name}"}
        text = obeyed(text, findings)
    mended, whole = checked_with(name, text), checked_with(name, FILES[name])
    assert mended.findings == whole.findings == ()
    assert mended.bank == whole.bank


LOST = "lost"
CHANGES: dict[str, Callable[[str], str]] = {
    "two to the right": lambda line: f"  {line}",
    "two to the left": lambda line: line.removeprefix("  "),
    "one to the right": lambda line: f" {line}",
    "a comment": lambda line: f"# {line}",
    "without its colon": lambda line: line.replace(":", "", 1),
    "without its bar": lambda line: line.removesuffix(" |"),
    "without its dash": lambda line: line.replace("- ", "", 1),
}


@settings(max_examples=300)
@given(st.sampled_from(sorted(FILES)), st.lists(st.tuples(st.integers(0, 200), st.sampled_from((LOST, *CHANGES)))))
def test_no_question_goes_missing_in_silence(name: str, changes: list[tuple[int, str]]) -> None:
    lines: list[str | None] = [*FILES[name].split("\n")]
    for number, change in changes:
        line = lines[number % len(lines)]
        lines[number % len(lines)] = CHANGES[change](line) if line is not None and change != LOST else None
    looked_at = checked_with(name, "\n".join(line for line in lines if line is not None))
    whole = checked_with(name, FILES[name])
    assert whole.bank is not None
    if looked_at.bank is None or len(looked_at.bank.questions()) < len(whole.bank.questions()):
        assert not looked_at.ok
