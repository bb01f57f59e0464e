"""Positions of new cards: numbers that rise in the order of the files, with gaps for questions to come."""

import bisect

STEP = 100
# Anki takes a new card's position above a million for damage and mends it (its rslib/src/dbcheck.rs).
MAX_POSITION = 999_999


def risen(kept: list[int]) -> list[int]:
    """Numbers from 1 to 999,999 that rise: as many of those given (0 is none) as can stay, the others put between.

    Two numbers can both stay when there is room between them for all that lies between them in the list, that is, when
    the number less its index does not fall from one to the other.
    """
    highest = MAX_POSITION - len(kept) + 1
    slack = [number - index for index, number in enumerate(kept)]
    result: list[int] = []
    before = 0
    for index in _longest_not_falling(slack, 1, highest):
        missing = index - len(result)
        gap = kept[index] - before
        result += [before + gap * (offset + 1) // (missing + 1) for offset in range(missing)]
        before = kept[index]
        result.append(before)
    missing = len(kept) - len(result)
    step = min(STEP, (MAX_POSITION - before) // max(missing, 1))
    return result + [before + step * (offset + 1) for offset in range(missing)]


def _longest_not_falling(numbers: list[int], lowest: int, highest: int) -> list[int]:
    """The indexes of a longest part that does not fall, of the numbers within bounds (patience sorting)."""
    tails: list[int] = []
    tail_indexes: list[int] = []
    previous = [-1] * len(numbers)
    for index, number in enumerate(numbers):
        if not lowest <= number <= highest:
            continue
        place = bisect.bisect_right(tails, number)
        previous[index] = tail_indexes[place - 1] if place else -1
        tails[place : place + 1] = [number]
        tail_indexes[place : place + 1] = [index]
    chosen = []
    index = tail_indexes[-1] if tail_indexes else -1
    while index >= 0:
        chosen.append(index)
        index = previous[index]
    return chosen[::-1]
