"""`deckgen release`, and what `deckgen build` makes of the lock, as a curator meets them."""

from pathlib import Path

import pytest

from deckgen import lock
from tests.author import DAY, HOUR, START, choice, cloze, out_of_use, topic
from tests.project import Project

ONE, TWO = "01-one.yaml", "02-two.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Five questions, never built."""
    return Project(tmp_path)


@pytest.fixture
def out(project: Project) -> Project:
    """The project after its first release, 1.0.0."""
    project.ok(START, "release", "--as", "1.0.0")
    return project


def test_the_first_release_writes_version_changelog_lock_and_deck(project: Project) -> None:
    said = project.ok(START, "release", "--as", "1.0.0")
    assert "dist/stock.apkg: version 1.0.0, 5 questions, 5 cards" in said
    assert "not released yet" in said
    assert project.read("CHANGES.md") == (
        "# Changes\n\n## 1.0.0 (2026-01-01)\n\n- 5 questions new (01 One: 3; 02 Two: 2)\n"
    )
    assert "\nversion: 1.0.0\n" in project.read("deck.yaml")
    assert f"\nrelease 1.0.0 {START} 5 Stock #" in project.read("deck.lock")
    assert {row.mod for row in project.rows().values()} == {START}


def test_the_first_release_has_the_version_of_deck_yaml_unless_another_is_named(project: Project) -> None:
    assert "version 0.1.0" in project.ok(START, "release")


def test_a_build_says_what_changed_since_the_release_and_which_version_it_needs(out: Project) -> None:
    assert "since 1.0.0: nothing changed; this is 1.0.0" in out.ok(START + DAY, "build")
    out.edit(ONE, "What helps?", "Which?")
    assert "since 1.0.0: 1 changed; this is 1.0.1" in out.ok(START + DAY, "build")
    out.write(TWO, topic("Two", choice("e", more=out_of_use()), choice("f"), choice("a"), choice("d")))
    out.write(ONE, topic("One", choice("b", "Which?"), choice("c")))
    said = out.ok(START + DAY, "build")
    assert "since 1.0.0: 1 changed, 1 new, 1 moved, 1 retired; this is 1.1.0" in said
    out.edit("deck.yaml", "version: 1.0.0", "version: 2.0.0")
    assert "this is 2.0.0" in out.ok(START + DAY, "build")


def test_texts_make_a_patch_and_questions_that_come_go_or_move_a_minor_release(out: Project) -> None:
    out.edit(ONE, "What helps?", "Which?")
    assert "version 1.0.1" in out.ok(START + DAY, "release")
    out.write(TWO, topic("Two", *map(choice, "def")))
    assert "version 1.1.0" in out.ok(START + 2 * DAY, "release")
    out.edit(TWO, "topic: Two", "topic: Second")
    assert "version 1.2.0" in out.ok(START + 3 * DAY, "release")
    assert out.read("CHANGES.md") == (
        "# Changes\n\n"
        "## 1.2.0 (2026-01-04)\n\n"
        "- 3 questions moved to another topic (your cards stay where they are) (02 Second: 3)\n\n"
        "## 1.1.0 (2026-01-03)\n\n- 1 question new (02 Two: 1)\n\n"
        "## 1.0.1 (2026-01-02)\n\n- 1 question improved (01 One: 1)\n\n"
        "## 1.0.0 (2026-01-01)\n\n- 5 questions new (01 One: 3; 02 Two: 2)\n"
    )


@pytest.mark.parametrize(
    ("asked", "needed", "words"),
    [
        ("1.0.0", "1.0.1", "the changes"),
        ("1.0.9", "1.1.0", "new questions"),
        ("1.9.0", "2.0.0", "cards that become empty (g)"),
    ],
)
def test_a_version_that_promises_less_than_the_change_is_refused_and_nothing_is_written(
    project: Project, asked: str, needed: str, words: str
) -> None:
    project.write("03-three.yaml", topic("Three", cloze("g", "{{c1::Hope}} and {{c2::work}}")))
    project.ok(START, "release", "--as", "1.0.0")
    project.edit(ONE, "What helps?", "Which?")
    if needed > "1.0.1":
        project.write(TWO, topic("Two", *map(choice, "def")))
    if needed > "1.1.0":
        project.edit("03-three.yaml", "{{c2::work}}", "work")
    before = project.snapshot()
    result = project.run(START + DAY, "release", "--as", asked)
    assert result.exit_code == 1
    assert f"{asked} promises less than this change: {words} make it {needed} at least" in result.stderr
    assert project.snapshot() == before
    assert f"version {needed}" in project.ok(START + DAY, "release", "--as", needed)


