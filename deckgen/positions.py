"""Positions of new cards: numbers that rise in the order of the files, with gaps for questions to come."""

import bisect

STEP = 100
# Anki takes a new card's position above a million for damage and mends it (its rslib/src/dbcheck.rs).
MAX_POSITION = 999_999


def risen(kept: list[int]) -> list[int]:
    """Numbers that rise: the longest rising part of those given (0 is none) stays, the others go between or after."""
    chosen = _longest_rising(kept)
    while True:
        result = _filled(kept, chosen)
        if result is not None:
            return result
        # No room between two neighbors: give up the later one's place.
        crowded = _crowded(chosen, kept)
        if crowded is None:
            step = min(STEP, MAX_POSITION // max(len(kept), 1))
            return [step * (index + 1) for index in range(len(kept))]
        chosen.remove(crowded)


def _filled(kept: list[int], chosen: list[int]) -> list[int] | None:
    result = [0] * len(kept)
    before, start = 0, 0
    for index in chosen:
        missing = index - start
        gap = kept[index] - before
        if gap <= missing:
            return None
        for offset in range(missing):
            result[start + offset] = before + gap * (offset + 1) // (missing + 1)
        result[index] = before = kept[index]
        start = index + 1
    missing = len(kept) - start
    step = min(STEP, (MAX_POSITION - before) // missing) if missing else STEP
    if step < 1:
        return None
    for offset in range(missing):
        result[start + offset] = before + step * (offset + 1)
    return result


def _crowded(chosen: list[int], kept: list[int]) -> int | None:
    before, start = 0, 0
    for index in chosen:
        if kept[index] - before <= index - start:
            return index
        before, start = kept[index], index + 1
    return None


def _longest_rising(numbers: list[int]) -> list[int]:
    """The indexes of a longest strictly rising subsequence, leaving out zeros (patience sorting)."""
    tails: list[int] = []
    tail_indexes: list[int] = []
    previous = [-1] * len(numbers)
    for index, number in enumerate(numbers):
        if number == 0:
            continue
        place = bisect.bisect_left(tails, number)
        previous[index] = tail_indexes[place - 1] if place else -1
        tails[place : place + 1] = [number]
        tail_indexes[place : place + 1] = [index]
    chosen = []
    index = tail_indexes[-1] if tail_indexes else -1
    while index >= 0:
        chosen.append(index)
        index = previous[index]
    return chosen[::-1]
