"""The preview in a real browser: what a curator sees and does there."""

from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Page

from bench.bank import files as bank_files
from deckgen.preview.export import exported
from deckgen.preview.pages import pages
from tests.real.preview.conftest import Stage, at, drawn, settled, until
from tests.stock import CASES, check, cloze, question, stock

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def two(first: str = "The first question?", second: str = "The second question?") -> str:
    return question(first) + question(second).partition("questions:\n")[2].replace("id: a", "id: b")


def frame(page: Page, number: int) -> FrameLocator:
    return page.frame_locator(".screen iframe").nth(number)


def inside(page: Page, number: int) -> Frame:
    """What stands in a frame now; `drawn` must have waited for it."""
    found = page.locator(".screen iframe").nth(number).element_handle().content_frame()
    assert found is not None
    return found


def looks(page: Page, number: int) -> str:
    return frame(page, number).locator("body").inner_text()


def rows(page: Page) -> list[str]:
    """The questions in the list, by id."""
    found: list[str] = page.eval_on_selector_all(
        ".group .row", "(all) => all.filter((one) => !one.hidden).map((one) => one.hash.slice(1))"
    )
    return found


@pytest.fixture
def case(stage: Stage, page: Page) -> Page:
    """A page with a choice of two cards, a cloze, and something of each kind."""
    stage.write("01-case.yaml", two())
    stage.write(
        "02-cloze.yaml", cloze("{{c1::Hope}} and {{c2::work}}").replace("id: a", "id: c").replace("Case", "Clozes")
    )
    stage.write("03-kinds.yaml", (CASES / "ok" / "kinds.yaml").read_text("utf-8"))
    page.goto(stage.start())
    settled(page)
    return page


def test_front_and_back_stand_side_by_side_as_a_learner_sees_them(case: Page) -> None:
    assert "The first question?" in looks(case, 0)
    assert "Because." not in looks(case, 0)
    assert "Because." in looks(case, 1)
    left, right = (frame(case, number).locator("body").bounding_box() for number in (0, 1))
    assert left is not None
    assert right is not None
    assert (left["y"], left["width"]) == (right["y"], right["width"])
    assert left["x"] + 390 <= right["x"]


def test_the_cards_own_script_runs_as_in_anki(case: Page) -> None:
    """An option can be chosen on the front, and the back then says what it says to a learner who chose it."""
    assert frame(case, 0).locator(".dg-option").count() == 2
    assert frame(case, 1).locator(".dg-title").count() == 0
    frame(case, 0).locator(".dg-option", has_text="Two").click()
    frame(case, 1).locator(".dg-title", has_text="Not quite").wait_for()
    drawn(case)
    assert [text[0] for text in frame(case, 0).locator(".dg-option").all_inner_texts()] == ["A", "B"]
    first, second = (frame(case, number).locator(".dg-text").all_inner_texts() for number in (0, 1))
    assert first == second


def test_every_card_of_a_cloze_is_there(case: Page) -> None:
    case.locator(".row", has_text="Hope and work").click()
    at(case, "c")
    assert case.locator("figcaption").all_inner_texts() == [
        "Card 1, front",
        "Card 1, back",
        "Card 2, front",
        "Card 2, back",
    ]
    assert "[...] and work" in looks(case, 0)
    assert "Hope and [...]" in looks(case, 2)


@pytest.mark.parametrize(("number", "width"), [(0, 320), (1, 390), (2, 768), (3, 1024)])
def test_a_card_has_the_width_of_the_device(case: Page, number: int, width: int) -> None:
    case.locator("#widths input").nth(number).check()
    drawn(case)
    seen = inside(case, 0).evaluate("innerWidth")
    assert seen == width
    assert inside(case, 0).evaluate("document.documentElement.scrollWidth") <= width


def test_a_card_is_shown_whole_without_a_scroll_bar_of_its_own(case: Page) -> None:
    for number in (0, 1):
        assert inside(case, number).evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


