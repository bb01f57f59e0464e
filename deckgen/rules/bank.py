"""The bank as a whole: what is asked twice, what is missing, and what is too much."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from deckgen.diagnostics import Span
from deckgen.model import Target, Text
from deckgen.rules.reading import negation
from deckgen.rules.rule import rule
from deckgen.rules.similar import likeness, pairs, shingles
from deckgen.rules.view import ChoiceItem, ClozeItem, Finding, Item, View

APART = 10
MAX_NEGATIVE, MAX_RECALL = 10, 60


@rule("DG340", View, english=False)
def nearly_the_same_question(view: View) -> Iterator[Finding]:
    """Two questions ask nearly the same, in nearly the same words, and have the same answer.

    Compares all questions of the deck, in whichever file they stand.

    Why: The second one costs time and teaches nothing, and it counts the fact twice.
    Source: Haladyna, Downing and Rodriguez 2002 (each item should reflect specific content); Anki's manual.

    Bad:
        - id: phone-number
          question: Which number does a person in a suicidal crisis call in the United States?
          options:
            - correct: "988"
            - wrong: "211"
            - wrong: "311"
        - id: number-to-call
          question: Which number should a person in a suicidal crisis call in the United States?
          options:
            - correct: "988"
            - wrong: "411"
            - wrong: "511"

    Good:
        - id: phone-number
          question: Which number does a person in a suicidal crisis call in the United States?
          options:
            - correct: "988"
            - wrong: "211"
            - wrong: "311"
        - id: number-for-services
          question: Which number does a person call who looks for food, housing or other help nearby?
          options:
            - correct: "211"
            - wrong: "411"
            - wrong: "511"
    """
    items = [item for item in view.items if len(_asked(item)) >= 3]
    for one, other, alike in pairs([shingles(_asked(item)) for item in items], 0.6):
        first, second = items[one], items[other]
        if type(first) is not type(second):
            continue
        answers = likeness(_answer(first), _answer(second))
        if answers >= 0.5 and (alike >= 0.8 or answers >= 0.8):
            message = f"this asks nearly the same as {_named(first, second)}"
            yield second.find(_begin(second), message, "Keep the better one, or ask about something that the other leaves out.")


def _asked(item: Item) -> tuple[str, ...]:
    if isinstance(item, ChoiceItem):
        return item.stem.words
    return item.shown.words if isinstance(item, ClozeItem) else ()


def _answer(item: Item) -> frozenset[str]:
    if isinstance(item, ChoiceItem):
        return frozenset(word for key in item.keys for word in (*key.text.words, key.text.plain))
    if isinstance(item, ClozeItem):
        return frozenset(word for deletion in item.deletions for word in deletion.hidden.words)
    return frozenset()


def _begin(item: Item) -> Span:
    return item.parts()[0][1].at()


def _named(item: Item, seen_from: Item) -> str:
    span = item.question.id.span
    if span.path == seen_from.question.id.span.path:
        return f'"{item.id}" on line {span.line}'
    return f'"{item.id}" in {span.path}, line {span.line}'


@rule("DG341", View, english=False)
def fact_asked_twice(view: View) -> Iterator[Finding]:
    """Two questions of one kind and one level name the same `fact`.

    A multiple-choice question and a cloze may share a fact, and so may a question that recalls it and one that applies
    it.

    Why: One fact asked twice in the same way counts double in the exam and bores the learner.
    Source: Haladyna, Downing and Rodriguez 2002 (specific content, keep items independent).

    Bad:
        - id: crisis-line
          fact: crisis-line-number
          cloze: |
            In a suicidal crisis, call {{c1::988::number}}.
        - id: crisis-line-call
          fact: crisis-line-number
          cloze: |
            Anyone who thinks about suicide can text or call {{c1::988::number}} at any hour.

    Good:
        - id: crisis-line
          fact: crisis-line-number
          cloze: |
            In a suicidal crisis, call {{c1::988::number}}.
        - id: crisis-line-hours
          fact: crisis-line-hours
          cloze: |
            The suicide and crisis lifeline answers at {{c1::any hour::when?}}.
    """
    seen: dict[tuple[str, str, type], Item] = {}
    for item in view.items:
        if item.question.fact is None:
            continue
        level = item.question.level.value if item.question.level else ""
        same = (item.question.fact.value, level, type(item))
        if same in seen:
            message = f'{_named(seen[same], item)} asks the fact "{same[0]}" in the same way'
            cure = "Give this one a fact of its own, another level or another kind, or delete the weaker one."
            yield item.find(item.question.fact.at(0), message, cure)
        else:
            seen[same] = item


@rule("DG343", View, english=False)
def fact_too_close(view: View) -> Iterator[Finding]:
    """Two questions on one `fact` stand less than ten places apart in their file.

    Why: Anki shows new cards in the order of the file, so the first question would answer the second one within
    minutes.
    Source: deckgen's design; Anki's manual (siblings are buried for the same reason).

    Bad:
        - id: crisis-line
          fact: crisis-line-number
          cloze: |
            In a suicidal crisis, call {{c1::988::number}}.
        - id: crisis-line-question
          fact: crisis-line-number
          question: Which number does a person in a suicidal crisis call?
          options:
            - correct: "988"
            - wrong: "211"
            - wrong: "311"

    Good:
        - id: crisis-line
          fact: crisis-line-number
          cloze: |
            In a suicidal crisis, call {{c1::988::number}}.
        - id: services-line
          fact: services-line-number
          question: Which number does a person call who looks for food or housing nearby?
          options:
            - correct: "211"
            - wrong: "311"
            - wrong: "988"
    """
    last: dict[tuple[str, str], Item] = {}
    for item in view.items:
        if item.question.fact is None:
            continue
        here = (item.question.id.span.path, item.question.fact.value)
        if here in last and item.row - last[here].row < APART:
            distance = item.row - last[here].row
            message = f'{_named(last[here], item)} is on the same fact and only {distance} {"place" if distance == 1 else "places"} away'
            yield item.find(item.question.fact.at(0), message, f"Move one of them until {APART} places lie between.")
        last[here] = item


@rule("DG342", View, english=False)
def declared_word_unused(view: View) -> Iterator[Finding]:
    """deck.yaml declares an area, a level or a tag that no question has.

    Why: Learners see the word in Anki's tag list only if a question has it; a declared one without questions is a gap
    in the bank, or left over.
    Source: deckgen's design (vocabularies are declared).

    Bad:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        area: work
        # deck.yaml
        areas:
          work: At work
          home: At home

    Good:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        area: work
        # deck.yaml
        areas:
          work: At work
    """
    for name, words in _vocabularies(view).items():
        counts = _counts(view, name)
        for word, meaning in words.items():
            if not counts[word] and f"{name}:{word}" not in _targets(view):
                message = f'no question has "{word}" of the {name}'
                yield Finding(span=meaning.span, message=message, cure="Write questions for it, or delete it.", part=name)


def _targets(view: View) -> Mapping[str, Target]:
    return {f"{target.vocabulary}:{target.word}": target for target in view.bank.deck.targets}


def _vocabularies(view: View) -> Mapping[str, Mapping[str, Text]]:
    deck = view.bank.deck
    return {"areas": deck.areas, "levels": deck.levels, "tags": deck.tags}


def _counts(view: View, vocabulary: str) -> Counter[str]:
    counted: Counter[str] = Counter()
    for item in view.items:
        question = item.question
        one = {"areas": question.area, "levels": question.level}.get(vocabulary)
        counted.update(tag.value for tag in question.tags) if vocabulary == "tags" else counted.update([one.value] if one else [])
    return counted


@rule("DG344", View, english=False)
def coverage_off_target(view: View) -> Iterator[Finding]:
    """An area, a level or a tag has fewer or more questions than `targets` in deck.yaml asks for.

    A target is a number of questions at least (`15`), a range (`15-25`), or a share of all questions (`20-30%`).

    Why: A study bank should weigh its subjects as the exam does. Without a count, the subjects that are easy to write
    for grow.
    Source: Haladyna, Downing and Rodriguez 2002 (follow a test plan); the exam's own blueprint.

    Bad:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        area: work
        # deck.yaml
        areas:
          work: At work
        targets:
          areas:
            work: 15-25

    Good:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        area: work
        # deck.yaml
        areas:
          work: At work
        targets:
          areas:
            work: 1-5
    """
    total = len(view.items)
    for target in view.bank.deck.targets:
        if target.vocabulary not in ("areas", "levels", "tags"):
            continue
        number = _counts(view, target.vocabulary)[target.word]
        have = 100 * number / total if target.share and total else number
        if target.least <= have and (target.most is None or have <= target.most):
            continue
        shown = f"{have:.0f}% of the questions have" if target.share else f"{number} question{'s' * (number != 1)} {'has' if number == 1 else 'have'}"
        message = f'{shown} "{target.word}", and the target is {target.text}'
        few = have < target.least
        cure = "Write more for it, or change the target." if few else "Write more for the others, or change the target."
        yield Finding(span=target.text.span, message=message, cure=cure, part=f"targets, {target.vocabulary}")


@rule("DG345", View)
def too_many_negative_stems(view: View) -> Iterator[Finding]:
    """More than one question in ten asks for what is not so.

    From three on; `targets` in deck.yaml can set another limit (`negative: 0-20%`).

    Why: Each one may have its point. Many together train learners to look for the exception instead of the rule.
    Source: Haladyna, Downing and Rodriguez 2002 (use negatives rarely).

    Bad:
        - id: a
          question: Which of these is **NOT** a task of a peer support specialist?
          options:
            - correct: To prescribe
            - wrong: To listen
            - wrong: To refer
        - id: b
          question: Which of these does **NOT** belong in a progress note?
          options:
            - correct: Guesses
            - wrong: Facts
            - wrong: Dates
        - id: c
          question: Which of these is **NOT** a sign of sleep loss?
          options:
            - correct: Calm
            - wrong: Anger
            - wrong: Hunger

    Good:
        - id: a
          question: Which of these is **NOT** a task of a peer support specialist?
          options:
            - correct: To prescribe
            - wrong: To listen
            - wrong: To refer
        - id: b
          question: Which of these belongs in a progress note?
          options:
            - correct: Dates
            - wrong: Guesses
            - wrong: Gossip
    """
    negative = [item for item in view.choices if negation(item)]
    limit, place = _limit(view, "negative", MAX_NEGATIVE)
    share = 100 * len(negative) / max(len(view.choices), 1)
    if len(negative) >= 3 and share > limit:
        names = _listed(item.id for item in negative)
        message = f"{len(negative)} of {len(view.choices)} multiple-choice questions ask for what is not so ({names})"
        cure = f"Turn some of them around, so that at most {limit:.0f}% are left."
        yield Finding(span=place, message=message, cure=cure)


@rule("DG346", View)
def too_much_recall(view: View) -> Iterator[Finding]:
    """More than 60% of the questions have the level `recall`.

    From five questions on, in decks that declare the level. A target for it in deck.yaml takes the place of this rule.

    Why: An exam for practitioners asks what to do. Recall alone does not prepare for that.
    Source: Haladyna, Downing and Rodriguez 2002 (test higher-level learning); NBME Item-Writing Guide (application of
    knowledge). The number is deckgen's own.
    """
    if "recall" not in view.bank.deck.levels or len(view.items) < 5 or "levels:recall" in _targets(view):
        return
    number = _counts(view, "levels")["recall"]
    share = 100 * number / len(view.items)
    if share > MAX_RECALL:
        message = f"{share:.0f}% of the questions ask to recall a fact, and few ask to use it"
        cure = "Write scenes with a decision to make, or set a target for `recall` in deck.yaml."
        yield Finding(span=view.bank.deck.levels["recall"].span, message=message, cure=cure, part="levels")


def _limit(view: View, word: str, usual: float) -> tuple[float, Span]:
    """The most that a deck allows, and the place in deck.yaml that says so, or the deck's name."""
    for target in view.bank.deck.targets:
        if target.vocabulary == word and target.most is not None:
            return target.most, target.text.span
    return usual, view.bank.deck.name.span


def _listed(names: Iterable[str]) -> str:
    row = list(names)
    return ", ".join(row[:5]) + (f", and {len(row) - 5} more" if len(row) > 5 else "")
