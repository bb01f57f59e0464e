"""`deckgen rehearse`, where Anki's engine is installed beside deckgen: what it says is what the engine did."""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deckgen.notetypes import SEPARATOR, Field
from deckgen.render import Note
from tests.real.engine.engine import NEW, ROOT
from tests.real.update.publisher import LIMITS, Look, Publisher, choice, day, retired, usual

ALL = {f"listen-{letter}" for letter in "abcd"} | {f"limit-{letter}" for letter in "abcd"} | {"seen", "filled"}
CHANGED = {"limit-a", "limit-b", "limit-c", "limit-d", "listen-b", "filled"}


def rehearse(*arguments: str) -> subprocess.CompletedProcess[str]:
    python = ROOT / ".engines" / NEW / "bin" / "python"
    command = [str(python), "-m", "deckgen", "rehearse", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A release, and the next one with every kind of change."""
    publisher = Publisher(tmp_path_factory.mktemp("releases"), usual())
    first = publisher.release(day(0))
    for letter in "abcd":
        publisher.edit(f"Because of limit-{letter}.", "Because of a law.")
    publisher.edit(choice("listen-b"), choice("listen-b", extra=retired("The law changed.")))
    publisher.edit("and {{c2::work}} follows", "and work follows")
    publisher.files[LIMITS] += choice("after-all")
    return first, publisher.release(day(2))


@pytest.fixture(scope="module")
def told(releases: tuple[str, str]) -> dict[str, Any]:
    result = rehearse(*releases, "--format", "json")
    assert result.returncode == 0, result.stderr
    value: dict[str, Any] = json.loads(result.stdout)
    return value


def test_it_counts_what_a_learner_sees(told: dict[str, Any]) -> None:
    assert (told["questions"], told["cards"]) == (10, 11)
    assert told["studied"] > 10
    assert told["added"] == ["after-all"]
    assert set(told["updated"]) | set(told["skipped"]) == CHANGED
    assert not set(told["updated"]) & set(told["skipped"])
    assert set(told["unchanged"]) == ALL - CHANGED
    assert told["conflicting"] == []
    assert told["retired"] == ["listen-b"]
    assert told["emptied"] == ["filled c2"]
    assert (told["ok"], told["moved"], told["one_way_sync"]) == (True, [], False)


def test_it_names_each_touch_and_what_became_of_it(told: dict[str, Any]) -> None:
    touches = told["touches"]
    assert len(touches) > 7
    for touch in touches:
        changed = touch["question"] in CHANGED
        expected = ("skipped" if touch["late"] else "overwritten") if changed else "kept"
        assert touch["outcome"] == expected
    skipped = {touch["question"] for touch in touches if touch["outcome"] == "skipped"}
    assert skipped == set(told["skipped"]) != set()
    for what in ('an edit of "Hint"', 'the tag "my-own-tag"', "a mark"):
        assert any(touch["what"] == what and touch["outcome"] == "overwritten" for touch in touches)
        assert any(touch["what"] == what and touch["outcome"] == "kept" for touch in touches)


def test_the_words_say_the_same(releases: tuple[str, str], told: dict[str, Any]) -> None:
    result = rehearse(*releases)
    assert result.returncode == 0
    assert f"imports {Path(releases[1]).name} into Anki 26" in result.stdout
    assert "  1 added: after-all\n" in result.stdout
    assert f"  {len(told['updated'])} updated: {', '.join(told['updated'])}\n" in result.stdout
    assert f"touched after the release: {', '.join(told['skipped'])}\n" in result.stdout
    assert "  1 out of use; the card shows the notice: listen-b\n" in result.stdout
    assert "  1 card empty now (Tools, Empty Cards): filled c2\n" in result.stdout
    for touch in told["touches"]:
        assert f"  {touch['question']}: {touch['what']} " in result.stdout
    assert result.stdout.endswith("all 11 cards are as before. No one-way sync is needed.\n")


def test_it_is_the_same_each_time(releases: tuple[str, str], told: dict[str, Any]) -> None:
    assert json.loads(rehearse(*releases, "--format", "json").stdout) == told


def test_the_same_file_twice_updates_nothing(releases: tuple[str, str]) -> None:
    told = json.loads(rehearse(releases[0], releases[0], "--format", "json").stdout)
    assert told["added"] == told["updated"] == told["skipped"] == []
    assert set(told["unchanged"]) == ALL
    assert {touch["outcome"] for touch in told["touches"]} == {"kept"}


def test_a_note_type_with_another_field_is_a_loss_and_exits_with_one(tmp_path: Path) -> None:
    """What deckgen itself refuses to build: learners could never be updated again."""

    def wider(note: Note) -> Note:
        fields = (*note.notetype.fields, Field(name="One more", id=12345, description=""))
        return replace(note, notetype=replace(note.notetype, fields=fields), joined=note.joined + SEPARATOR)

    publisher = Publisher(tmp_path, usual())
    first = publisher.release(day(0))
    publisher.look = Look(renderer=wider)
    publisher.edit("Because of limit-a.", "Because of a law.")
    result = rehearse(first, publisher.release(day(2)))
    assert result.returncode == 1
    assert "10 cannot be updated: the note type differs: filled, limit-a" in result.stdout
    assert "This update costs learners something:" in result.stdout


def test_a_release_is_rehearsed_where_the_engine_is_installed(tmp_path: Path) -> None:
    python = ROOT / ".engines" / NEW / "bin" / "python"

    def deckgen(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(python), "-m", "deckgen", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True, env=environment)

    deckgen("new", "deck")
    deck = tmp_path / "deck/content/deck"
    deckgen("release", "deck/content/deck", "--as", "1.0.0")
    topic = deck / "01-first-topic.yaml"
    topic.write_text(topic.read_text("utf-8").replace("gloves or no gloves", "with gloves or without"), "utf-8")
    said = deckgen("release", "deck/content/deck").stderr
    assert "1 updated: handwashing-after-gloves" in said
    assert "Nothing else moved" in said
    assert (deck / "deck.yaml").read_text("utf-8").count("version: 1.0.1") == 1
