"""The door to the file system."""

import os
from pathlib import Path

import pytest

from deckgen.build import build
from deckgen.files import find_decks, read_deck, write
from tests.stock import CASES, check, question


def lay(folder: Path) -> Path:
    """The stock deck in a folder."""
    folder.mkdir(parents=True)
    for file in (CASES / "stock").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "01-case.yaml").write_text(question("See ![it](a.svg)."), "utf-8")
    return folder


def picture(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((CASES / "media" / "picture.svg").read_bytes())


def test_media_lie_beside_content(tmp_path: Path) -> None:
    deck = lay(tmp_path / "content" / "one")
    picture(tmp_path / "media" / "a.svg")
    assert check(read_deck(deck)).findings == ()


def test_media_of_a_deck_on_its_own_lie_beside_its_deck_yaml(tmp_path: Path) -> None:
    deck = lay(tmp_path / "one")
    picture(deck / "media" / "a.svg")
    assert check(read_deck(deck)).findings == ()


def test_a_link_in_the_media_folder_is_not_followed(tmp_path: Path) -> None:
    deck = lay(tmp_path / "content" / "one")
    picture(tmp_path / "secret.svg")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.svg").symlink_to(tmp_path / "secret.svg")
    files = read_deck(deck)
    assert "a.svg" not in files.media
    assert [finding.code for finding in check(files).findings] == ["DG403"]


def test_the_folder_makes_no_difference_to_the_deck(tmp_path: Path) -> None:
    built = []
    for name in ("here", "over there"):
        deck = lay(tmp_path / name / "content" / "one")
        picture(tmp_path / name / "media" / "a.svg")
        os.utime(deck / "01-case.yaml", (0, 0))
        built.append(build(check(read_deck(deck))))
    assert built[0] is not None
    assert built[1] is not None
    assert (built[0].packed, built[0].lock) == (built[1].packed, built[1].lock)


def test_decks_are_found_under_content(tmp_path: Path) -> None:
    one, two = lay(tmp_path / "content" / "one"), lay(tmp_path / "content" / "two")
    (tmp_path / "content" / "no deck").mkdir()
    assert find_decks(tmp_path) == [one, two]
    assert find_decks(one) == [one]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "deck.apkg"
    target.write_bytes(b"old")

    def refuse(_: Path, __: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="no room"):
        write([(target, b"new")])
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.write_bytes(b"")
    write([(tmp_path / "ours", b"")])
    assert (tmp_path / "ours").stat().st_mode == usual.stat().st_mode
