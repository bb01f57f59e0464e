"""The guesser: sits the whole exam without knowing anything, by cues alone.

For each option it sees length, careful and absolute words, echoes of the question, likeness to the other options, tone,
and place on the card. How much each cue is worth it learns on one half of the bank (a conditional logit: which option
of an item is right?), and it is tested on the other half; then the halves change places. Nothing is drawn by chance:
the halves come from the ids.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from deckgen.rules.cues import ABSOLUTE, HEDGE, SOFT_HEDGE
from deckgen.rules.rule import rule
from deckgen.rules.view import Answer, ChoiceItem, Finding, View

MIN_ITEMS = 30
# Bounds that keep the cost of learning the same for large banks; a few weights need no more.
_MAX_LEARNED, _MAX_ALONE = 500, 500
_STEPS, _RATE, _SHRINK = 50, 0.3, 0.02

_WARM_WORDS = """
    ask asks asking choice choices choose comfortable explore feel feelings feels goal goals hear help helps hope invite
    listen listens offer offers open own person plan preference preferences ready respect respects safe share shares
    strength strengths support supports thank together trust understand understands validate wants wishes welcome
    acknowledge
"""
WARM = frozenset(_WARM_WORDS.split())
_HARSH_WORDS = """
    argue blame confront demand demands diagnose force forces ignore ignores immediately insist insists lecture must
    order punish refuse refuses report require scold stop tell tells threaten warn warns wrong
"""
HARSH = frozenset(_HARSH_WORDS.split())
_CAREFUL = HEDGE.singles | SOFT_HEDGE.singles
_ABSOLUTE = ABSOLUTE.singles | {"all", "every", "only", "must", "none", "any", "completely", "entirely", "nothing"}

# The cues, each with its features: numbers that say how an option differs from the others of its item.
CUES: Mapping[str, tuple[str, ...]] = {
    "length": ("length", "longest", "shortest"),
    "hedges": ("hedges",),
    "absolutes": ("absolutes",),
    "stem overlap": ("echo",),
    "convergence": ("shared",),
    "tone": ("warm", "harsh"),
    "position": ("first", "last"),
}
_FEATURES = tuple(feature for features in CUES.values() for feature in features)

Row = Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """An item that the guesser got right with confidence: how likely it took the right answer to be."""

    id: str
    confidence: float
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """How the guesser did, as shares: score with its 95% interval, chance, each cue alone, and what leaks.

    In large banks the cues alone are tried on a thousand questions.
    """

    items: int
    score: float
    low: float
    high: float
    chance: float
    cues: Mapping[str, float]
    leaks: tuple[Leak, ...]

    @property
    def at_fault(self) -> bool:
        """Whether the bank gives more away than chance explains."""
        return self.low > self.chance


@dataclass(frozen=True, slots=True)
class _Sat:
    """An item as the guesser sees it: a row of features for each option, and which one is right."""

    id: str
    rows: tuple[Row, ...]
    key: int

    def only(self, columns: Sequence[int]) -> "_Sat":
        """The item as someone sees it who looks at some features only."""
        return _Sat(self.id, tuple(tuple(row[column] for column in columns) for row in self.rows), self.key)


def guess(view: View, *, always: bool = True) -> Guess | None:
    """Lets the guesser sit every multiple-choice question with one right answer, or None where they are too few.

    Unless `always`, the cues are looked at one by one only where the bank is at fault.
    """
    items = [item for item in view.choices if len(item.keys) == 1]
    if len(items) < MIN_ITEMS:
        return None
    ranked = sorted(items, key=lambda item: hashlib.sha256(item.id.encode()).digest())
    sat = _standardized([_see(item) for item in ranked])
    halves = (sat[::2], sat[1::2])
    results = _both_ways(halves)
    scores = [score for score, _ in results]
    tested = (*halves[1], *halves[0])
    mean = sum(scores) / len(scores)
    spread = 1.96 * math.sqrt(max(sum((score - mean) ** 2 for score in scores), 0.25) / len(scores) ** 2)
    chance = sum(1 / len(item.rows) for item in sat) / len(sat)
    alone = {}
    for cue, features in CUES.items() if always or mean - spread > chance else ():
        columns = [_FEATURES.index(feature) for feature in features]
        seen = [[item.only(columns) for item in half[:_MAX_ALONE]] for half in halves]
        alone[cue] = sum(score for score, _ in _both_ways(seen)) / sum(map(len, seen))
    leaks = [
        Leak(id=item.id, confidence=confidence, chance=1 / len(item.rows))
        for item, (score, confidence) in zip(tested, results, strict=True)
        if score == 1 and confidence >= 1.5 / len(item.rows)
    ]
    return Guess(
        items=len(scores),
        score=mean,
        low=max(mean - spread, 0.0),
        high=min(mean + spread, 1.0),
        chance=chance,
        cues=alone,
        leaks=tuple(sorted(leaks, key=lambda leak: (leak.chance - leak.confidence, leak.id))),
    )


def _both_ways(halves: Sequence[list[_Sat]]) -> list[tuple[float, float]]:
    """Score and confidence in the right answer for each item: the second half's first, then the first's."""
    results = []
    for learned, tested in (halves, halves[::-1]):
        weights = _learn(learned[:_MAX_LEARNED])
        for item in tested:
            chances = _softmax([sum(map(mul, row, weights)) for row in item.rows])
            best = max(chances)
            ties = [place for place, chance in enumerate(chances) if best - chance < 1e-9]
            results.append((1 / len(ties) if item.key in ties else 0.0, chances[item.key]))
    return results


def _learn(items: Sequence[_Sat]) -> list[float]:
    """The weights of the cues: gradient steps uphill on the likelihood of the right answers, shrunk toward nothing."""
    weights = [0.0] * len(items[0].rows[0])
    # By column, for all rows at once: the same sums, in a third of the time.
    columns = [tuple(column) for column in zip(*(row for item in items for row in item.rows), strict=True)]
    for _ in range(_STEPS):
        misses: list[float] = []
        for item in items:
            chances = _softmax([sum(map(mul, row, weights)) for row in item.rows])
            chances[item.key] -= 1
            misses += chances
        slope = [-sum(map(mul, column, misses)) for column in columns]
        weights = [
            weight + _RATE * (step / max(len(items), 1) - _SHRINK * weight)
            for weight, step in zip(weights, slope, strict=True)
        ]
    return weights


def _softmax(values: Sequence[float]) -> list[float]:
    top = max(values)
    powers = [math.exp(value - top) for value in values]
    total = sum(powers)
    return [power / total for power in powers]


def _see(item: ChoiceItem) -> _Sat:
    """The features of an item's options, in the order of the card, each less its mean over the options."""
    options = [item.options[place] for place in item.choice.order()]
    sizes = [len(option.text.plain) or 1 for option in options]
    uses = Counter(word for option in options for word in option.text.content)
    rows = [_features(item, option, sizes, uses) for option in options]
    for place, row in enumerate(rows):
        row += [float(place == 0), float(place == len(rows) - 1)]
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    centered = tuple(tuple(value - mean for value, mean in zip(row, means, strict=True)) for row in rows)
    return _Sat(item.id, centered, next(place for place, option in enumerate(options) if option.correct))


