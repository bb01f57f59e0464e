"""Every code is explained, every explanation is true, and docs/rules.md says the same."""

import re
from pathlib import Path

import pytest

from deckgen.rules import RULES
from deckgen.rules.explain import Explanation, explanations, to_markdown, to_text
from tests.rule_examples import found_in

ROOT = Path(__file__).parent.parent
ALL = list(explanations().values())
BAD = [(one, number) for one in ALL for number in range(len(one.bad))]
GOOD = [(one, number) for one in ALL for number in range(len(one.good))]


def _name(value: object) -> str:
    return value.code if isinstance(value, Explanation) else str(value)


@pytest.mark.parametrize(("explanation", "number"), BAD, ids=_name)
def test_a_bad_example_has_the_finding(explanation: Explanation, number: int) -> None:
    findings = found_in(explanation.bad[number])
    assert explanation.code in {finding.code for finding in findings}, "\n".join(map(str, findings))


@pytest.mark.parametrize(("explanation", "number"), GOOD, ids=_name)
def test_a_good_example_has_no_finding_at_all(explanation: Explanation, number: int) -> None:
    example = explanation.good[number]
    findings = found_in(example)
    if "questions like this one" in example:  # They are all alike, which another rule has an eye on.
        findings = [finding for finding in findings if finding.code == explanation.code]
    assert findings == []


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_explained_with_reason_source_and_both_examples(code: str) -> None:
    one = explanations()[code]
    assert one.title
    assert one.what or one.title
    assert one.why
    assert one.source
    assert one.bad
    assert one.good


@pytest.mark.parametrize("explanation", ALL, ids=_name)
def test_an_explanation_says_why_and_shows_an_example(explanation: Explanation) -> None:
    assert explanation.why
    assert explanation.bad or explanation.example
    shown = to_text(explanation)
    assert shown.startswith(f"{explanation.code}  {explanation.title}\n")
    assert explanation.why in " ".join(shown.split())


def test_every_code_in_the_program_is_explained_and_every_explained_code_is_used() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "deckgen").rglob("*.py")]
    used = {code for text in sources for code in re.findall(r'"(DG\d{3})"', text)}
    assert used == set(explanations())


def test_the_page_is_what_the_rules_say() -> None:
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert page == to_markdown(explanations().values()), "run: deckgen explain --markdown > docs/rules.md"
