"""What a bank holds, counted, and how well a guesser does who knows nothing."""

import datetime
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from deckgen import cloze
from deckgen.model import Bank, Question, Target, Text
from deckgen.rules import RULES, judged
from deckgen.rules.guess import MIN_ITEMS, Guess, guess
from deckgen.rules.length import reading_grade
from deckgen.rules.reading import negation
from deckgen.rules.view import ChoiceItem, ClozeItem, Item, View

_LEAKS_SHOWN = 20
_SOURCES_SHOWN = 20
_BAR = 24
# Checked before the source came out; due for review.
_STALE = ("DG515", "DG516")
_MOST_BARS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How many there are of something: its word, what that means, and its number of all.

    `target` is what deck.yaml asks for, as written there, or empty; `fits` says whether the number meets it. `least`
    and `most` are the target in numbers of the same kind as `count`.
    """

    word: str
    meaning: str = ""
    count: int
    share: float
    target: str = ""
    least: float | None = None
    most: float | None = None
    fits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How numbers are spread: the least, the middle, the most, and how many fall into each step, by its lower end."""

    unit: str
    least: float
    median: float
    most: float
    step: int
    bars: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """A bank in numbers; all but `retired` count only questions in use.

    `coverage` has a list for each vocabulary, `facts` for each way in which a question can be looked up.
    """

    name: str
    questions: int
    choices: int
    clozes: int
    cards: int
    retired: int
    coverage: Mapping[str, tuple[Row, ...]]
    facts: tuple[Row, ...]
    sources: tuple[Row, ...]
    spreads: Mapping[str, Spread]
    keys: Mapping[str, tuple[Row, ...]]


def count(bank: Bank, today: datetime.date) -> Stats:
    """Counts a bank. `today` decides what is due for review."""
    view = View(bank, today)
    used = [item.question for item in view.items]
    clozes = [item.cloze for item in view.clozes]
    return Stats(
        name=bank.deck.name.value,
        questions=len(used),
        choices=len(view.choices),
        clozes=len(clozes),
        cards=len(view.choices) + sum(len(cloze.answers(one.text.value)) for one in clozes),
        retired=len(bank.questions()) - len(used),
        coverage={name: rows for name, rows in _coverage(view).items() if rows},
        facts=_facts(view),
        sources=_sources(bank, used),
        spreads=_spreads(view),
        keys=_keys(view.choices),
    )


def sit(bank: Bank, today: datetime.date) -> Guess | None:
    """Lets the guesser sit the bank's multiple-choice questions, or None where they are too few."""
    return guess(View(bank, today))


def to_text(stats: Stats) -> str:
    """The counts as tables."""
    lines = [
        f"{stats.name}: {stats.questions} questions ({stats.choices} multiple choice, {stats.clozes} cloze), "
        f"{stats.cards} cards, {stats.retired} retired"
    ]
    for name, rows in stats.coverage.items():
        lines += _table(f"By {name}", rows)
    lines += _table("Facts", stats.facts)
    lines += _table("Sources, by the questions that cite them", stats.sources[:_SOURCES_SHOWN])
    if len(stats.sources) > _SOURCES_SHOWN:
        lines.append(f"  and {len(stats.sources) - _SOURCES_SHOWN} more sources")
    for name, rows in stats.keys.items():
        lines += _table(name, rows)
    if stats.spreads:
        lines += ["", f"{'Lengths':<28}{'least':>8}{'median':>8}{'most':>8}"]
        lines += [
            f"  {name:<26}{one.least:>8g}{one.median:>8g}{one.most:>8g}  {one.unit}".rstrip()
            for name, one in stats.spreads.items()
        ]
    return "\n".join(lines) + "\n"


def guess_to_text(result: Guess | None) -> str:
    """The guesser's result in words."""
    if result is None:
        return f"The guesser needs {MIN_ITEMS} multiple-choice questions with one right answer.\n"
    lines = [
        f"A guesser who knows nothing sat {result.items} questions.",
        f"  score   {result.score:.1%}   (95% interval {result.low:.1%} to {result.high:.1%})",
        f"  chance  {result.chance:.1%}",
        "The bank gives itself away." if result.at_fault else "That is not more than chance explains.",
        "",
        "With one cue alone the guesser scores",
    ]
    ranked = sorted(result.cues.items(), key=lambda item: -item[1])
    lines += [f"  {score:.1%}   {cue}" for cue, score in ranked]
    if result.leaks:
        lines += ["", f"{len(result.leaks)} questions give themselves away; the most of all:"]
        lines += [f"  {leak.confidence:.0%}   {leak.id}" for leak in result.leaks[:_LEAKS_SHOWN]]
    return "\n".join(lines) + "\n"


def to_json(stats: Stats, result: Guess | None) -> dict[str, Any]:
    """Counts and, where the guesser sat, its result, for programs."""
    shown = asdict(stats)
    if result is not None:
        shown["guess"] = {
            "items": result.items,
            "score": result.score,
            "low": result.low,
            "high": result.high,
            "chance": result.chance,
            "at_fault": result.at_fault,
            "cues": dict(result.cues),
            "leaks": [{"id": leak.id, "confidence": leak.confidence, "chance": leak.chance} for leak in result.leaks],
        }
    return shown


