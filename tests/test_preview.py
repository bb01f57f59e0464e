"""What the preview shows of a deck: its cards, its findings, and the last good version of what has an error now."""

import json
import re

import pytest

from deckgen.build import check as check_at
from deckgen.preview.export import exported
from deckgen.preview.marks import filled
from deckgen.preview.page import cut, policy, static
from deckgen.preview.pages import Pages, overview, pages, part
from tests.stock import CASES, NOW, check, checked, cloze, question, stock

OK = CASES / "ok"


def shown(*names: str) -> Pages:
    return pages(check(stock(*((f"{n:02}-{name}", (OK / name).read_bytes()) for n, name in enumerate(names, 1)))))


def sides(found: Pages, name: str) -> list[list[str]]:
    """The sides of a question's cards, each without what all cards share."""
    (page,) = [page for page in found.pages if page.id == name]
    cards: list[list[str]] = part([page])[name]["cards"]
    return cards


def test_a_front_asks_and_a_back_answers() -> None:
    ((front, back),) = sides(pages(checked(question("Why?", ("Hope", "Fear")))), "a")
    for text in ("Why?", "Hope", "Fear", "Think.", "01 Case"):
        assert text in front
    assert "Because." in back
    assert "Because." not in front
    assert "{{" not in front + back


def test_each_number_of_a_cloze_is_a_card_that_hides_its_own_words() -> None:
    first, second = sides(pages(checked(cloze("{{c1::Hope::H}} comes before {{c2::work}}."))), "a")
    assert '<span class="cloze" data-cloze="Hope" data-ordinal="1">[H]</span>' in first[0]
    assert '<span class="cloze-inactive" data-ordinal="2">work</span>' in first[0]
    assert '<span class="cloze" data-cloze="work" data-ordinal="2">[...]</span>' in second[0]
    assert '<span class="cloze" data-ordinal="2">work</span>' in second[1]


def test_a_part_stands_on_a_card_only_where_its_field_has_a_text() -> None:
    template = "{{#Hint}}[{{Hint}}]{{/Hint}}{{^Hint}}none{{/Hint}}"
    assert filled(template, {"Hint": "look"}, 0, back=False) == "[look]"
    assert filled(template, {"Hint": " <br>\n<div></div>"}, 0, back=False) == "none"


def test_a_mark_that_the_preview_does_not_know_is_no_silent_gap() -> None:
    with pytest.raises(ValueError, match="furigana"):
        filled("{{furigana:Text}}", {"Text": ""}, 0, back=False)
    with pytest.raises(KeyError, match="Txet"):
        filled("{{Txet}}", {"Text": ""}, 0, back=False)
    with pytest.raises(ValueError, match="after its script"):
        cut("<script>1</script>{{Text}}")


def test_a_retired_question_shows_what_those_see_who_have_it() -> None:
    found = shown("kinds.yaml")
    (page,) = [page for page in found.pages if page.id == "retired-choice"]
    assert page.kind == "retired"
    assert "Out of use since" in sides(found, "retired-choice")[0][0]


def test_pictures_and_sounds_come_with_their_card() -> None:
    content = part(shown("kinds.yaml").pages)
    media = {name: url for one in content.values() for name, url in one["media"].items()}
    assert {name.rpartition(".")[2] for name in media} >= {"svg"}
    assert all(re.match(r"data:(image|audio)/[a-z0-9+-]+;base64,", url) for url in media.values())


def test_the_list_holds_what_a_search_looks_for_and_no_card() -> None:
    found = overview(pages(checked(question("¿Qué ayuda a José?", ("Opción *uno*", "Dos")))))
    (row,) = found["questions"]
    assert row["title"] == "¿Qué ayuda a José?"
    for word in ("que ayuda a jose", "opcion", "uno", "because", "stock::area::work"):
        assert word in row["text"]
    assert "dg-card" not in json.dumps({**found, "types": None})


def test_a_finding_stands_beside_its_question_with_file_line_and_cure() -> None:
    text = question(hint="Think {{c1::twice}}.")
    found = overview(pages(checked(text)))
    (row,) = found["questions"]
    (finding,) = [found["findings"][number] for number in row["findings"]]
    assert finding["code"] == "DG414"
    assert finding["place"].startswith("stock/01-case.yaml:")
    assert finding["cure"]
    assert found["general"] == []