def _features(item: ChoiceItem, option: Answer, sizes: Sequence[int], uses: Counter[str]) -> list[float]:
    text, size = option.text, len(option.text.plain) or 1
    content = text.content
    count = max(len(content), 1)
    words = text.words
    return [
        math.log(size),
        float(size == max(sizes) and sizes.count(size) == 1),
        float(size == min(sizes) and sizes.count(size) == 1),
        float(sum(map(_CAREFUL.__contains__, words))),
        float(sum(map(_ABSOLUTE.__contains__, words))),
        len(content & item.stem.content) / count,
        sum(uses[word] - 1 for word in content) / count,
        float(sum(map(WARM.__contains__, words))),
        float(sum(map(HARSH.__contains__, words))),
    ]


def _standardized(items: list[_Sat]) -> list[_Sat]:
    """The items with each feature on one scale, so that one rate of learning suits all."""
    squares = [0.0] * len(_FEATURES)
    count = 0
    for item in items:
        for row in item.rows:
            count += 1
            for column, value in enumerate(row):
                squares[column] += value * value
    scales = [math.sqrt(square / count) or 1.0 for square in squares]
    return [
        _Sat(
            item.id,
            tuple(tuple(value / scale for value, scale in zip(row, scales, strict=True)) for row in item.rows),
            item.key,
        )
        for item in items
    ]


@rule("DG349", View, english=False, whole=True)
def bank_can_be_guessed(view: View) -> Iterator[Finding]:
    """A guesser who knows nothing scores better than chance.

    From 30 questions on. The guesser learns on one half of the bank which cues go with the right answer (length,
    careful and absolute words, echoes of the question, likeness of the options, tone, position) and sits the other
    half. The bank is at fault when even the lower end of the score's 95% interval lies above chance. `deckgen stats
    --guess` shows the cues and the items.

    Why: Each cue may be small in each item. Learners who take many tests pick them up without noticing, study less than
    they believe, and fail the real exam.
    Source: Haladyna, Downing and Rodriguez 2002 (avoid clues to the right answer); Millman, Bishop and Ebel 1965
    (test-wiseness). The method is deckgen's own.

    Bad:
        # 60 questions like this one
        question: What matters when group {n} of the center meets?
        options:
          - correct: A fair share of time for each person, and an agreement about what stays in the room
          - wrong: A long list of rules for all
          - wrong: A new leader in each meeting
          - wrong: A report to the county office

    Good:
        # 60 questions like this one
        question: What matters when group {n} of the center meets?
        options:
          - correct: Equal time for all
          - wrong: Clear aims for all
          - wrong: Quiet room for all
          - wrong: Small talk for all
    """
    result = guess(view, always=False)
    if result is None or not result.at_fault:
        return
    worst = max(result.cues, key=lambda cue: result.cues[cue])
    message = (
        f"a guesser who knows nothing scores {result.score:.0%} (95% interval {result.low:.0%} to {result.high:.0%}), "
        f"and chance is {result.chance:.0%}; the cue that tells most is {worst}"
    )
    cure = "Run `deckgen stats --guess` to see which questions give themselves away, and make their options alike."
    yield Finding(span=view.bank.deck.name.span, message=message, cure=cure)