def _coverage(view: View) -> dict[str, tuple[Row, ...]]:
    deck, total = view.bank.deck, len(view.items)
    used = [item.question for item in view.items]
    targets = {(target.vocabulary, target.word): target for target in deck.targets}

    def counted(vocabulary: str, words: Mapping[str, Text], values: Iterable[str]) -> tuple[Row, ...]:
        numbers = Counter(values)
        found = {
            **{word: text.value for word, text in words.items()},
            **{word: "" for word in numbers if word not in words},
        }
        return tuple(
            _row(word, meaning, numbers[word], total, targets.get((vocabulary, word)))
            for word, meaning in found.items()
        )

    topics = (
        (f"{topic.number} {topic.name}", [one for one in topic.questions if not one.retired])
        for topic in view.bank.topics
    )
    negative = sum(bool(negation(item)) for item in view.choices)
    return {
        "topic": tuple(_row(name, "", len(questions), total) for name, questions in topics),
        "tag": counted("tags", deck.tags, (tag.value for one in used for tag in one.tags)),
        "area": counted("areas", deck.areas, (one.area.value for one in used if one.area)),
        "level": counted("levels", deck.levels, (one.level.value for one in used if one.level)),
        "kind": (
            _row("multiple choice", "", len(view.choices), total),
            _row("cloze", "", len(view.clozes), total),
            _row("asks for what is not so", "", negative, total, targets.get(("negative", ""))),
        ),
    }


def _row(word: str, meaning: str, number: int, total: int, target: Target | None = None) -> Row:
    share = number / total if total else 0.0
    if target is None:
        return Row(word=word, meaning=meaning, count=number, share=share)
    scale = total / 100 if target.share else 1
    least, most = target.least * scale, None if target.most is None else target.most * scale
    return Row(
        word=word,
        meaning=meaning,
        count=number,
        share=share,
        target=target.text.value,
        least=least,
        most=most,
        fits=least <= number and (most is None or number <= most),
    )


def _facts(view: View) -> tuple[Row, ...]:
    """How many questions were checked in their source, and how many want another look, as the rules see it."""
    stale = {found.item.id for _, found in judged(view, [RULES[code] for code in _STALE]) if found.item}
    unchecked = {item.id for item in view.items if item.question.checked is None}
    total = len(view.items)
    return (
        _row("checked", "somebody read the fact in its source", total - len(stale | unchecked), total),
        _row("stale", "due for review, or checked before the source as it is now", len(stale - unchecked), total),
        _row("not checked", "nobody has written down that the fact was read", len(unchecked), total),
    )


def _sources(bank: Bank, used: Sequence[Question]) -> tuple[Row, ...]:
    cited = Counter(slug for one in used for slug in {citation.source.value for citation in one.sources})
    rows = (_row(slug, source.title.value, cited[slug], len(used)) for slug, source in bank.sources.items())
    return tuple(sorted(rows, key=lambda row: -row.count))


def _spreads(view: View) -> dict[str, Spread]:
    def words(pick: Callable[[Item], str]) -> list[int]:
        return [len(pick(item).split()) for item in view.items]

    found: dict[str, tuple[str, Sequence[float]]] = {
        "Question": ("words", words(_asked)),
        "Option": ("words", [len(one.text.plain.split()) for item in view.choices for one in item.options]),
        "Reason": ("words", [len(one.why.plain.split()) for item in view.choices for one in item.options]),
        "Hint": ("words", words(lambda item: item.hint.plain)),
        "Explanation": ("words", words(lambda item: item.explanation.plain)),
        "Options of a question": ("", [len(item.options) for item in view.choices]),
    }
    if view.english:
        grades = (reading_grade([prose for _, prose in item.parts()])[0] for item in view.items)
        found["Reading grade"] = (
            "school years, by Flesch and Kincaid",
            [round(max(grade, 0.0), 1) for grade in grades],
        )
    return {name: _spread(unit, values) for name, (unit, values) in found.items() if values}


def _asked(item: Item) -> str:
    if isinstance(item, ChoiceItem):
        return item.stem.plain
    return item.shown.plain if isinstance(item, ClozeItem) else ""


def _spread(unit: str, values: Sequence[float]) -> Spread:
    steps = (scale * unit_step for scale in (1, 10, 100, 1000) for unit_step in (1, 2, 5))
    step = next((step for step in steps if (max(values) - min(values)) / step < _MOST_BARS), 10_000)
    bars = Counter(int(value // step) * step for value in values)
    return Spread(
        unit=unit,
        least=min(values),
        median=statistics.median(values),
        most=max(values),
        step=step,
        bars=tuple((start, bars[start]) for start in range(min(bars), max(bars) + 1, step)),
    )


def _keys(choices: Sequence[ChoiceItem]) -> dict[str, tuple[Row, ...]]:
    """Where right answers stand: as the author wrote the options, and in the deck, before a card shuffles them."""
    written: Counter[int] = Counter()
    packed: Counter[int] = Counter()
    for item in choices:
        options = item.choice.options
        written.update(place for place, option in enumerate(options) if option.correct)
        packed.update(place for place, index in enumerate(item.choice.order()) if options[index].correct)
    if not choices:
        return {}
    total = written.total()
    return {
        name: tuple(_row(_letter(place), "", places[place], total) for place in range(max(written | packed) + 1))
        for name, places in (("Right answers in the files", written), ("Right answers in the deck", packed))
    }


def _letter(place: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]


def _table(title: str, rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    top = max(row.count for row in rows) or 1
    wide = any(row.target for row in rows)
    lines = ["", title]
    for row in rows:
        bar = "█" * round(_BAR * row.count / top)
        target = f"{'' if row.fits else '!':>2} {row.target and f'of {row.target}':<10}" if wide else ""
        name = f"{row.word}: {row.meaning}" if row.meaning else row.word
        lines.append(f"  {row.count:>5} {row.share:>4.0%}{target} {bar:<{_BAR}} {name[:90]}".rstrip())
    return lines
