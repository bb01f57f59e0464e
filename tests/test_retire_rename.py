"""`deckgen retire` and `deckgen rename` as a curator meets them."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deckgen import lock as lockfile
from deckgen.commands import main
from deckgen.lock import Lock
from deckgen.package import unpack
from tests.stock import CASES, cloze, question

NOW = 1_795_600_000
TOMORROW = NOW + 86_400


def run(*arguments: str, at: int = NOW) -> Result:
    return CliRunner().invoke(main, arguments, env={"SOURCE_DATE_EPOCH": str(at)})


def deck(folder: Path, **questions: str) -> Path:
    """A deck with a question file for each name; in `questions` a name stands for a file's text."""
    folder.mkdir(parents=True)
    for file in (CASES / "stock").iterdir():
        shutil.copy(file, folder)
    for number, (name, text) in enumerate(questions.items(), 1):
        text = text.replace("topic: Case", f"topic: {name.title()}").replace("id: a\n", f"id: {name}-a\n")
        (folder / f"{number:02}-{name}.yaml").write_text(text, "utf-8", newline="")
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A released deck with a question in each of two files; the working folder is the project."""
    monkeypatch.chdir(tmp_path)
    made = deck(tmp_path / "content" / "stock", one=question(), two=cloze("Hope is {{c1::a start}}."))
    result = run("release", "--as", "1.0.0")
    assert result.exit_code == 0, result.output
    return made


def texts(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def lock_of(folder: Path) -> Lock:
    known, findings, _ = lockfile.read("deck.lock", (folder / "deck.lock").read_bytes())
    assert findings == []
    assert known is not None
    return known


def guids(path: Path) -> dict[str, str]:
    """The guid of each question in a built deck, by id."""
    contents = unpack(path.read_bytes())
    names = {number: [one["name"] for one in kind["flds"]] for number, kind in contents.notetypes.items()}
    return {row[6].split("\x1f")[names[str(row[2])].index("ID")]: row[1] for row in contents.notes}


def test_retiring_says_since_when_and_why_and_builds(folder: Path) -> None:
    result = run("retire", "one-a", "--because", "The law *changed*.", at=TOMORROW)
    assert result.exit_code == 0, result.output
    assert result.stdout == "content/stock/01-one.yaml:3:9: one-a is out of use\n"
    end = "    retired:\n      because: |\n        The law *changed*.\n      since: 2026-11-26\n"
    assert (folder / "01-one.yaml").read_text("utf-8").endswith("    level: recall\n" + end)
    assert "since 1.0.0: 1 retired" in run("build", at=TOMORROW).stdout


def test_several_questions_of_several_decks_are_retired_in_one_go(folder: Path) -> None:
    other = deck(folder.parent / "other", three=question())
    assert run("retire", "one-a", "two-a", "three-a", "--because", "Old.").exit_code == 0
    for file in (folder / "01-one.yaml", folder / "02-two.yaml", other / "01-three.yaml"):
        assert "retired:" in file.read_text("utf-8")


def test_two_questions_of_one_file_are_retired_together(folder: Path) -> None:
    file = folder / "01-one.yaml"
    file.write_text(
        file.read_text("utf-8") + question().partition("questions:\n")[2].replace("id: a", "id: b"), "utf-8"
    )
    assert run("retire", "one-a", "b", "--because", "Old.").exit_code == 0
    assert file.read_text("utf-8").count("because: |\n        Old.\n") == 2


def test_undoing_a_retirement_gives_the_file_back_and_nothing_to_release(folder: Path) -> None:
    before = texts(folder)
    run("retire", "one-a", "--because", "Old.")
    run("build")
    result = run("retire", "one-a", "--undo")
    assert result.exit_code == 0
    assert "one-a is back in use" in result.stdout
    assert (folder / "01-one.yaml").read_bytes() == before["01-one.yaml"]
    assert "since 1.0.0: nothing changed" in run("build").stdout
    assert texts(folder) == before


def test_a_retired_question_comes_back_after_its_release(folder: Path) -> None:
    run("retire", "one-a", "--because", "Old.")
    assert run("release", at=TOMORROW).exit_code == 0
    assert run("retire", "one-a", "--undo", at=TOMORROW).exit_code == 0
    assert "1 back in use" in run("build", at=TOMORROW).stdout


def test_an_unknown_id_is_answered_with_the_nearest_and_nothing_is_written(folder: Path) -> None:
    before = texts(folder)
    result = run("retire", "one-a", "two-q", "--because", "Old.")
    assert result.exit_code == 2
    assert 'There is no question "two-q" in content/stock. Did you mean "two-a"?' in result.stderr
    assert texts(folder) == before


def test_a_retired_question_is_named_and_the_others_go_on(folder: Path) -> None:
    run("retire", "one-a", "--because", "Old.")
    first = (folder / "01-one.yaml").read_bytes()
    result = run("retire", "one-a", "two-a", "--because", "Older.")
    assert result.exit_code == 0
    assert "one-a is out of use already since 2026-11-25" in result.stderr
    assert (folder / "01-one.yaml").read_bytes() == first
    assert run("retire", "one-a", "--because", "Old.").exit_code == 1
    assert run("retire", "one-a", "two-a", "--undo").exit_code == 0
    assert "one-a is in use already" in run("retire", "one-a", "--undo").stderr


def test_a_question_that_nobody_has_may_as_well_be_deleted(folder: Path) -> None:
    deck(folder.parent / "other", three=question())
    assert "Nobody has three-a yet: you can also just delete it." in run("retire", "three-a", "--because", "x").stderr


@pytest.mark.parametrize("arguments", [(), ("--because", "x", "--undo"), ("--because", " ")])
def test_a_reason_or_its_undoing_is_needed(folder: Path, arguments: tuple[str, ...]) -> None:
    assert run("retire", "one-a", *arguments).exit_code == 2


def test_an_id_in_two_decks_needs_the_deck(folder: Path) -> None:
    other = deck(folder.parent / "other", one=question())
    result = run("retire", "one-a", "--because", "Old.")
    assert result.exit_code == 2
    assert "Say which one with --deck" in result.stderr
    assert run("retire", "one-a", "--because", "Old.", "--deck", "content/other").exit_code == 0
    assert "retired:" in (other / "01-one.yaml").read_text("utf-8")
    assert "retired:" not in (folder / "01-one.yaml").read_text("utf-8")


def test_a_reason_that_no_card_can_show_is_refused_and_nothing_is_written(folder: Path) -> None:
    before = texts(folder)
    result = run("retire", "two-a", "one-a", "--because", "See {{this}}.")
    assert result.exit_code == 1
    assert "DG414" in result.stderr
    assert "Nothing was written" in result.stderr
    assert texts(folder) == before


def test_an_error_elsewhere_does_not_stand_in_the_way(folder: Path) -> None:
    file = folder / "02-two.yaml"
    file.write_text(file.read_text("utf-8").replace("Think.", "Think {{of}} it."), "utf-8")
    assert run("build").exit_code == 1
    assert run("retire", "one-a", "--because", "Old.").exit_code == 0


def test_a_disk_that_refuses_one_file_changes_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = texts(folder)
    real: Callable[[int], None] = os.fsync
    calls: list[int] = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError("no room")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    result = run("retire", "one-a", "two-a", "--because", "Old.")
    assert result.exit_code == 1
    assert "no room" in result.stderr
    assert texts(folder) == before


def test_renaming_keeps_the_guid_and_sends_nothing(folder: Path) -> None:
    before = guids(Path("dist/stock.apkg"))
    result = run("rename", "one-a", "first")
    assert result.exit_code == 0, result.output
    assert result.stdout == "content/stock/01-one.yaml:3:9: one-a is first now\n"
    assert "  - id: first\n" in (folder / "01-one.yaml").read_text("utf-8")
    line = lock_of(folder).lines["first"]
    assert (line.guid, line.was) == (before["one-a"], "one-a")
    assert run("build", "--locked").exit_code == 0
    assert guids(Path("dist/stock.apkg")) == {"first": before["one-a"], "two-a": before["two-a"]}
    assert "since 1.0.0: nothing changed" in run("build").stdout


def test_renaming_there_and_back_leaves_no_trace(folder: Path) -> None:
    before = texts(folder)
    run("rename", "one-a", "first")
    run("rename", "first", "primary")
    assert lock_of(folder).lines["primary"].was == "one-a"
    run("rename", "primary", "one-a")
    assert texts(folder) == before


def test_a_question_that_was_never_released_or_built_is_renamed_too(folder: Path) -> None:
    new = question().replace("topic: Case", "topic: Three").replace("id: a\n", "id: three\n")
    (folder / "03-three.yaml").write_text(new, "utf-8")
    assert run("rename", "three", "drei").exit_code == 0
    run("build")
    guid = lock_of(folder).lines["drei"].guid
    assert run("rename", "drei", "trois").exit_code == 0
    assert lock_of(folder).lines["trois"].guid == guid
    assert "1 new" in run("build").stdout
    assert "id: trois\n" in (folder / "03-three.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("one-a", "two-a", 'There is a question "two-a" already: content/stock/02-two.yaml:3:9'),
        ("one-a", "First One", "small letters and digits"),
        ("one-a", "one-a", "has this id already"),
        ("one-b", "three", 'Did you mean "one-a"?'),
    ],
)
def test_a_taken_an_ill_formed_and_an_unknown_id_are_refused(folder: Path, old: str, new: str, words: str) -> None:
    before = texts(folder)
    result = run("rename", old, new)
    assert result.exit_code in (1, 2)
    assert words in result.stderr
    assert texts(folder) == before


def test_the_former_id_of_another_question_is_refused(folder: Path) -> None:
    run("rename", "one-a", "first")
    result = run("rename", "two-a", "one-a")
    assert result.exit_code == 1
    assert '"one-a" is the former id of "first"' in result.stderr


def test_a_rename_by_hand_is_mended_by_the_command_that_the_finding_shows(folder: Path) -> None:
    guid = guids(Path("dist/stock.apkg"))["one-a"]
    file = folder / "01-one.yaml"
    file.write_text(file.read_text("utf-8").replace("id: one-a", "id: first"), "utf-8")
    result = run("build")
    assert result.exit_code == 1
    assert "deckgen rename one-a NEW-ID" in result.stderr
    assert run("rename", "one-a", "first").exit_code == 0
    assert run("build").exit_code == 0
    assert guids(Path("dist/stock.apkg"))["first"] == guid


def test_a_rename_to_a_question_of_another_kind_is_refused(folder: Path) -> None:
    (folder / "01-one.yaml").write_text(
        cloze("A {{c1::start}}.").replace("id: a\n", "id: first\n").replace("topic: Case", "topic: One"), "utf-8"
    )
    before = texts(folder)
    result = run("rename", "one-a", "first")
    assert result.exit_code == 1
    assert "DG203" in result.stderr
    assert texts(folder) == before


def test_a_vanished_question_is_retired_as_the_finding_says_once_it_is_back(folder: Path) -> None:
    file = folder / "01-one.yaml"
    text = file.read_bytes()
    file.unlink()
    result = run("build")
    assert "DG202" in result.stderr
    assert 'deckgen retire one-a --because "why"' in result.stderr
    result = run("retire", "one-a", "--because", "why")
    assert result.exit_code == 1
    assert "Put it back first" in result.stderr
    assert run("rename", "one-a", "first").exit_code == 1
    file.write_bytes(text)
    assert run("retire", "one-a", "--because", "why").exit_code == 0
    assert run("build").exit_code == 0


def test_a_changed_kind_is_mended_as_the_finding_says(folder: Path) -> None:
    file = folder / "01-one.yaml"
    old = file.read_text("utf-8")
    new = cloze("A {{c1::start}}.").replace("id: a\n", "id: one-a\n").replace("topic: Case", "topic: One")
    file.write_text(new, "utf-8")
    result = run("build")
    assert "DG203" in result.stderr
    assert 'deckgen retire one-a --because "asked in another form"' in result.stderr
    early = run("retire", "one-a", "--because", "asked in another form")
    assert early.exit_code == 1
    assert "has another kind here" in early.stderr
    file.write_text(old + new.partition("questions:\n")[2].replace("one-a", "one-b"), "utf-8")
    assert run("retire", "one-a", "--because", "asked in another form").exit_code == 0
    assert "1 new, 1 retired" in run("build").stdout


@pytest.mark.parametrize("written", ["lock", "file"])
def test_a_rename_that_was_cut_short_is_finished_by_the_next_one(folder: Path, written: str) -> None:
    guid = guids(Path("dist/stock.apkg"))["one-a"]
    before = texts(folder)
    run("rename", "one-a", "first")
    left = "deck.lock" if written == "file" else "01-one.yaml"
    (folder / left).write_bytes(before[left])
    result = run("rename", "one-a", "first")
    assert result.exit_code == 0, result.output
    assert run("build").exit_code == 0
    assert guids(Path("dist/stock.apkg"))["first"] == guid


def test_a_lock_that_cannot_be_read_stops_a_rename(folder: Path) -> None:
    lock = folder / "deck.lock"
    lock.write_bytes(lock.read_bytes()[:-9])
    before = texts(folder)
    result = run("rename", "one-a", "first")
    assert result.exit_code == 1
    assert "DG210" in result.stderr
    assert texts(folder) == before


def test_windows_line_ends_and_a_byte_order_mark_stay(folder: Path) -> None:
    file = folder / "01-one.yaml"
    windows = "\ufeff".encode() + file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(windows)
    run("rename", "one-a", "first")
    run("retire", "first", "--because", "Old.")
    after = file.read_bytes()
    assert after.startswith("\ufefftopic".encode())
    assert after.count(b"\n") == after.count(b"\r\n") == windows.count(b"\n") + 4