def test_night_is_the_cards_night_too(case: Page) -> None:
    def look() -> list[str]:
        drawn(case)
        found: list[str] = inside(case, 0).evaluate(
            "[document.body.className, getComputedStyle(document.body).backgroundColor]"
        )
        return found

    day = look()
    assert day[0] == "card card1"
    case.keyboard.press("d")
    until(case, "document.documentElement.dataset.theme === 'night'")
    inside(case, 0).wait_for_selector("body.nightMode.night_mode")
    assert look()[1] != day[1]
    case.keyboard.press("j")
    at(case, "b")
    assert look()[0] == "card card1 nightMode night_mode"


def test_what_was_picked_stays_when_the_card_gets_another_width_or_night_falls(case: Page) -> None:
    frame(case, 0).locator(".dg-option", has_text="Two").click()
    frame(case, 1).locator(".dg-title").wait_for()
    case.keyboard.press("w")
    case.keyboard.press("w")
    case.keyboard.press("d")
    case.set_viewport_size({"width": 1300, "height": 800})
    drawn(case)
    for number in (0, 1):
        frame(case, number).locator("body.nightMode").wait_for()
    assert inside(case, 0).evaluate("innerWidth") == 1024
    assert frame(case, 0).locator("input:checked").count() == 1
    assert "Not quite" in looks(case, 1)
    assert "Two" in frame(case, 0).locator(".dg-option", has=case.locator("input:checked")).inner_text()


def test_the_keys_do_what_the_line_below_says(case: Page) -> None:
    names = rows(case)
    case.keyboard.press("j")
    at(case, names[1])
    case.keyboard.press("ArrowRight")
    at(case, names[2])
    case.keyboard.press("k")
    at(case, names[1])
    case.keyboard.press("/")
    assert case.evaluate("document.activeElement.id") == "search"
    case.keyboard.type("djk")
    assert rows(case) == []
    case.keyboard.press("Escape")
    assert rows(case) == names
    case.keyboard.press("w")
    drawn(case)
    assert inside(case, 0).evaluate("innerWidth") == 768
    case.keyboard.press("f")
    case.locator(".card").nth(1).wait_for(state="hidden")
    case.locator(".card").nth(0).wait_for(state="visible")
    case.keyboard.press("f")
    case.locator(".card").nth(0).wait_for(state="hidden")
    case.locator(".card").nth(1).wait_for(state="visible")
    case.keyboard.press("s")
    case.locator("#statistics").wait_for(state="visible")
    case.keyboard.press("s")
    at(case, names[1])


def test_keys_work_when_a_card_has_the_focus_and_the_cards_own_keys_stay_its_own(case: Page) -> None:
    frame(case, 0).locator(".dg-stem").click()
    case.keyboard.press("h")
    frame(case, 0).locator(".dg-hint[open]").wait_for()
    case.keyboard.press("Alt+2")
    frame(case, 0).locator("input:checked").wait_for()
    case.keyboard.press("ArrowUp")
    assert case.evaluate("location.hash") == ""
    case.keyboard.press("j")
    at(case, "b")


def test_arrows_walk_through_the_list(case: Page) -> None:
    case.locator(".group .row").first.focus()
    case.keyboard.press("ArrowDown")
    at(case, "b")
    until(case, "document.activeElement.hash === '#b'")
    case.keyboard.press("ArrowUp")
    at(case, "a")


def test_search_and_filters_narrow_the_list(case: Page) -> None:
    everything = rows(case)
    case.fill("#search", "SÉCOND question")
    assert rows(case) == ["b"]
    assert case.inner_text("#found") == f"1 of {len(everything)} questions"
    case.fill("#search", "")
    case.select_option("#topic", label="02 Clozes")
    assert rows(case) == ["c"]
    case.select_option("#topic", "")
    case.select_option("#kind", "retired")
    assert rows(case) == ["retired-choice"]
    case.select_option("#kind", "")
    case.select_option("#finding", "none")
    without = rows(case)
    case.select_option("#finding", "any")
    assert sorted(rows(case) + without) == sorted(everything)


def test_a_finding_stands_beside_its_card_and_can_be_looked_for(stage: Stage, page: Page) -> None:
    stage.write("01-case.yaml", two(second="Which is **not** so? {{c1::x}}"))
    page.goto(stage.start())
    settled(page)
    page.select_option("#finding", "DG414")
    assert rows(page) == ["b"]
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    at(page, "b")
    beside = page.locator(".findings").inner_text()
    assert "DG414" in beside
    assert "deck/01-case.yaml:" in beside
    assert page.locator(".findings .cure").first.inner_text()


