"""Finds questions that ask nearly the same, at a cost that grows in step with their number.

Two sets of words whose likeness (Jaccard) reaches a limit share words among their rarest ones: that is the prefix
filter of Bayardo, Ma and Srikant 2007, exact and without chance, here with four words instead of one (Wang, Li and Feng
2012). Only questions that share four such rare words are compared, and of these only those whose sketches, a few bits,
leave open that they are alike enough. A word that stays common among them (a bank of
templates) is looked up a bounded number of times.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain, pairwise
from operator import or_

MAX_COMPARED, SHARED = 40, 4
_BITS = tuple(1 << place for place in range(256))


def pairs(sets: Sequence[frozenset[str]], limit: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of sets that are alike, as (earlier, later, likeness): each later one with the most alike earlier one."""
    common = Counter(chain.from_iterable(sets))
    ranking = sorted(common, key=lambda word: (common[word], word))
    rank = {word: place for place, word in enumerate(ranking)}
    alone = sum(count == 1 for count in common.values())
    homes: dict[int, list[int]] = {}
    sketches: list[int] = []
    for later, one in enumerate(sets):
        ranked = sorted(map(rank.__getitem__, one))
        sketch = _sketch(ranked)
        sketches.append(sketch)
        if not one:
            continue
        needed = math.ceil(limit * len(one))
        shared = min(SHARED, needed)
        prefix = ranked[bisect_left(ranked, alone) : len(one) - needed + shared]
        met = Counter(chain.from_iterable(homes.get(place, ()) for place in prefix))
        best, nearest = 0.0, 0
        for earlier in [earlier for earlier, times in met.items() if times >= shared]:
            # Each bit that one sketch has and the other lacks is a word that they do not share.
            both = len(one) - (sketch & ~sketches[earlier]).bit_count()
            if both >= limit * (len(one) + len(sets[earlier]) - both):
                alike = likeness(sets[earlier], one)
                if (alike, -earlier) > (best, -nearest):
                    best, nearest = alike, earlier
        if best >= limit:
            yield nearest, later, best
        for place in prefix:
            home = homes.setdefault(place, [])
            if len(home) < MAX_COMPARED:
                home.append(later)


def _sketch(ranks: Iterable[int]) -> int:
    """A set of words as bits, many of which several words share."""
    return reduce(or_, (_BITS[place % len(_BITS)] for place in ranks), 0)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words that two sets have in common."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def shingles(words: Iterable[str]) -> frozenset[str]:
    """The words, and each two that follow each other: sets that know a little about order."""
    row = tuple(words)
    return frozenset(row) | frozenset(map(" ".join, pairwise(row)))
