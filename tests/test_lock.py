"""`deck.lock`: what is written is read again, damage is found where it is, and merged lines fold."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.lock import FORMAT, KINDS, STATES, Line, Lock, Release, Stamp, fold, read, write
from tests.author import DAY, START, Author, choice, topic

WORDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True) | st.sampled_from(
    ["namespace", "name", "release", "deckgen-lock"]
)
NAMES = st.text(st.characters(categories=["L", "N", "P", "S", "Zl", "Zs"]), min_size=1).map(str.strip).filter(bool)
HASHES = st.from_regex(r"[0-9a-f]{16}", fullmatch=True)
TIMES = st.integers(0, 9_999_999_999)
STAMPS = st.builds(Stamp, HASHES, HASHES, TIMES)
CARDS = st.dictionaries(st.integers(0, 498), st.from_regex(r"-?[0-9a-f]{8}", fullmatch=True), max_size=4)


@st.composite
def lines(draw: st.DrawFn, key: str | None = None, guid: str | None = None, kind: str | None = None) -> Line:
    return Line(
        id=draw(WORDS) if key is None else key,
        guid=guid or draw(st.from_regex(r"[0-9a-f]{20}", fullmatch=True)),
        note_id=draw(st.integers(1_200_000_000_000, 1_999_999_999_999)),
        kind=kind or draw(st.sampled_from(KINDS)),
        deck=draw(NAMES),
        position=draw(st.integers(1, 999_999)),
        cards=draw(CARDS),
        state=draw(st.sampled_from(STATES)),
        released=draw(st.none() | STAMPS),
        draft=draw(st.none() | STAMPS),
        home=draw(st.just("") | NAMES),
        placed=draw(st.just(0) | st.integers(1, 999_999)),
        was=draw(st.just("") | st.just("-") | WORDS),
    )


RELEASES = st.builds(
    Release, TIMES, st.from_regex(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}", fullmatch=True), st.just(0), NAMES
)


@st.composite
def locks(draw: st.DrawFn) -> Lock:
    return Lock(
        namespace=draw(st.from_regex(r"[A-Za-z0-9-]{8,64}", fullmatch=True)),
        releases=tuple(sorted(set(draw(st.lists(RELEASES, max_size=3))), key=lambda one: one.rank)),
        lines={line.id: line for line in draw(st.lists(lines(), max_size=5))},
    )


def copies() -> st.SearchStrategy[list[Line]]:
    """Lines of one question, as branches may leave them."""
    return st.lists(lines(key="a", guid="0" * 20, kind="choice"), min_size=1, max_size=4)


@given(locks())
def test_what_is_written_is_read_again(lock: Lock) -> None:
    text = write(lock)
    assert read("deck.lock", text.encode()) == (lock, [], [])
    assert write(lock) == text


@given(copies(), st.randoms())
def test_the_order_of_lines_makes_no_difference_to_what_they_fold_into(
    group: list[Line], random: random.Random
) -> None:
    shuffled = list(group)
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(group)


@given(copies())
def test_folding_again_changes_nothing(group: list[Line]) -> None:
    once = fold(group)
    assert fold([once]) == once
    assert fold([*group, once]) == once


@given(copies())
def test_what_was_released_last_and_the_newest_draft_outlive_a_merge(group: list[Line]) -> None:
    folded = fold(group)
    released = [line.released.time for line in group if line.released]
    drafts = [line.draft.time for line in group if line.draft]
    assert (folded.released.time if folded.released else None) == max(released, default=None)
    assert (folded.draft.time if folded.draft else None) == max(drafts, default=None)


def made() -> bytes:
    """The lock of a deck with three questions after a release, and an edit since."""
    author = Author({"01-one.yaml": topic("One", choice("a"), choice("b"), choice("c"))})
    author.release(START)
    author.files["01-one.yaml"] = author.files["01-one.yaml"].replace("What helps?", "What else?", 1)
    author.build(START + DAY)
    assert author.lock is not None
    return author.lock


MADE = made()
ROWS = MADE.decode().splitlines(keepends=True)


def damaged(text: str | bytes, line: int, *words: str) -> None:
    """Asserts that there is one finding, at this line, that says these words."""
    data = text.encode() if isinstance(text, str) else text
    lock, findings, _ = read("deck.lock", data)
    assert lock is None
    (finding,) = findings
    assert (finding.code, str(finding.span)) == ("DG210", f"deck.lock:{line}:1")
    said = f"{finding.message}\n{finding.cure}"
    for word in (*words, "Nothing was changed"):
        assert word in said


def test_the_lock_of_these_tests_is_sound() -> None:
    lock, findings, remarks = read("deck.lock", MADE)
    assert lock is not None
    assert (findings, remarks) == ([], [])
    assert [row.split(" ", 1)[0] for row in ROWS] == ["deckgen-lock", "namespace", "release", "a", "b", "c"]


@pytest.mark.parametrize("row", [2, 3, 4, 5])
@settings(max_examples=100)
@given(data=st.data())
def test_a_character_changed_by_hand_is_found_at_its_line(row: int, data: st.DataObject) -> None:
    line = ROWS[row].rstrip("\n")
    place = data.draw(st.integers(0, len(line) - 1))
    other = data.draw(st.sampled_from("abcdef0123456789- \tx=:#").filter(lambda sign: sign != line[place]))
    damaged(
        "".join((*ROWS[:row], line[:place] + other + line[place + 1 :] + "\n", *ROWS[row + 1 :])), row + 1, "by hand"
    )


def test_a_guid_changed_by_hand_is_found_at_its_line() -> None:
    guid = ROWS[4].split("guid=")[1][:20]
    damaged(MADE.decode().replace(guid, "0" * 20), 5, "changed by hand", "git checkout")


def test_a_last_line_that_is_cut_off_is_found_wherever_the_cut_is() -> None:
    start = len(MADE) - len(ROWS[-1].encode())
    for end in range(start + 1, len(MADE)):
        damaged(MADE[:end], 6, "cut off")


@pytest.mark.parametrize("gone", [3, 4, 5])
def test_a_released_question_whose_line_is_gone_is_missed(gone: int) -> None:
    damaged("".join((*ROWS[:gone], *ROWS[gone + 1 :])), 3, "release 0.1.0 had 3 questions", "only 2")


@pytest.mark.parametrize("row", ["Hello.\n", "d guid=1\n", "\tindented\n", "release 1.0.0\n", "namespace two words\n"])
def test_a_foreign_line_is_found(row: str) -> None:
    damaged("".join((*ROWS[:4], row, *ROWS[4:])), 5, "none of the lock's", row.strip())


def test_a_long_foreign_line_is_shown_in_part() -> None:
    damaged(MADE.decode() + "x" * 5000 + "\n", 7, "x" * 40 + " ...")


def test_a_line_from_another_deck_with_the_same_id_is_found() -> None:
    other = Author({"01-one.yaml": topic("One", choice("b"))})
    other.deck_yaml = other.deck_yaml.replace(b"5d2d8f6c", b"77777777")
    other.release(START + DAY)
    assert other.lock is not None
    foreign = other.lock.decode().splitlines(keepends=True)[-1]
    damaged("".join((*ROWS[:5], foreign, ROWS[5])), 6, '"b" has two guids', "line 5")


def test_a_line_from_another_deck_with_an_id_of_its_own_is_found() -> None:
    other = Author({"01-one.yaml": topic("One", choice("z"))})
    other.deck_yaml = other.deck_yaml.replace(b"5d2d8f6c", b"77777777")
    other.release(START)
    assert other.lock is not None
    author = Author({"01-one.yaml": topic("One", choice("a"), choice("b"), choice("c"))})
    author.lock = MADE + other.lock.splitlines(keepends=True)[-1]
    findings = {(one.code, one.span.line): one.message for one in author.findings(START + 2 * DAY)}
    assert findings["DG210", 7] == 'the guid of "z" is not the one that belongs to it'


def test_a_lock_of_another_deck_is_refused_and_the_namespace_is_named() -> None:
    author = Author({"01-one.yaml": topic("One", choice("a"), choice("b"), choice("c"))}, lock=MADE)
    author.deck_yaml = author.deck_yaml.replace(b"5d2d8f6c", b"77777777")
    (finding,) = [one for one in author.findings() if one.code == "DG207"]
    assert (finding.span.line, finding.span.path) == (2, "stock/deck.lock")
    assert "namespace: 5d2d8f6c-stock-deck" in finding.cure


def test_two_namespaces_are_found() -> None:
    damaged(
        "".join((*ROWS[:2], "namespace other-deck\n", *ROWS[2:])), 1, "`namespace` stands here with different values"
    )


def test_a_missing_header_is_found() -> None:
    damaged("".join(ROWS[1:]), 1, "`deckgen-lock ...` is missing")
    damaged("".join((ROWS[0], *ROWS[2:])), 1, "`namespace ...` is missing")


def test_an_empty_file_is_found() -> None:
    lock, findings, _ = read("deck.lock", b"")
    assert lock is None
    assert {finding.code for finding in findings} == {"DG210"}


def test_a_newer_format_is_one_finding_whatever_its_lines_look_like() -> None:
    text = f"deckgen-lock {FORMAT + 1}\nnamespace one-deck-here\nsomething new\nand more\n"
    damaged(text, 1, f"format {FORMAT + 1}", f"knows {FORMAT}", "newer")


def test_another_encoding_is_found_at_its_line() -> None:
    damaged(MADE.replace(b"deck=01 One", b"deck=01 \xd3ne"), 4, "not in UTF-8")
    damaged(MADE.decode().encode("utf-16"), 1, "not in UTF-8")


def test_windows_line_ends_a_byte_order_mark_and_blank_lines_do_no_harm() -> None:
    sound = read("deck.lock", MADE)
    assert read("deck.lock", MADE.replace(b"\n", b"\r\n")) == sound
    assert read("deck.lock", b"\xef\xbb\xbf" + MADE) == sound
    assert read("deck.lock", MADE.replace(b"\n", b"\n\n")) == sound


def test_a_line_that_is_there_twice_is_folded_and_said() -> None:
    lock, findings, remarks = read("deck.lock", "".join((*ROWS, ROWS[4])).encode())
    assert findings == []
    assert lock == read("deck.lock", MADE)[0]
    assert remarks == ["b: 2 lines folded into one"]


def test_merge_marks_are_removed_and_said() -> None:
    newer = Author({"01-one.yaml": topic("One", choice("a"), choice("b", "Which?"), choice("c"))}, lock=MADE)
    newer.build(START + 2 * DAY)
    theirs = newer.lock_row("b").decode()
    conflict = ("<<<<<<< HEAD\n", ROWS[4], "||||||| 1a2b3c4\n", ROWS[4], "=======\n", theirs, ">>>>>>> other\n")
    lock, findings, remarks = read("deck.lock", "".join((*ROWS[:4], *conflict, ROWS[5])).encode())
    assert findings == []
    assert lock is not None
    assert lock.lines["b"] == newer.line("b")
    assert remarks == ["b: 3 lines folded into one", "4 merge marks removed"]


def test_a_damaged_lock_stops_the_build_and_nothing_of_it_is_lost() -> None:
    author = Author({"01-one.yaml": topic("One", choice("a"), choice("b"), choice("c"))}, lock=MADE[:-9])
    checked = author.check(START + 2 * DAY)
    assert not checked.ok
    assert checked.resolved is None
    (finding,) = checked.findings
    assert str(finding.span) == "stock/deck.lock:6:1"


def test_two_kinds_of_one_question_are_found() -> None:
    lock = read("deck.lock", MADE)[0]
    assert lock is not None
    twice = write(replace(lock, lines={"b": replace(lock.lines["b"], kind="cloze")})).splitlines(keepends=True)[-1]
    damaged("".join((*ROWS, twice)), 7, '"b" has two kinds', "line 5")
