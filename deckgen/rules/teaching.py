"""Hint, explanation and reasons: what a learner gets from an item beyond right or wrong."""

import re
from collections.abc import Iterator

from deckgen.rules.rule import rule
from deckgen.rules.view import ChoiceItem, ClozeItem, Finding, Item
from deckgen.rules.words import STOP, phrase, stem

_VERDICT_WORDS = """
    incorrect wrong correct right true false no yes not this that is the answer option choice a an it because of see
    explanation above best good bad one most least unfortunately sorry exactly well done and so was indeed here
"""
_VERDICT = frozenset(_VERDICT_WORDS.split())


@rule("DG319", Item, english=False)
def hint_gives_the_answer(item: Item) -> Iterator[Finding]:
    """The hint contains the right answer, or words that only the right answer has.

    A hint that names what to choose from ("long or short?") may name the answer, too.

    Why: A hint should make a learner think; a hint with the answer in it makes the card worthless as a test.
    Source: Anki's manual (active recall); NBME Item-Writing Guide (irrelevant clues).

    Bad:
        question: What does the law ask a landlord to make for a person with a disability?
        options:
          - correct: A reasonable accommodation
          - wrong: A discount on the rent
          - wrong: A longer lease
        hint: The change is called a reasonable accommodation.

    Good:
        question: What does the law ask a landlord to make for a person with a disability?
        options:
          - correct: A reasonable accommodation
          - wrong: A discount on the rent
          - wrong: A longer lease
        hint: It is about how things are done, and not about money.
    """
    heard = phrase(item.hint.words)
    if isinstance(item, ChoiceItem):
        asked = item.stem.content
        others = frozenset(word for option in item.wrong for word in option.text.content)
        for key in item.keys:
            words = key.text.words
            telling = key.text.content - asked - others
            whole = words and telling and phrase(words) in heard
            if whole or (len(telling) >= 3 and len(telling & item.hint.content) >= 0.75 * len(telling)):
                told = next((word for word in item.hint.words if stem(word) in telling), words[0])
                message = (
                    "the hint contains the right answer" if whole else "the hint uses the right answer's own words"
                )
                yield item.find(item.hint.at(told), message, "Point to the idea, in other words.", "hint")
                return
    elif isinstance(item, ClozeItem):
        for deletion in item.deletions:
            words = deletion.hidden.words
            for hint, part in ((item.hint, "hint"), (deletion.hint, "")):
                if hint and deletion.hidden.content and phrase(words) in phrase(hint.words) and "or" not in hint:
                    message = f'the hint contains what is hidden: "{deletion.hidden.plain}"'
                    yield item.find(hint.at(words[0]), message, "Point to the idea, in other words.", part)
                    return


@rule("DG320", Item)
def explanation_adds_nothing(item: Item) -> Iterator[Finding]:
    """The explanation only repeats the question and the right answer.

    Why: A learner who was wrong has just read the right answer; what is missing is why.
    Source: deckgen's own; research on feedback finds that explanation teaches more than the right answer alone (Butler,
    Godbole and Marsh 2013).

    Bad:
        question: Who decides which goals go into a recovery plan?
        options:
          - correct: The person
          - wrong: The doctor
          - wrong: The county
        explanation: The person decides which goals go into the recovery plan.

    Good:
        question: Who decides which goals go into a recovery plan?
        options:
          - correct: The person
          - wrong: The doctor
          - wrong: The county
        explanation: |
          Goals that come from someone else are seldom kept. A plan is a tool for its owner; the team helps to carry it
          out.
    """
    if isinstance(item, ChoiceItem):
        known = item.stem.content.union(*(key.text.content for key in item.keys))
    elif isinstance(item, ClozeItem):
        known = item.shown.content
    else:
        return
    said = item.explanation.content
    new = said - known
    # Two words that are new may be all that a short explanation needs.
    if item.explanation.plain and len(new) < 3 and (not new or 2 * len(new) < len(said)):
        message = "the explanation says nothing that question and answer do not say"
        cure = "Say why it is so, what it is good for, or what it is often taken for."
        yield item.find(item.explanation.at(), message, cure, "explanation")


@rule("DG321", ChoiceItem)
def reason_says_nothing(item: ChoiceItem) -> Iterator[Finding]:
    """A `why` says only that the option is right or wrong, or repeats the option.

    Why: Who chose the option had a reason. `why` answers that reason; "Incorrect." answers nothing.
    Source: NBME Item-Writing Guide (write a rationale for each option).

    Bad:
        question: A friend says that voices are calling. What helps first?
        options:
          - correct: To listen
            why: Correct.
          - wrong: To argue about the voices
            why: Arguing tells the person that nobody listens.
          - wrong: To change the subject
            why: It leaves the person alone with the voices.

    Good:
        question: A friend says that voices are calling. What helps first?
        options:
          - correct: To listen
            why: Being heard calms, whatever the voices are.
          - wrong: To argue about the voices
            why: Arguing tells the person that nobody listens.
          - wrong: To change the subject
            why: It leaves the person alone with the voices.
    """
    for option in item.options:
        known = option.text.content
        words = (word for word in option.why.words if word not in _VERDICT and word not in STOP)
        if all(stem(word) in known for word in words) and not re.search(r"[\d\\`]", option.why.text.value):
            message = f'"{option.why.plain[:50]}" gives no reason'
            cure = "Say to the person who chose this what makes it right, or where the thought goes wrong."
            yield item.find(option.why.at(), message, cure, option.part)


@rule("DG322", ChoiceItem, english=False)
def same_reason_twice(item: ChoiceItem) -> Iterator[Finding]:
    """Two options have the same `why`.

    Why: Options are wrong for different reasons, or one of them is not needed.
    Source: NBME Item-Writing Guide (write a rationale for each option).

    Bad:
        question: A friend says that voices are calling. What helps first?
        options:
          - correct: To listen
            why: Being heard calms, whatever the voices are.
          - wrong: To argue about the voices
            why: That does not help a person who is afraid.
          - wrong: To change the subject
            why: That does not help a person who is afraid.

    Good:
        question: A friend says that voices are calling. What helps first?
        options:
          - correct: To listen
            why: Being heard calms, whatever the voices are.
          - wrong: To argue about the voices
            why: Arguing tells the person that nobody listens.
          - wrong: To change the subject
            why: It leaves the person alone with the voices.
    """
    seen: dict[tuple[str, ...], int] = {}
    for option in item.options:
        words = option.why.words
        if len(words) > 2 and words in seen:
            message = f"options {seen[words]} and {option.number} have the same reason"
            yield item.find(option.why.at(), message, "Say what is special about this option.", option.part)
        seen.setdefault(words, option.number)