def test_what_concerns_no_question_has_a_place_of_its_own(stage: Stage, page: Page) -> None:
    stage.write("01-case.yaml", two())
    stage.write(
        "sources.yaml", (stage.deck / "sources.yaml").read_text("utf-8") + "\nunused:\n  title: Nobody cites me\n"
    )
    page.goto(stage.start())
    settled(page)
    page.locator(".general").click()
    page.locator("#question", has_text="unused").wait_for()


def test_a_saved_file_changes_its_card_and_moves_nothing_else(stage: Stage, page: Page) -> None:
    stage.write("01-case.yaml", "topic: Case\nquestions:\n" + "".join(
        question(f"Question number {number}?", explanation="Long. " * 400).partition("questions:\n")[2].replace("id: a", f"id: q{number}")
        for number in range(60)
    ))  # fmt: skip
    page.goto(f"{stage.start()}#q40")
    settled(page)
    at(page, "q40")
    page.evaluate("document.querySelector('#rows').scrollTop = 1500; document.querySelector('#stage').scrollTop = 333")
    page.evaluate("window.untouched = true; document.querySelector('.screen iframe').dataset.old = 'yes'")
    before = page.evaluate("[document.querySelector('#rows').scrollTop, document.querySelector('#stage').scrollTop]")
    text = (stage.deck / "01-case.yaml").read_text("utf-8")
    stage.write("01-case.yaml", text.replace("Question number 40?", "Another question?"))
    until(page, "document.querySelector('[aria-current].row').textContent.includes('Another question?')")
    frame(page, 0).locator("body", has_text="Another question?").wait_for()
    settled(page)
    assert (
        page.evaluate("[document.querySelector('#rows').scrollTop, document.querySelector('#stage').scrollTop]")
        == before
    )
    assert page.evaluate("window.untouched")
    page.evaluate("document.querySelector('.screen iframe').dataset.old = 'yes'")
    stage.write("01-case.yaml", text.replace("Question number 40?", "Another question?").replace("number 3?", "three?"))
    until(page, "document.querySelector('#rows').textContent.includes('Question three?')")
    assert page.evaluate("document.querySelector('.screen iframe').dataset.old") == "yes"


def test_an_error_is_shown_in_place_and_the_last_good_card_stays(stage: Stage, page: Page) -> None:
    stage.write("01-case.yaml", two())
    page.goto(f"{stage.start()}#b")
    settled(page)
    stage.write("01-case.yaml", two(second="Broken {{c1::x}}?"))
    page.locator(".stale").wait_for()
    assert "DG414" in page.locator(".findings").inner_text()
    assert "The second question?" in looks(page, 0)
    stage.write("01-case.yaml", two(second="Mended?"))
    frame(page, 0).locator("body", has_text="Mended?").wait_for()
    until(page, "!document.querySelector('.stale')")


def test_a_question_that_goes_away_says_so(stage: Stage, page: Page) -> None:
    stage.write("01-case.yaml", two())
    page.goto(f"{stage.start()}#b")
    settled(page)
    stage.write("01-case.yaml", question())
    page.locator(".nothing", has_text="no question “b”").wait_for()


def test_reloading_the_page_finds_all_as_it_was(case: Page) -> None:
    case.fill("#search", "question")
    case.keyboard.press("Escape")
    case.fill("#search", "question")
    case.locator("#search").blur()
    case.keyboard.press("w")
    case.keyboard.press("d")
    case.keyboard.press("j")
    at(case, "b")
    shown = rows(case)
    case.reload()
    settled(case)
    at(case, "b")
    assert rows(case) == shown
    assert case.input_value("#search") == "question"
    assert case.evaluate("document.documentElement.dataset.theme") == "night"
    assert inside(case, 0).evaluate("innerWidth") == 768


def test_a_link_in_a_card_opens_beside_the_preview(stage: Stage, page: Page) -> None:
    stage.write("01-case.yaml", question(explanation=f"Read [this]({'http://127.0.0.1:9/elsewhere'})."))
    page.goto(stage.start())
    settled(page)
    with page.context.expect_page() as opened:
        frame(page, 1).locator("a", has_text="this").click()
    assert opened.value.evaluate("window.opener === null")
    assert "Because" not in looks(page, 0)
    assert "this" in looks(page, 1)


