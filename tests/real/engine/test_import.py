"""A built deck in real engines: what was in the files is what a learner gets."""

from pathlib import Path

import pytest

from deckgen.build import Built, build
from deckgen.files import find_decks, read_deck
from tests.real.engine.engine import NEW, OLD, ROOT, Engine
from tests.stock import CASES, check, stock
from tests.visible import visible

OK = CASES / "ok"


def deck(*files: str) -> Built:
    built = build(
        check(stock(*((f"{number:02}-{name}", (OK / name).read_bytes()) for number, name in enumerate(files, 1))))
    )
    assert built is not None
    return built


def imported(engine: Engine, built: Built, folder: Path) -> dict[str, int]:
    file = folder / "deck.apkg"
    file.write_bytes(built.packed.data)
    engine.call("new")
    log: dict[str, int] = engine.call("import_package", str(file))
    return log


@pytest.mark.parametrize("path", find_decks(ROOT), ids=lambda path: path.name)
def test_our_own_deck_arrives_whole(engine: Engine, path: Path, tmp_path: Path) -> None:
    built = build(check(read_deck(path)))
    assert built is not None
    log = imported(engine, built, tmp_path)
    state = engine.call("state")
    assert log == {"new": len(built.notes.notes), "updated": 0, "duplicate": 0, "conflicting": 0}
    assert state["cards"] == built.packed.cards
    assert {name: state["decks"][name][0] for name in built.notes.decks} == built.notes.decks
    assert any(built.notes.decks.values()), "a topic has an `about`"
    assert state["media"] == sorted(built.notes.media)
    assert engine.call("check_database") == []


def test_notes_cards_decks_tags_order_and_description_arrive_as_built(engine: Engine, tmp_path: Path) -> None:
    built = deck("kinds.yaml", "cloze.yaml")
    assert imported(engine, built, tmp_path)["new"] == len(built.notes.notes)
    state = engine.call("state")
    places: dict[str, int] = {}
    for note in built.notes.notes:
        there = state["notes"][note.id]
        places[note.deck] = places.get(note.deck, 0) + 100
        assert there["type"] == note.notetype.name
        assert tuple(there["fields"].values()) == note.fields
        assert tuple(there["fields"]) == tuple(field.name for field in note.notetype.fields)
        assert sorted(there["tags"]) == sorted(note.tags)
        assert there["cards"] == [[ordinal, places[note.deck], note.deck] for ordinal in note.ordinals]
    assert {name for name in state["decks"] if name != "Default"} == {"Stock", *built.notes.decks}
    # The importer of 2.1.54 drops the mark that says the description is Markdown; the text is readable without it.
    assert state["decks"]["Stock"] == [built.notes.description, engine.version == NEW]
    assert state["media"] == sorted(built.notes.media)


def test_a_retired_question_brings_no_card_to_a_new_learner(engine: Engine, tmp_path: Path) -> None:
    imported(engine, deck("kinds.yaml"), tmp_path)
    note = engine.call("state")["notes"]["retired-choice"]
    assert note["cards"] == []
    assert "stock::retired" in note["tags"]


def test_check_database_finds_nothing_to_mend(newest: Engine, tmp_path: Path) -> None:
    imported(newest, deck("kinds.yaml", "cloze.yaml"), tmp_path)
    assert newest.call("check_database") == []


def test_a_nested_deletion_is_the_only_card_that_is_empty_on_an_old_engine(engine: Engine, tmp_path: Path) -> None:
    """That is why nesting is a finding to review."""
    built = deck("cloze.yaml")
    imported(engine, built, tmp_path)
    empty = engine.call("check_database")
    assert len(empty) == (1 if engine.version == OLD else 0)


def test_new_cards_come_in_the_order_of_the_files(newest: Engine, tmp_path: Path) -> None:
    built = deck("kinds.yaml", "cloze.yaml")
    imported(newest, built, tmp_path)
    asked = list(dict.fromkeys(newest.call("new_cards")))
    assert asked == [note.id for note in built.notes.notes if note.ordinals]


def test_a_second_import_of_the_same_file_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    built = deck("kinds.yaml", "cloze.yaml")
    imported(engine, built, tmp_path)
    before = engine.call("state")
    log = engine.call("import_package", str(tmp_path / "deck.apkg"))
    assert log["new"] == log["updated"] == log["conflicting"] == 0
    assert engine.call("state") == before


def test_signs_emoji_spanish_arabic_and_maths_are_on_the_card(engine: Engine, tmp_path: Path) -> None:
    imported(engine, deck("kinds.yaml", "cloze.yaml"), tmp_path)
    sides = engine.call("rendered")
    plain = visible(" ".join(sides["plain"][0]))
    for text in ("no, 988 or 1:30?", "2026-11-23", "null", "1.10", "~", "5 < 6 & 7 > 6", "“quote”", "\U0001f600"):
        assert text in plain
    assert "One line with \"quotes\", 'apostrophes' and <3." in plain
    maths = visible(sides["choose-two"][0][0])
    assert r"\(a_1 < b_2 * c\) and \[ \frac{a}{b} \]" in maths
    assert r"code <b>stays</b> \(as it is\)" in visible(sides["choose-two"][0][1])
    arabic = visible(" ".join(sides["right-to-left"][0]))
    for text in ("الأمل بداية", "🙂 y el niño está", "& más.", "فكّر", "Porque sí: ¿verdad?"):
        assert text in arabic


def test_each_deletion_is_a_card_that_hides_it(newest: Engine, tmp_path: Path) -> None:
    imported(newest, deck("cloze.yaml"), tmp_path)
    sides = newest.call("rendered")
    first, third = sides["several"]
    assert "Hope is [a beginning], and work follows [...]." in visible(first[0])
    assert "Hope is a start, and [...] follows hope's lead." in visible(third[0])
    outer, inner = sides["nested"]
    assert "[...] end." in visible(outer[0])
    assert "outer [in] words end." in visible(inner[0])
    assert len(sides["blocks"]) == 5