def test_a_finding_about_no_question_is_about_the_deck() -> None:
    files = stock(("01-case.yaml", question().encode()), deck=b"name: Nothing else\n")
    found = overview(pages(check(files)))
    assert found["questions"] == []
    assert len(found["general"]) == len(found["findings"]) > 0


def test_an_error_keeps_the_last_good_card_and_says_so() -> None:
    before = pages(checked(question("Old?")))
    after = pages(checked(question("New {{c1::x}}?")), before)
    (page,) = after.pages
    assert page.stale
    assert "Old?" in sides(after, "a")[0][0]
    (row,) = overview(after)["questions"]
    assert row["findings"]


def test_a_file_that_cannot_be_read_keeps_its_last_good_cards_with_the_error_beside_each() -> None:
    before = pages(checked(question("Old?")))
    after = pages(checked("topic: Case\nquestions: [\n"), before)
    (page,) = after.pages
    assert page.stale
    (row,) = overview(after)["questions"]
    assert row["findings"]


def test_a_deck_file_that_cannot_be_read_keeps_every_card() -> None:
    before = pages(checked(question("Old?")))
    after = pages(check(stock(("01-case.yaml", question("New?").encode()), deck=b"name: [")), before)
    assert [page.stale for page in after.pages] == [True]
    assert after.name == before.name


def test_a_question_that_was_deleted_goes() -> None:
    before = pages(checked(question("Old?")))
    assert pages(checked(question("New?").replace("id: a", "id: b")), before).pages[0].id == "b"
    assert len(pages(checked(question("New?").replace("id: a", "id: b")), before).pages) == 1


def test_a_mended_question_is_no_longer_marked() -> None:
    before = pages(checked(question("Old?")))
    broken = pages(checked(question("New {{c1::x}}?")), before)
    (page,) = pages(checked(question("Mended?")), broken).pages
    assert not page.stale


def test_a_question_that_was_wrong_from_the_first_is_not_taken_for_a_good_version() -> None:
    wrong = checked(question("New {{c1::x}}?"))
    first = pages(wrong)
    (page,) = pages(wrong, first).pages
    assert not page.stale


def test_a_question_that_could_never_be_read_is_in_the_list_with_its_finding() -> None:
    found = overview(pages(checked(question().replace("question: |2", "question: |2 x"))))
    broken = [row for row in found["questions"] if row["findings"]]
    assert broken or found["general"]


def test_what_the_rules_said_stays_until_they_have_spoken_again() -> None:
    files = stock(("01-case.yaml", question("What?").encode()))
    judged = pages(check_at(files, NOW, judge=True))
    codes = {finding.code for finding in judged.findings}
    assert codes
    at_once = pages(check(files), judged, judged=False)
    assert codes <= {finding.code for finding in at_once.findings}
    assert not at_once.judged


def test_only_scripts_of_the_templates_may_run() -> None:
    (scripts,) = re.findall(r"script-src ([^;]*)", policy())
    assert "unsafe" not in scripts
    assert "default-src 'none'" in policy()
    assert "img-src data:;" in policy()
    assert len(re.findall("'sha256-", scripts)) == len({*scripts.split()} - {"'self'"}) >= 2


def test_the_page_takes_nothing_from_the_internet() -> None:
    for name, data in static().items():
        assert not re.search(rb"https?://|//[a-z]+\.|\bimport\b.*from", data), name


def test_an_export_is_the_page_with_its_cards_and_no_address_of_this_machine() -> None:
    files = exported(shown("kinds.yaml", "cloze.yaml"), {})
    assert set(static()) < set(files)
    index = files["index.html"].decode()
    assert 'data-mode="files"' in index
    assert "Content-Security-Policy" in index
    overview_of = json.loads(files["overview.js"].decode().partition(", ")[2].removesuffix(");\n"))
    for row in overview_of["questions"]:
        assert row["id"] in files[f"{row['part']}.js"].decode()
    assert b"127.0.0.1" not in b"".join(files.values())