def test_a_version_in_deck_yaml_that_promises_less_is_refused_too(out: Project) -> None:
    out.edit("deck.yaml", "version: 1.0.0", "version: 1.0.1")
    out.write(TWO, topic("Two", *map(choice, "def")))
    result = out.run(START + DAY, "release")
    assert result.exit_code == 1
    assert "1.0.1 promises less" in result.stderr
    out.edit("deck.yaml", "version: 1.0.1", "version: 3.0.0")
    assert "version 3.0.0" in out.ok(START + DAY, "release")


def test_a_version_below_the_one_in_deck_yaml_is_refused(out: Project) -> None:
    """Or the next build of a release that was cut short would not know which of the two is meant."""
    out.edit("deck.yaml", "version: 1.0.0", "version: 2.0.0")
    result = out.run(START + DAY, "release", "--as", "1.1.0")
    assert result.exit_code == 1
    assert "deck.yaml says 2.0.0 already" in result.stderr


def test_what_learners_have_to_do_stands_in_the_changelog(project: Project) -> None:
    project.write("03-three.yaml", topic("Three", cloze("g", "{{c1::Hope}} and {{c2::work}}")))
    project.ok(START, "release", "--as", "1.0.0")
    project.edit("03-three.yaml", "{{c2::work}}", "work")
    project.edit("deck.yaml", "name: Stock", "name: Bond")
    assert "version 2.0.0" in project.ok(START + DAY, "release")
    changes = project.read("CHANGES.md")
    assert "**What you need to do**" in changes
    assert "*Tools, Empty Cards*" in changes
    assert "called *Bond* now" in changes


def test_retired_questions_stand_in_the_changelog_with_the_reason(out: Project) -> None:
    out.write(TWO, topic("Two", choice("d", more=out_of_use("The law changed.")), choice("e")))
    out.ok(START + DAY, "release")
    assert "- Out of use: `d`. The law changed.\n" in out.read("CHANGES.md")
    assert out.rows()["d"].cards == {}
    out.write(TWO, topic("Two", choice("d"), choice("e")))
    out.ok(START + 2 * DAY, "release")
    assert "- 1 question back in use (02 Two: 1)" in out.read("CHANGES.md")


def test_a_release_without_a_change_is_refused(out: Project) -> None:
    before = out.snapshot()
    result = out.run(START + DAY, "release")
    assert result.exit_code == 1
    assert "Nothing changed since 1.0.0" in result.stderr
    assert out.snapshot() == before


def test_a_new_look_alone_is_released_under_a_version_that_is_named(out: Project) -> None:
    out.ok(START + DAY, "release", "--as", "1.0.1")
    assert {row.mod for row in out.rows().values()} == {START}
    assert "- A new look of the cards.\n" in out.read("CHANGES.md")


def test_resend_sends_a_question_once_more(out: Project) -> None:
    assert "version 1.0.1" in out.ok(START + DAY, "release", "--resend", "b", "--resend", "d")
    assert {key for key, row in out.rows().items() if row.mod == START + DAY} == {"b", "d"}
    assert "- 2 questions sent once more (01 One: 1; 02 Two: 1)" in out.read("CHANGES.md")
    result = out.run(START + 2 * DAY, "release", "--resend", "bb")
    assert result.exit_code == 2
    assert 'There is no question "bb"' in result.stderr


def test_a_changed_look_of_texts_is_counted_and_sent_on_request(out: Project) -> None:
    out.edit("deck.yaml", "Write to the editors.", "Write to us.")
    assert out.run(START + DAY, "release").exit_code == 1
    out.edit(ONE, "What helps?", "Which?")
    result = out.run(START + DAY, "release")
    assert "4 more only look different; learners keep theirs. --rerender sends them." in result.stderr
    assert sum(row.mod == START + DAY for row in out.rows().values()) == 1
    out.ok(START + 2 * DAY, "release", "--rerender")
    assert sum(row.mod == START + 2 * DAY for row in out.rows().values()) == 4
    assert "- 4 questions with a new look of the text" in out.read("CHANGES.md")


def test_an_error_anywhere_stops_a_release_and_nothing_is_written(out: Project) -> None:
    out.edit(ONE, "What helps?", "Which?")
    out.edit(TWO, "    hint: |\n", "    hnt: |\n")
    before = out.snapshot()
    result = out.run(START + DAY, "release")
    assert result.exit_code == 1
    assert "Nothing was released: " in result.stderr
    assert out.snapshot() == before


