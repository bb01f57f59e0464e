"""Positions rise in the order of the files, and those that learners have stay where they can."""

from itertools import combinations, pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from deckgen.positions import MAX_POSITION, STEP, risen

KEPT = st.lists(st.just(0) | st.integers(0, 12) | st.integers(MAX_POSITION - 12, MAX_POSITION), max_size=9)


def most_that_can_stay(kept: list[int]) -> int:
    """By trying: the size of the largest choice that leaves room for all before, between and after."""

    def fits(chosen: tuple[int, ...]) -> bool:
        ends = [(-1, 0), *((index, kept[index]) for index in chosen), (len(kept), MAX_POSITION + 1)]
        return all(number - before >= index - start for (start, before), (index, number) in pairwise(ends))

    given_numbers = [index for index, number in enumerate(kept) if number]
    return max(size for size in range(len(given_numbers) + 1) if any(map(fits, combinations(given_numbers, size))))


@given(KEPT)
@example([MAX_POSITION, 0])
@example([1, 0, 2])
@example([0, 1])
def test_positions_rise_below_a_million_and_as_many_as_can_be_are_kept(kept: list[int]) -> None:
    positions = risen(kept)
    assert len(positions) == len(kept)
    assert all(before < after for before, after in pairwise((0, *positions, MAX_POSITION + 1)))
    stayed = sum(new == old for new, old in zip(positions, kept, strict=True))
    assert stayed >= most_that_can_stay(kept)


@given(st.integers(0, 30))
def test_new_questions_are_a_step_apart(count: int) -> None:
    assert risen([0] * count) == [STEP * number for number in range(1, count + 1)]


def test_what_comes_between_gets_a_number_between() -> None:
    assert risen([100, 0, 200]) == [100, 150, 200]
    assert risen([0, 100, 200, 0]) == [50, 100, 200, 300]
    assert risen([100, 0, 0, 0, 200]) == [100, 125, 150, 175, 200]


def test_where_there_is_no_room_as_few_as_possible_give_way() -> None:
    assert risen([100, 101, 0, 102, 200, 300]) == [100, 101, 134, 167, 200, 300]


def test_a_question_that_moved_up_leaves_the_others_alone() -> None:
    assert risen([300, 100, 200, 400]) == [50, 100, 200, 400]


def test_numbers_that_are_equal_after_a_merge_part() -> None:
    assert sorted(set(risen([100, 150, 150, 200]))) == risen([100, 150, 150, 200])


def test_a_very_long_file_has_room() -> None:
    positions = risen([0] * 60_000)
    assert positions[0] > 0
    assert positions[-1] <= MAX_POSITION
    assert all(before < after for before, after in pairwise(positions))
