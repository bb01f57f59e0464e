"""What the bank asks twice: in nearly the same words, or on the same fact."""

from collections.abc import Iterator

from deckgen.diagnostics import Span
from deckgen.rules.rule import rule
from deckgen.rules.similar import likeness, pairs, shingles
from deckgen.rules.view import ChoiceItem, ClozeItem, Finding, Item, View

APART = 10

# The answers of true-or-false questions say nothing about what is asked.
_JUDGED = frozenset(("true", "True", "false", "False", "yes", "Yes", "no", "No"))


@rule("DG340", View, english=False)
def nearly_the_same_question(view: View) -> Iterator[Finding]:
    """Two questions ask nearly the same, in nearly the same words, and have the same answer.

    Compares all questions of the deck, in whichever file they stand.

    Why: The second one costs time and teaches nothing, and it counts the fact twice.
    Source: Haladyna, Downing and Rodriguez 2002 (each item should reflect specific content); Anki's manual.

    Bad:
        - id: who-signs
          question: Who decides whether a wellness plan is shown to the members of a family?
          options:
            - correct: The person
            - wrong: The clinic
            - wrong: The county
        - id: who-may-show
          question: Who decides whether the wellness plan is shown to members of the family?
          options:
            - correct: The person
            - wrong: The doctor
            - wrong: The court

    Good:
        - id: who-signs
          question: Who decides whether a wellness plan is shown to the members of a family?
          options:
            - correct: The person
            - wrong: The clinic
            - wrong: The county
        - id: who-writes
          question: Whose words are used where a wellness plan names early warning signs?
          options:
            - correct: The person's
            - wrong: The clinic's
            - wrong: The county's
    """
    items = [item for item in view.items if len(_asked(item)) >= 3]
    for one, other, alike in pairs([shingles(_asked(item)) for item in items], 0.6):
        first, second = items[one], items[other]
        if type(first) is not type(second):
            continue
        answers = likeness(_answer(first), _answer(second))  # Nothing is alike where an answer is only maths.
        if answers >= 0.5 and (alike >= 0.8 or answers >= 0.8):
            message = f"this asks nearly the same as {_named(first, second)}"
            yield second.find(
                _begin(second), message, "Keep the better one, or ask about something that the other leaves out."
            )


def _asked(item: Item) -> tuple[str, ...]:
    if isinstance(item, ChoiceItem):
        return item.stem.words
    return item.shown.words if isinstance(item, ClozeItem) else ()


def _answer(item: Item) -> frozenset[str]:
    if isinstance(item, ChoiceItem):
        words = frozenset(word for key in item.keys for word in (*key.text.words, key.text.plain) if word)
        return frozenset() if words <= _JUDGED else words
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
        - id: plan-words
          fact: wellness-plan-words
          question: Whose words are used where a wellness plan names early warning signs?
          options:
            - correct: The person's
            - wrong: The clinic's
            - wrong: The county's
    """
    last: dict[tuple[str, str], Item] = {}
    for item in view.items:
        if item.question.fact is None:
            continue
        here = (item.question.id.span.path, item.question.fact.value)
        if here in last and item.row - last[here].row < APART:
            away = item.row - last[here].row
            places = "place" if away == 1 else "places"
            message = f"{_named(last[here], item)} is on the same fact and only {away} {places} away"
            yield item.find(item.question.fact.at(0), message, f"Move one of them until {APART} places lie between.")
        last[here] = item
