"""Cues in how question and options fit together: echoes, shared parts, and grammar."""

import re
from collections import Counter
from collections.abc import Iterator

from deckgen.rules.rule import rule
from deckgen.rules.view import ChoiceItem, Finding, View
from deckgen.rules.words import STOP, Prose, stem

# What holds the parts of an option together.
_JOINT = re.compile(r"\s*(?:,|;|/|\band\b|\bor\b|\+|&)\s*")
_ENDING = re.compile(r"\b(an?|(?:is|are)(?= called| known as))(?: called| known as)?\s*(?:_+|\.{2,}|…|:)?\s*$")


@rule("DG306", View)
def key_repeats_the_stem(view: View) -> Iterator[Finding]:
    """A telling word of the question comes back in the right answer, and in no other option.

    Only words count that few questions of the deck use, in whichever form (plan, planning). It is silent when a wrong
    option repeats something from the question, too.

    Why: The ear finds the answer: the echo sounds like it belongs to the question.
    Source: Haladyna, Downing and Rodriguez 2002 (clang associations); NBME Item-Writing Guide (word repeats).

    Bad:
        question: Which document tells a crisis team what helps a person in a crisis?
        options:
          - correct: The crisis plan
          - wrong: The progress note
          - wrong: The intake form

    Good:
        question: Which document tells an emergency team what helps a person?
        options:
          - correct: The crisis plan
          - wrong: The progress note
          - wrong: The intake form
    """
    rare = max(3, len(view.choices) // 200)
    for item in view.choices:
        if len(item.keys) != 1 or len(item.wrong) < 2:
            continue
        key = item.keys[0].text
        echo = key.content & item.stem.content
        if not echo or any(option.text.content & item.stem.content for option in item.wrong):
            continue
        named = [word for word in key.words if stem(word) in echo and len(word) > 4 and word.isalpha()]
        telling = [word for word in named if view.common[stem(word)] <= rare]
        if telling:
            word = telling[0]
            message = f'"{word}" stands in the question and in the right answer, but in no other option'
            cure = "Use another word in one of the two places, or let a wrong option repeat it, too."
            yield item.find(key.at(word), message, cure, item.keys[0].part)


@rule("DG307", ChoiceItem, english=False)
def options_converge_on_the_key(item: ChoiceItem) -> Iterator[Finding]:
    """The right answer is the only option whose every part also stands in another option.

    Looks at options that are made of parts ("listen and write", "write and refer").

    Why: Writers vary the right answer to make wrong ones, so the option that shares most with the others is right.
    Who notices finds it without knowing.
    Source: NBME Item-Writing Guide (convergence strategy).

    Bad:
        question: What does a peer support specialist offer after a crisis?
        options:
          - correct: Listening and a wellness plan
          - wrong: Listening and a diagnosis
          - wrong: Medication and a wellness plan
          - wrong: Legal advice and a contract

    Good:
        question: What does a peer support specialist offer after a crisis?
        options:
          - correct: Listening and a wellness plan
          - wrong: Listening and a diagnosis
          - wrong: Medication and a diagnosis
          - wrong: Medication and a wellness plan
    """
    if len(item.keys) != 1 or len(item.wrong) < 3:
        return
    if not all(map(_has_parts, (option.text for option in item.options))):
        return
    parts = [_parts(option.text.plain) for option in item.options]
    if any(len(one) < 2 for one in parts) or len({len(one) for one in parts}) > 1:
        return
    uses = Counter(part for one in parts for part in one)
    shared = [all(uses[part] > 1 for part in one) for one in parts]
    if shared.count(True) == 1 and item.options[shared.index(True)].correct:
        key = item.keys[0]
        message = "each part of the right answer also stands in another option, and of no other option is that true"
        cure = "Build the options so that every part stands in two of them, or give each option parts of its own."
        yield item.find(key.text.at(), message, cure, key.part)


def _has_parts(text: Prose) -> bool:
    return "and" in text or "or" in text or any(sign in text.plain for sign in ",;/+&")


def _parts(text: str) -> frozenset[str]:
    pieces = _JOINT.split(text.lower().rstrip(". "))
    words = (" ".join(stem(word) for word in piece.split() if word not in STOP) for piece in pieces)
    return frozenset(word for word in words if word)


@rule("DG308", ChoiceItem)
def grammar_excludes_options(item: ChoiceItem) -> Iterator[Finding]:
    """The grammar of the stem fits some options only.

    Looks at stems that end with "a" or "an", and at stems that end with "is called" or "are called" where the right
    answer alone has the number that fits.

    Why: The grammar crosses options out, not knowledge.
    Source: Haladyna, Downing and Rodriguez 2002 (grammatical inconsistencies); NBME Item-Writing Guide (grammatical
    cues).

    Bad:
        question: |
          A meeting where members support each other without a professional leader is called an
        options:
          - correct: |
              mutual aid group
          - wrong: |
              intake meeting

    Good:
        question: |
          What do we call a meeting where members support each other without a professional leader?
        options:
          - correct: A self-help group
          - wrong: An intake meeting
          - wrong: A case conference
    """
    ending = _ENDING.search(item.stem.plain)
    if ending is None or not all(option.text.words for option in item.options):
        return
    if ending[1] in ("is", "are"):
        yield from _number(item, ending[1])
        return
    fits = {option.number: _article(option.text.plain) for option in item.options}
    article = ending[1].lower()
    wrong = [option for option in item.wrong if fits[option.number] not in ("", article)]
    right = [option for option in item.keys if fits[option.number] not in ("", article)]
    if wrong or right:
        misfit = (wrong or right)[0]
        message = f'the question ends with "{article}", which does not go together with this option'
        cure = 'End the question before the article, and begin each option with its own ("a plan", "an intake").'
        yield item.find(misfit.text.at(), message, cure, misfit.part)


def _number(item: ChoiceItem, verb: str) -> Iterator[Finding]:
    if any(len(option.text.words) > 3 for option in item.options):
        return
    plural = {option.number: _plural(option.text.words[-1]) for option in item.options}
    if None in plural.values():
        return
    fitting = [option for option in item.options if plural[option.number] == (verb == "are")]
    if fitting and all(option.correct for option in fitting) and item.wrong:
        message = f'the question ends with "{verb}", and only the right answer has the number that fits'
        cure = "Put all options into the singular or all into the plural."
        yield item.find(fitting[0].text.at(), message, cure, fitting[0].part)


def _plural(word: str) -> bool | None:
    """Whether a word is a plural, or None where its ending does not tell (bacilli, data, children)."""
    if word.endswith(("i", "a", "ae", "en", "ople")):
        return None
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "ics"))


def _article(text: str) -> str:
    """The article that a noun phrase takes, or nothing where that cannot be told from its letters."""
    word = re.match(r"[\"'(]*([A-Za-z][A-Za-z'\u2019-]*)", text)
    if word is None or word[1].lower() in ("a", "an", "the"):
        return ""
    first = word[1]
    if (len(first) < 4 and first.isupper()) or re.match(
        r"(?:hour|hono|heir|herb|uni|use|usu|eu|one|once|ub|ut)", first.lower()
    ):
        return ""
    return "an" if first[0].lower() in "aeiou" else "a"
