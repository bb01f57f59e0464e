"""Accessibility, by axe-core inside the real Anki: both sides, day and night, both note types."""

import json
from importlib.resources import files

import pytest

from tests.real.cards import odd
from tests.real.cards.samples import ARABIC, CLOZE, HARM_REDUCTION, MATHS, OARS_TWO, PICTURE, RETIRED, TABLE, Note
from tests.real.cards.session import Anki

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RUN = """axe.run(document.querySelector(".dg-card"), { resultTypes: ["violations", "incomplete"] }).then((found) => ({
  checked: found.passes.map((rule) => rule.id),
  wrong: found.violations.concat(found.incomplete).map((rule) => [rule.id, rule.help, rule.nodes.map((node) => node.html.slice(0, 200))]),
}))"""


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize(
    "note",
    [HARM_REDUCTION, OARS_TWO, PICTURE, TABLE, ARABIC, MATHS, CLOZE, RETIRED, odd.NESTED, odd.NO_KEY],
    ids=lambda note: note.fields["ID"],
)
def test_axe_finds_nothing_on_either_side(anki: Anki, note: Note, night: bool) -> None:
    anki.study(note)
    anki.do("night", on=night)
    anki.do("run", script=AXE)
    if anki.js("!!document.querySelector('.dg-hint summary')") and note is not RETIRED:
        anki.do("click", selector=".dg-hint summary")
    if note is not RETIRED and note is not CLOZE:
        anki.choose(anki.look().options[0])
    for turn in (lambda: None, anki.answered):
        turn()
        report = anki.do("promised", script=RUN)
        assert report["wrong"] == [], json.dumps(report["wrong"], indent=1, ensure_ascii=False)
        assert "color-contrast" in report["checked"]


def test_options_are_a_named_group_of_named_controls(anki: Anki) -> None:
    anki.study(OARS_TWO)
    group = "document.querySelector('.dg-options')"
    assert anki.js(f"{group}.getAttribute('role')") == "group"
    assert anki.js(f"document.getElementById({group}.getAttribute('aria-labelledby')).textContent").startswith(
        "Which two"
    )
    assert anki.js(f"document.getElementById({group}.getAttribute('aria-describedby')).textContent") == "Choose two"
    anki.study(HARM_REDUCTION)
    assert anki.js(f"{group}.getAttribute('role')") == "radiogroup"
    assert anki.js("document.querySelectorAll('.dg-option input').length") == 4
    assert anki.js(
        "Array.from(document.querySelectorAll('.dg-option input')).every((input) => input.labels[0].textContent.length > 20)"
    )


def test_the_verdict_is_announced(anki: Anki) -> None:
    anki.study(HARM_REDUCTION)
    anki.answered()
    assert anki.js("document.querySelector('[role=status]').textContent").startswith("No option chosen")


def test_every_state_of_an_option_differs_in_words_border_and_color(anki: Anki) -> None:
    anki.study(odd.options(4, 0, 1, setup="fixed"))
    anki.choose("Option number 0", "Option number 2")
    back = anki.answered()
    assert back.marks == ["✓ Correct, your answer", "✓ Correct, missed", "✗ Your answer", ""]
    looks = anki.js(
        "Array.from(document.querySelectorAll('.dg-list > li'), (item) => getComputedStyle(item))"
        ".map((style) => [style.borderTopWidth, style.borderTopStyle, style.borderTopColor, style.backgroundColor].join())"
    )
    assert len(set(looks)) == 4


def test_nothing_moves(anki: Anki) -> None:
    for note in (HARM_REDUCTION, CLOZE):
        anki.study(note)
        for turn in (lambda: None, anki.answered):
            turn()
            assert anki.js(
                "Array.from(document.querySelectorAll('.dg-card, .dg-card *'), (node) => getComputedStyle(node))"
                ".every((style) => style.transitionDuration === '0s' && style.animationName === 'none')"
            )
