"""Every way in which a file can fail to be a deck: the finding stands where the cause is, and says what to write."""

from dataclasses import replace
from pathlib import Path

import pytest

from deckgen.build import build
from deckgen.build import check as check_at
from deckgen.files import read_deck
from tests.stock import CASES, NOW, check, checked, expectations, stock

BAD = sorted((CASES / "bad").glob("*.yaml"))
DECKS = sorted(folder for folder in (CASES / "decks").iterdir() if folder.is_dir())


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.stem)
def test_a_bad_file_gives_the_findings_it_promises_and_no_others(case: Path) -> None:
    promised = expectations(case.read_text("utf-8"))
    assert promised, "the case expects nothing"
    findings = list(checked(case.read_bytes()).findings)
    for expectation in promised:
        met = [finding for finding in findings if expectation.met_by(finding)]
        assert met, f"{expectation} is missing in\n" + "\n".join(map(str, findings))
        findings.remove(met[0])
    assert findings == []


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.stem)
def test_nothing_is_built_from_a_bad_file(case: Path) -> None:
    looked_at = checked(case.read_bytes())
    assert not looked_at.ok
    assert build(looked_at) is None


@pytest.mark.parametrize("case", DECKS, ids=lambda case: case.name)
def test_a_bad_deck_gives_the_findings_it_promises_and_no_others(case: Path) -> None:
    files = read_deck(case)
    promised = [(name, one) for name, data in files.files.items() for one in expectations(data.decode())]
    promised += [("credits.yaml", one) for one in expectations(files.media.get("credits.yaml", b"").decode())]
    findings = list(check(files).findings)
    assert promised, "the case expects nothing"
    for name, expectation in promised:
        met = [finding for finding in findings if finding.span.path.endswith(name) and expectation.met_by(finding)]
        assert met, f"{name}: {expectation} is missing in\n" + "\n".join(map(str, findings))
        findings.remove(met[0])
    assert findings == []


@pytest.mark.parametrize("case", DECKS, ids=lambda case: case.name)
def test_a_check_that_keeps_nothing_finds_the_same(case: Path) -> None:
    kept, forgotten = check(read_deck(case)), check_at(read_deck(case, at_once=False), NOW, keep=False)
    assert forgotten == replace(kept, bank=None)


@pytest.mark.parametrize("case", sorted((CASES / "ok").glob("*.yaml")), ids=lambda case: case.stem)
def test_a_good_file_has_no_finding(case: Path) -> None:
    assert checked(case.read_bytes()).findings == ()


def test_a_broken_question_hides_no_other() -> None:
    files = stock(("01-case.yaml", (CASES / "bad" / "traps.yaml").read_bytes()))
    bank = check(files).bank
    assert bank is not None
    assert [question.id.value for question in bank.questions()] == ["whole"]
