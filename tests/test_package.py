"""The file that is built: what goes in comes out, and the same content gives the same bytes."""

import io
import sqlite3
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen import ledger, package
from deckgen.build import Built, build
from deckgen.model import DeckFiles
from tests.stock import CASES, check, checked, question, stock

OK = [
    (f"{number:02}-{name}", (CASES / "ok" / name).read_bytes())
    for number, name in enumerate(("kinds.yaml", "cloze.yaml"), 1)
]


def built(files: DeckFiles) -> Built:
    result = build(check(files))
    assert result is not None
    return result


def test_what_was_packed_is_found_in_the_file() -> None:
    deck = built(stock(*OK))
    contents = package.unpack(deck.packed.data)
    assert {row[1]: row[6].split("\x1f") for row in contents.notes} == {
        n.guid: list(n.fields) for n in deck.notes.notes
    }
    assert {row[1]: row[5].split() for row in contents.notes} == {n.guid: list(n.tags) for n in deck.notes.notes}
    assert contents.media == deck.notes.media
    assert {value["name"] for value in contents.decks.values()} == {"Default", "Stock", *deck.notes.decks}
    assert len(contents.cards) == deck.packed.cards == sum(len(note.ordinals) for note in deck.notes.notes)


def test_every_card_belongs_to_a_note_and_every_live_note_has_a_card() -> None:
    contents = package.unpack(built(stock(*OK)).packed.data)
    owners = {row[1] for row in contents.cards}
    without = {row[6].split("\x1f")[9] for row in contents.notes if row[0] not in owners}
    assert owners <= {row[0] for row in contents.notes}
    assert without == {"retired-choice"}


def test_all_ids_in_a_deck_differ() -> None:
    contents = package.unpack(built(stock(*OK)).packed.data)
    for rows in (contents.notes, contents.cards):
        assert len({row[0] for row in rows}) == len(rows)


def test_new_cards_stand_in_steps_of_a_hundred_within_their_subdeck() -> None:
    contents = package.unpack(built(stock(*OK)).packed.data)
    due: dict[int, set[int]] = {}
    for row in contents.cards:
        due.setdefault(row[2], set()).add(row[8])
    assert sorted(sorted(places) for places in due.values()) == [[100, 200], [100, 200, 300, 400]]


def test_the_same_content_gives_the_same_bytes_in_another_folder_and_order() -> None:
    one = built(stock(*OK))
    files = stock(*reversed(OK))
    elsewhere = replace(
        files, path="/somewhere/else", media_path="/media", media=dict(sorted(files.media.items(), reverse=True))
    )
    other = built(elsewhere)
    assert one.packed.data == other.packed.data
    assert one.packed.digest == other.packed.digest


def test_pictures_with_windows_line_ends_give_the_same_deck() -> None:
    files = stock(*OK)
    windows = {
        name: data.replace(b"\n", b"\r\n") if name.endswith(".svg") else data for name, data in files.media.items()
    }
    assert built(replace(files, media=windows)).packed.data == built(files).packed.data


def test_the_file_carries_no_clock_and_no_version_of_sqlite() -> None:
    data = built(stock(*OK)).packed.data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist()[:2] == ["collection.anki2", "media"]
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.compress_type == zipfile.ZIP_DEFLATED
            assert entry.create_system == 3
        assert archive.read("collection.anki2")[96:100] == bytes(4)


def test_the_digest_follows_the_content_and_not_the_container() -> None:
    one = built(stock(("01-case.yaml", question("One?").encode())))
    two = built(stock(("01-case.yaml", question("Two?").encode())))
    assert one.packed.digest != two.packed.digest


def test_a_guid_comes_from_the_namespace_and_the_id_alone() -> None:
    before = {note.id: note.guid for note in built(stock(*OK)).notes.notes}
    text = OK[0][1].replace(b"What helps", b"What else helps")
    after = {note.id: note.guid for note in built(stock(("09-other.yaml", text), OK[1])).notes.notes}
    assert before == after
    assert ledger.guid("namespace-one", "a") != ledger.guid("namespace-two", "a")
    # Final: learners have notes with these.
    assert ledger.guid("e716e265-646e-4a71-890e-11c4f3c17d41", "harm-reduction-stance") == "baa52421bce35b387d0b"


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all"])
def test_unpacking_something_else_says_so(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"not an \.apkg"):
        package.unpack(data)


def test_unpacking_a_damaged_collection_says_so() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("media", "{}")
        archive.writestr("collection.anki2", b"SQLite format 3\0" + bytes(200))
    with pytest.raises(ValueError, match="cannot be read"):
        package.unpack(buffer.getvalue())


def notetypes_of(deck: Built) -> Mapping[str, Any]:
    return package.unpack(deck.packed.data).notetypes


def test_only_note_types_in_use_are_packed() -> None:
    only_choice = built(stock(("01-case.yaml", question().encode())))
    assert [kind["name"] for kind in notetypes_of(only_choice).values()] == ["Deckgen Multiple Choice"]


def test_the_database_is_what_anki_calls_schema_11() -> None:
    with zipfile.ZipFile(io.BytesIO(built(stock(*OK)).packed.data)) as archive:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(archive.read("collection.anki2"))
    assert connection.execute("SELECT ver FROM col").fetchone() == (11,)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


@settings(max_examples=50)
@given(st.permutations(["One", "Two", "Three", "Four"]), st.text("abc &<\"'", min_size=1).filter(str.strip))
def test_a_build_is_a_function_of_the_content(options: list[str], stem: str) -> None:
    file = question(stem, options)
    first, second = build(checked(file)), build(checked(file))
    assert first is not None
    assert second is not None
    assert first.packed == second.packed
