"""Finds questions that ask nearly the same, at a cost that grows in step with their number.

Two sets of words whose likeness (Jaccard) reaches a limit share words among their rarest ones: that is the prefix
filter of Bayardo, Ma and Srikant 2007, exact and without chance, here with four words instead of one (Wang, Li and Feng
2012). Only questions that share four such rare words are compared. A word that stays common among them (a bank of
templates) is looked up a bounded number of times.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

MAX_COMPARED, SHARED = 40, 4


def pairs(sets: Sequence[frozenset[str]], limit: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of sets that are alike, as (earlier, later, likeness): each later one with the most alike earlier one."""
    common = Counter(word for one in sets for word in one)
    homes: dict[str, list[int]] = {}
    for later, one in enumerate(sets):
        if not one:
            continue
        ranked = sorted(one, key=lambda word: (common[word], word))
        needed = math.ceil(limit * len(one))
        shared = min(SHARED, needed)
        prefix = ranked[: len(one) - needed + shared]
        met = Counter(chain.from_iterable(homes.get(word, ()) for word in prefix))
        candidates = [earlier for earlier, times in met.items() if times >= shared]
        best = max(((likeness(sets[earlier], one), -earlier) for earlier in candidates), default=(0.0, 0))
        if best[0] >= limit:
            yield -best[1], later, best[0]
        for word in prefix:
            home = homes.setdefault(word, [])
            if len(home) < MAX_COMPARED and common[word] > 1:
                home.append(later)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words that two sets have in common."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def shingles(words: Iterable[str]) -> frozenset[str]:
    """The words, and each two that follow each other: sets that know a little about order."""
    row = tuple(words)
    return frozenset(row) | frozenset(map(" ".join, pairwise(row)))
