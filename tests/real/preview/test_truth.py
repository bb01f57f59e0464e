"""The preview does not lie: what it shows of a card is what Anki shows, to the letter."""

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from playwright.sync_api import Page

from deckgen.build import Checked, build
from deckgen.files import read_deck
from deckgen.preview.page import TYPES, cut
from deckgen.preview.pages import pages, part
from tests.real.engine.engine import ROOT, Engine
from tests.real.engine.test_text import TEXT
from tests.real.preview.conftest import Stage, at, settled
from tests.stock import CASES, check, checked, cloze, question, stock

Sides = dict[str, list[list[str]]]
# Anki's own renderer puts a button where the field names a sound; the preview a player.
_SOUND = re.compile(r"\[sound:[^\]]+\]|\[anki:play:[qa]:\d+\]")


def ours(looked_at: Checked) -> Sides:
    """Both sides of every card in use, as the preview puts them together."""
    found: Sides = {}
    for page in pages(looked_at).pages:
        assert page.note is not None
        if page.note.ordinals:
            template = page.note.notetype.template
            tails = [cut(side)[1] for side in (template.front, template.back)]
            content = part([page])[page.id]["cards"]
            found[page.id] = [[_SOUND.sub("[sound]", sides[n] + tails[n]) for n in (0, 1)] for sides in content]
    return found


def ankis(engine: Engine, looked_at: Checked) -> Sides:
    """Both sides of every card, as a learner's Anki renders them."""
    built = build(looked_at)
    assert built is not None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "deck.apkg"
        file.write_bytes(built.packed.data)
        engine.call("new")
        engine.call("import_package", str(file))
    sides: Sides = engine.call("rendered")
    return {
        name: [[_SOUND.sub("[sound]", side) for side in card] for card in cards]
        for name, cards in sides.items()
        if cards
    }


@pytest.mark.parametrize("deck", sorted((ROOT / "content").glob("*/deck.yaml")), ids=lambda file: file.parent.name)
def test_every_card_of_our_own_deck_is_the_one_that_anki_shows(newest: Engine, deck: Path) -> None:
    looked_at = check(read_deck(deck.parent))
    mine, theirs = ours(looked_at), ankis(newest, looked_at)
    assert mine.keys() == theirs.keys()
    assert [name for name in mine if mine[name] != theirs[name]] == []


def test_every_kind_of_text_in_the_cases_is_shown_as_anki_shows_it(newest: Engine) -> None:
    for file in sorted((CASES / "ok").iterdir()):
        looked_at = check(stock((f"01-{file.name}", file.read_bytes())))
        assert ours(looked_at) == ankis(newest, looked_at), file.name


@settings(deadline=None, max_examples=80)
@given(stem=TEXT, option=TEXT, hint=TEXT)
def test_any_text_in_a_choice_is_shown_as_anki_shows_it(newest: Engine, stem: str, option: str, hint: str) -> None:
    looked_at = checked(question(stem, (option, "An option that is quite another"), hint=hint))
    if looked_at.ok:
        assert ours(looked_at) == ankis(newest, looked_at)


@settings(deadline=None, max_examples=120)
@given(before=TEXT, hidden=TEXT, hint=TEXT, after=TEXT)
def test_any_text_in_a_cloze_is_shown_as_anki_shows_it(
    newest: Engine, before: str, hidden: str, hint: str, after: str
) -> None:
    text = f"{before} {{{{c1::{hidden}}}}} {after} {{{{c2::a {{{{c3::{hidden}::{hint}}}}} b}}}} \\( x {{{{c4::y < 1}}}} \\)"
    looked_at = checked(cloze(text))
    if looked_at.ok:
        assert ours(looked_at) == ankis(newest, looked_at)


def test_a_frame_holds_just_what_anki_renders(newest: Engine, stage: Stage, page: Page) -> None:
    """From the program through the page to the frame nothing is lost or added."""
    for number, name in enumerate(("kinds.yaml", "cloze.yaml"), 1):
        stage.write(f"0{number}-{name}", (CASES / "ok" / name).read_text("utf-8"))
    theirs = ankis(newest, check(read_deck(stage.deck)))
    url = stage.start()
    for name, cards in theirs.items():
        page.goto(f"{url}#{name}")
        settled(page)
        at(page, name)
        found = page.eval_on_selector_all(".screen iframe", "(frames) => frames.map((one) => one.srcdoc)")
        assert len(found) == 2 * len(cards)
        for shown, side in zip(found, [side for card in cards for side in card], strict=True):
            inside = shown.partition('<div id="qa" dir="auto">')[2].removesuffix("</div></body></html>")
            inside = re.sub(r"<audio controls src=\"[^\"]*\"></audio>", "[sound]", inside)
            assert re.sub(r'"data:[^"]*"', '"media"', inside) == re.sub(
                r'src="[\w-]+-[0-9a-f]{16}\.\w+"', 'src="media"', side
            )


def test_a_frame_has_the_style_that_the_deck_has(stage: Stage, page: Page) -> None:
    stage.write("01-case.yaml", question())
    page.goto(stage.start())
    settled(page)
    shown = page.eval_on_selector(".screen iframe", "(one) => one.srcdoc")
    # The height of the screen is the only thing that a frame must be told.
    assert re.sub(r"\d+vh", "", TYPES["choice"].css) in re.sub(r"[\d.]+px(?=; margin: \.4em auto)", "", shown) or (
        "vh" not in TYPES["choice"].css and TYPES["choice"].css in shown
    )