def test_a_folder_that_cannot_be_written_stops_a_release_and_nothing_is_written(out: Project) -> None:
    out.edit(ONE, "What helps?", "Which?")
    (out.root / "there").write_bytes(b"a file")
    before = out.snapshot()
    result = out.run(START + DAY, "release", "-o", "there")
    assert result.exit_code == 1
    assert "there" in result.stderr
    assert "Traceback" not in result.output
    assert out.snapshot() == before


def test_a_build_after_a_release_changes_nothing(out: Project) -> None:
    out.edit(ONE, "What helps?", "Which?")
    out.ok(START + DAY, "release")
    before = out.snapshot()
    out.ok(START + 2 * DAY, "build")
    assert out.snapshot() == before


def test_a_clock_before_the_last_release_is_a_wrong_call(out: Project) -> None:
    for command in ("build", "release"):
        result = out.run(START - 1, command)
        assert result.exit_code == 2
        assert f"SOURCE_DATE_EPOCH is {START - 1}, before release 1.0.0 ({START})" in result.stderr


def test_a_clock_that_runs_behind_is_reported_and_the_time_rises_by_a_second(
    out: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    out.edit(ONE, "What helps?", "Which?")
    monkeypatch.setattr("time.time", lambda: START - HOUR + 0.5)
    result = out.run(None, "release")
    assert result.exit_code == 0
    assert "this clock is 60 minutes behind" in result.stderr
    assert out.rows()["a"].mod == START + 1


def test_words_above_and_below_the_changelog_stay(out: Project) -> None:
    out.write(
        "CHANGES.md", "# What is new\n\nThank you all.\n\n## 1.0.0 (2026-01-01)\n\n- Hello.\n\n## Before\n\nNotes.\n"
    )
    out.edit(ONE, "What helps?", "Which?")
    out.ok(START + DAY, "release")
    assert out.read("CHANGES.md") == (
        "# What is new\n\nThank you all.\n\n## 1.0.1 (2026-01-02)\n\n- 1 question improved (01 One: 1)\n\n"
        "## 1.0.0 (2026-01-01)\n\n- Hello.\n\n## Before\n\nNotes.\n"
    )


def test_a_changelog_in_another_encoding_stops_a_release_with_a_word(out: Project) -> None:
    (out.deck / "CHANGES.md").write_bytes("# Änderungen\n".encode("latin-1"))
    out.edit(ONE, "What helps?", "Which?")
    before = out.snapshot()
    result = out.run(START + DAY, "release")
    assert result.exit_code == 1
    assert "CHANGES.md is not in UTF-8" in result.stderr
    assert out.snapshot() == before


@pytest.mark.parametrize("version", ["1", "1.0", "1.0.0.0", "v1.0.0", "1.0.x", "1.0.٣"])
def test_what_is_no_version_is_a_wrong_call(project: Project, version: str) -> None:
    result = project.run(START, "release", "--as", version)
    assert result.exit_code == 2
    assert "three numbers" in result.stderr


def test_among_several_decks_one_is_named(project: Project) -> None:
    second = Project(project.root / "elsewhere")
    second.deck.rename(project.root / "content" / "second")
    assert project.run(START, "release").exit_code == 2
    assert project.run(START, "release", "content/stock").exit_code == 0


# The lock and `build`


def test_a_locked_build_fails_where_the_lock_would_change_and_leaves_all_alone(out: Project) -> None:
    out.ok(START + DAY, "build", "--locked")
    out.edit(ONE, "What helps?", "Which?")
    before = out.snapshot()
    result = out.run(START + DAY, "build", "--locked")
    assert result.exit_code == 1
    assert "content/stock/deck.lock would change. Run deckgen build and commit it." in result.stderr
    assert out.snapshot() == before
    out.ok(START + DAY, "build")
    out.ok(START + 2 * DAY, "build", "--locked")


def test_a_locked_build_fails_without_a_lock(project: Project) -> None:
    assert project.run(START, "build", "--locked").exit_code == 1
    assert not (project.deck / "deck.lock").exists()


def test_a_locked_build_fails_where_deck_yaml_is_behind_the_release(out: Project) -> None:
    out.edit("deck.yaml", "version: 1.0.0", "version: 0.1.0")
    result = out.run(START + DAY, "build", "--locked")
    assert result.exit_code == 1
    assert "content/stock/deck.yaml would change" in result.stderr


def test_a_deck_that_is_out_is_not_built_without_its_lock(out: Project) -> None:
    (out.deck / "deck.lock").unlink()
    before = out.snapshot()
    for command in ("build", "check", "release"):
        result = out.run(START + DAY, command)
        assert result.exit_code == 1
        said = result.stdout + result.stderr
        for words in (
            "DG208",
            "version 1.0.0 is out",
            "no deck.lock",
            "come twice",
            "--lock-from old.apkg",
            "--new-lock",
        ):
            assert words in said
    assert out.snapshot() == before


def test_a_deck_before_1_0_0_gets_a_lock_by_itself(project: Project) -> None:
    project.ok(START, "build")
    assert project.read("deck.lock").startswith("deckgen-lock 1\nnamespace 5d2d8f6c-stock-deck\na guid=")


def test_a_new_lock_begins_anew_for_a_deck_that_nobody_has(project: Project) -> None:
    project.edit("deck.yaml", "version: 0.1.0", "version: 1.0.0")
    assert project.run(START, "build").exit_code == 1
    assert "not released yet" in project.ok(START, "build", "--new-lock")
    project.ok(START + DAY, "build", "--locked")
    project.ok(START + DAY, "release")


def test_a_lock_from_a_released_file_takes_over_what_learners_have(out: Project) -> None:
    known = lock.read("deck.lock", out.read("deck.lock").encode())[0]
    assert known is not None
    out.write(TWO, topic("Two", choice("d", more=out_of_use()), choice("e", "Which?")))
    out.ok(START + DAY, "release")
    out.ok(START + DAY, "build", "-o", "old.apkg")
    before = out.snapshot()
    (out.deck / "deck.lock").unlink()
    said = out.ok(START + 2 * DAY, "build", "--lock-from", "old.apkg")
    assert "since 1.1.0: nothing changed; this is 1.1.0" in said
    after = out.snapshot()
    lock_before, lock_after = before.pop("content/stock/deck.lock"), after.pop("content/stock/deck.lock")
    assert after == before, "the same deck, byte by byte"
    # The earlier release is not in the file.
    kept = [row for row in lock_before.splitlines() if not row.startswith(b"release 1.0.0 ")]
    assert lock_after.splitlines() == kept
    out.ok(START + 3 * DAY, "build", "--locked")


def test_a_lock_is_never_replaced(out: Project) -> None:
    for option in (("--new-lock",), ("--lock-from", "dist/stock.apkg")):
        result = out.run(START + DAY, "build", *option)
        assert result.exit_code == 2
        assert "has a deck.lock already. What it holds would be lost." in result.stderr


@pytest.mark.parametrize(
    "options",
    [("--locked", "--new-lock"), ("--new-lock", "--lock-from", "content/stock/deck.yaml")],
)
def test_ways_to_begin_a_lock_exclude_each_other(project: Project, options: tuple[str, ...]) -> None:
    result = project.run(START, "build", *options)
    assert result.exit_code == 2
    assert "exclude each other" in result.stderr


def test_a_file_that_is_no_deck_makes_no_lock(project: Project) -> None:
    result = project.run(START, "build", "--lock-from", "content/stock/deck.yaml")
    assert result.exit_code == 1
    assert "content/stock/deck.yaml: not an .apkg" in result.stderr
    assert not (project.deck / "deck.lock").exists()


def test_a_damaged_lock_is_shown_at_its_line_and_nothing_is_written(out: Project) -> None:
    out.edit("deck.lock", " kind=choice", " kind=cloze")
    out.edit(ONE, "What helps?", "Which?")
    before = out.snapshot()
    for command in ("build", "release"):
        result = out.run(START + DAY, command)
        assert result.exit_code == 1
        assert "content/stock/deck.lock:4:1: error DG210" in result.stderr
        assert "git checkout -- deck.lock" in result.stderr
    assert out.snapshot() == before


def test_a_release_says_how_it_could_be_rehearsed(project: Project) -> None:
    project.ok(START, "release", "--as", "1.0.0")
    project.edit("01-one.yaml", "What helps?", "Which?")
    said = project.run(START + DAY, "release").stderr
    assert "Not rehearsed" in said
    assert "deckgen[anki]" in said


def test_a_release_without_the_last_file_asks_for_it(project: Project) -> None:
    project.ok(START, "release", "--as", "1.0.0")
    project.edit("01-one.yaml", "What helps?", "Which?")
    project.ok(START + DAY, "build")
    (project.root / "dist/stock.apkg").unlink()
    assert "--since" in project.run(START + 2 * DAY, "release").stderr


def test_a_release_names_the_file_and_the_text_to_publish(project: Project) -> None:
    said = project.ok(START, "release", "--as", "1.0.0")
    assert "Publish dist/stock.apkg with this text" in said
    assert "## 1.0.0" in said
