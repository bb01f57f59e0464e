"""The bank as a whole: what is missing, and what is too much."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from deckgen.diagnostics import Span
from deckgen.model import Target, Text
from deckgen.rules.reading import negation
from deckgen.rules.rule import rule
from deckgen.rules.view import Finding, View

MAX_NEGATIVE, MAX_RECALL = 10, 60


@rule("DG342", View, english=False, whole=True)
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
                yield Finding(
                    span=meaning.span, message=message, cure="Write questions for it, or delete it.", part=name
                )


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
        counted.update(tag.value for tag in question.tags) if vocabulary == "tags" else counted.update(
            [one.value] if one else []
        )
    return counted


@rule("DG344", View, english=False, whole=True)
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
        shown = (
            f"{have:.0f}% of the questions have"
            if target.share
            else f"{number} question{'s' * (number != 1)} {'has' if number == 1 else 'have'}"
        )
        message = f'{shown} "{target.word}", and the target is {target.text}'
        few = have < target.least
        cure = "Write more for it, or change the target." if few else "Write more for the others, or change the target."
        yield Finding(span=target.text.span, message=message, cure=cure, part=f"targets, {target.vocabulary}")


@rule("DG345", View, whole=True)
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


@rule("DG346", View, whole=True)
def too_much_recall(view: View) -> Iterator[Finding]:
    """More than 60% of the questions have the level `recall`.

    From five questions on, in decks that declare the level. A target for it in deck.yaml takes the place of this rule.

    Why: An exam for practitioners asks what to do. Recall alone does not prepare for that.
    Source: Haladyna, Downing and Rodriguez 2002 (test higher-level learning); NBME Item-Writing Guide (application of
    knowledge). The number is deckgen's own.

    Bad:
        # 5 questions like this one
        cloze: |
          Plan {n} names {{c1::warning signs::what to watch}} and the people to call.
        level: recall
        # deck.yaml
        levels:
          recall: Remember
          apply: Decide

    Good:
        cloze: |
          A plan names {{c1::warning signs::what to watch}} and the people to call.
        level: recall
        # deck.yaml
        levels:
          recall: Remember
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