def test_the_page_says_when_the_program_has_ended(stage: Stage, page: Page) -> None:
    from tests.real.preview.conftest import running

    stage.write("01-case.yaml", two())
    with running(stage.deck) as url:
        page.goto(url)
        settled(page)
    page.locator("#status", has_text="Not connected").wait_for()
    assert "The first question?" in looks(page, 0)


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing(stage: Stage, chromium: Browser, night: bool, width: int) -> None:
    stage.write("01-case.yaml", two(second="Which is so? {{c1::x}}"))
    stage.write("03-kinds.yaml", (CASES / "ok" / "kinds.yaml").read_text("utf-8"))
    url = stage.start()
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, color_scheme="dark" if night else "light", bypass_csp=True
    )
    page = context.new_page()
    for place in ("", "#b", "#/deck", "#/statistics"):
        page.goto(url + place)
        page.reload()
        until(page, "document.querySelector('#status').textContent === 'Live'")
        if place == "#/statistics":
            page.locator(".chart").first.wait_for()
        page.add_script_tag(content=AXE)
        found = page.evaluate(
            "axe.run(document, { iframes: false }).then((done) => done.violations.map((one) => one.id + one.nodes.map((node) => ' ' + node.html.slice(0, 120))))"
        )
        assert found == [], place
    context.close()


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_the_list_and_the_cards_take_turns_and_nothing_sticks_out(
    stage: Stage, page: Page, width: int
) -> None:
    stage.write("01-case.yaml", two())
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(stage.start())
    page.locator(".group .row").first.click()
    at(page, "a")
    page.locator("#list").wait_for(state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("document.querySelector('#stage').scrollWidth") <= width
    page.locator("#back").click()
    page.locator("#list").wait_for()
    page.locator("#stage").wait_for(state="hidden")


def test_the_plots_show_what_stats_counts(stage: Stage, page: Page) -> None:
    deck = (stage.deck / "deck.yaml").read_text("utf-8")
    stage.write("deck.yaml", deck + "targets:\n  levels:\n    recall: 5-9\n")
    stage.write("01-case.yaml", two())
    page.goto(f"{stage.start()}#/statistics")
    level = page.locator(".chart", has=page.locator("h3", has_text="Questions by level"))
    level.wait_for()
    assert "2 ✗ 5-9" in level.locator("tr.off .count").inner_text()
    assert level.locator(".range").count() == 1
    assert page.locator(".chart", has_text="Right answers in the deck").locator(".count").all_inner_texts()[0]
    stage.write("01-case.yaml", question())
    level.locator(".off .count", has_text="1 ✗ 5-9").wait_for()


def test_an_export_opens_from_disk(tmp_path: Path, page: Page) -> None:
    files = stock(
        ("01-kinds.yaml", (CASES / "ok" / "kinds.yaml").read_bytes()),
        ("02-cloze.yaml", (CASES / "ok" / "cloze.yaml").read_bytes()),
    )
    for name, data in exported(pages(check(files)), {}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    page.goto((tmp_path / "index.html").as_uri())
    for name in ("choose-two", "several", "retired-choice"):
        page.evaluate("(name) => { location.hash = name }", name)
        at(page, name)
    assert "Out of use since" in looks(page, 0)
    page.evaluate("location.hash = 'choose-two'")
    at(page, "choose-two")
    assert frame(page, 0).locator(".dg-option").count() > 1
    assert page.inner_text("#status") == "A copy"


def test_a_thousand_questions_are_a_light_list_and_only_one_of_them_has_frames(stage: Stage, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    for name, text in bank_files(1000).items():
        path = stage.deck / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (stage.deck / "media" / "credits.yaml").unlink(missing_ok=True)
    page.goto(stage.start())
    until(page, "document.querySelectorAll('.group .row').length === 1000")
    names = rows(page)
    for _ in range(30):
        page.keyboard.press("j")
    at(page, names[30])
    assert page.locator("iframe").count() <= 12
    cards = [name for name in asked if name.startswith(tuple(names))]
    assert len(cards) <= 35
    page.fill("#search", "handbook")
    assert page.locator("iframe").count() <= 12
