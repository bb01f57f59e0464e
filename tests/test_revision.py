"""Learners get a new look only with a new revision, and nothing that they have may become unreadable by it."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from deckgen import notetypes
from deckgen.notetypes import Field, NoteType, fingerprint, schema
from tests import released
from tools import revision
from tools.revision import RECORD, Released, RevisionError, problems, read, revised, with_revision, write

NOW = 1_900_000_000
CHOICE = notetypes.choice()


def record_of(**kinds: NoteType) -> dict[str, Released]:
    return {
        folder: Released(revision=kind.revision, look=fingerprint(kind), schema=schema(kind))
        for folder, kind in kinds.items()
    }


def test_each_note_type_is_as_its_record_says() -> None:
    """Where this fails, the look of the cards changed: run `make revision`. A schema never changes."""
    found = problems(read(RECORD.read_text("utf-8")), revision.kinds(), int(time.time()))
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    "changed",
    [
        replace(CHOICE, css=CHOICE.css + "\n"),
        replace(CHOICE, template=replace(CHOICE.template, front=CHOICE.template.front + " ")),
        replace(CHOICE, template=replace(CHOICE.template, browser_back="{{Correct}}!")),
        replace(CHOICE, fields=(replace(CHOICE.fields[0], description="What is asked"), *CHOICE.fields[1:])),
    ],
    ids=["style", "side", "browser", "description"],
)
def test_a_look_that_changed_without_a_new_revision_is_found(changed: NoteType) -> None:
    assert problems(record_of(choice=CHOICE), {"choice": changed}, NOW) == [
        "choice changed, and learners would not get it. Run: make revision"
    ]


def test_make_revision_gives_a_new_revision_to_what_changed_alone() -> None:
    record = record_of(choice=CHOICE, cloze=notetypes.cloze())
    changed = replace(CHOICE, css="a {}")
    new = revised(record, {"choice": changed, "cloze": notetypes.cloze()}, NOW)
    assert new["cloze"] == record["cloze"]
    assert new["choice"].revision == NOW
    assert problems(new, {"choice": replace(changed, revision=NOW), "cloze": notetypes.cloze()}, NOW) == []
    assert revised(new, {"choice": replace(changed, revision=NOW), "cloze": notetypes.cloze()}, NOW + 9) == new


def test_a_look_that_was_taken_back_gets_a_new_revision_too() -> None:
    """Who imported the one in between has its revision."""
    between = replace(CHOICE, css="a {}")
    record = revised(record_of(choice=CHOICE), {"choice": between}, NOW)
    assert revised(record, {"choice": replace(CHOICE, revision=NOW)}, NOW + 60)["choice"].revision == NOW + 60


def test_a_revision_changed_by_hand_is_found_and_mended() -> None:
    by_hand = replace(CHOICE, revision=CHOICE.revision + 1)
    assert problems(record_of(choice=CHOICE), {"choice": by_hand}, NOW) != []
    assert revised(record_of(choice=CHOICE), {"choice": by_hand}, NOW)["choice"].revision == NOW


def test_a_revision_is_never_in_the_future_nor_before_the_last() -> None:
    ahead = replace(CHOICE, revision=NOW + 1)
    assert problems(record_of(choice=ahead), {"choice": ahead}, NOW) == [
        "the revision of choice lies in the future (2030-03-17 17:46:41 UTC)"
    ]
    with pytest.raises(RevisionError, match="Set the clock right"):
        revised(record_of(choice=ahead), {"choice": replace(ahead, css="a {}")}, NOW)


EXTRA = Field(name="Extra 2", id=7, description="More")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (replace(CHOICE, name="Deckgen MC"), "its name was Deckgen Multiple Choice and is Deckgen MC"),
        (replace(CHOICE, id=1), f"its id was {CHOICE.id} and is 1"),
        (replace(CHOICE, cloze=True), "its kind was not cloze and is cloze"),
        (
            replace(CHOICE, template=replace(CHOICE.template, id=1)),
            "its template was Multiple Choice (4814863247858401)",
        ),
        (replace(CHOICE, fields=(*CHOICE.fields, EXTRA)), "field 13 was not there and is Extra 2 (7)"),
        (replace(CHOICE, fields=CHOICE.fields[:-1]), "field 12 was Reserved 2 (4928299904696000) and is not there"),
        (
            replace(CHOICE, fields=(CHOICE.fields[1], CHOICE.fields[0], *CHOICE.fields[2:])),
            "field 1 was Question (4903670613026327) and is Options (5286557341795564)",
        ),
    ],
    ids=["name", "id", "kind", "template", "new field", "lost field", "order"],
)
def test_a_schema_change_is_refused_and_named(changed: NoteType, words: str) -> None:
    record = record_of(choice=CHOICE)
    assert any(words in problem for problem in problems(record, {"choice": changed}, NOW))
    with pytest.raises(RevisionError) as error:
        revised(record, {"choice": changed}, NOW)
    assert words in str(error.value)


def test_a_record_survives_writing_and_says_so_when_a_merge_broke_it() -> None:
    record = record_of(choice=CHOICE, cloze=notetypes.cloze())
    assert read(write(record)) == record
    for broken in ("<<<<<<< ours\n" + write(record), "{}}", '{"choice": 1}'):
        with pytest.raises(RevisionError, match="either side of a merge"):
            read(broken)


def test_the_revision_is_written_into_its_line_alone() -> None:
    toml = "# revision = 1\nname = 'x'\nrevision = 12\n[template]\n"
    assert with_revision(toml, 345) == toml.replace("revision = 12", "revision = 345")
    with pytest.raises(RevisionError):
        with_revision("name = 'x'\n", 345)


def test_the_command_writes_revision_and_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("choice", "cloze"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "notetype.toml").write_bytes((RECORD.parent / folder / "notetype.toml").read_bytes())
    old = record_of(choice=replace(CHOICE, css="a {}"), cloze=notetypes.cloze())
    (tmp_path / "released.json").write_text(write(old), "utf-8")
    monkeypatch.setattr(revision, "ROOT", tmp_path)
    monkeypatch.setattr(revision, "RECORD", tmp_path / "released.json")
    before = (tmp_path / "cloze" / "notetype.toml").read_bytes()
    assert revision.main() == 0
    written = json.loads((tmp_path / "released.json").read_text("utf-8"))["choice"]["revision"]
    assert f"\nrevision = {written}\n" in (tmp_path / "choice" / "notetype.toml").read_text("utf-8")
    assert (tmp_path / "cloze" / "notetype.toml").read_bytes() == before
    assert f"choice: new revision {written}" in capsys.readouterr().out


def test_the_newest_sample_is_what_this_version_writes(request: pytest.FixtureRequest) -> None:
    """Where this fails, the format of a field changed: `pytest --update` records it, and older samples stay.

    Then see whether today's templates still show the older ones (tests/real).
    """
    now, known = released.written_today(), released.recorded()
    newest = next(reversed(known.values()), None)
    if request.config.getoption("--update") and now != newest:
        released.record(now)
    else:
        assert now == newest


def test_there_is_a_sample_of_each_kind_in_and_out_of_use() -> None:
    for samples in released.recorded().values():
        assert {(one.kind, one.retired) for one in samples} == {
            (kind, retired) for kind in ("choice", "cloze") for retired in (False, True)
        }
