"""Cues: what lets a test-wise learner find the right answer without knowing anything."""

import re
from collections import Counter
from collections.abc import Iterator

from deckgen.rules.reading import about_the_others, negation
from deckgen.rules.rule import rule
from deckgen.rules.view import ChoiceItem, Finding, View
from deckgen.rules.words import STOP, stem

# Words after which hardly any statement holds.
ABSOLUTE = frozenset(
    ("always", "never", "invariably", "under no circumstances", "in all cases", "in every case")
    + ("at all times", "all the time", "without exception", "completely", "entirely")
)
# Words that make a statement hard to refute.
HEDGE = frozenset(
    ("may", "might", "usually", "often", "generally", "sometimes", "typically", "probably", "possibly", "perhaps")
    + ("tend", "tends", "in most cases", "in many cases", "as a rule")
)
SOFT_HEDGE = frozenset(("can", "could", "some", "most", "many", "rarely", "seldom", "occasionally", "mostly", "almost", "likely", "frequently"))

# Longer options say so much that one word does not settle them.
_MAX_ABSOLUTE = 14


@rule("DG301", ChoiceItem, english=False)
def key_stands_out_by_length(item: ChoiceItem) -> Iterator[Finding]:
    """The right answer is much longer or much shorter than every other option.

    Compares the right answer with the longest and the shortest wrong one. Small differences are left alone, and so is
    an item with another option of about the same length.

    Why: Writers add detail until the right answer cannot be disputed, and learners know it: who has no idea picks the
    longest option. The item then measures test-wiseness.
    Source: Haladyna, Downing and Rodriguez 2002 (keep the length of choices about equal); NBME Item-Writing Guide
    (long correct answer).

    Bad:
        question: A person cries in a support group. What does the facilitator do?
        options:
          - correct: Stay calm, thank the person for the trust, and ask whether a break or a private talk would help now
          - wrong: Change the subject quickly
          - wrong: Send the person home
          - wrong: Ask for the reason

    Good:
        question: A person cries in a support group. What does the facilitator do?
        options:
          - correct: Stay calm, and ask what would help
          - wrong: Change the subject, to ease the mood
          - wrong: Let the person rest at home for today
          - wrong: Ask the group to guess the reason
    """
    if len(item.wrong) < 2 or len(item.keys) != 1:
        return
    key = item.keys[0]
    if about_the_others(key.text):
        return
    size = len(key.text.plain)
    others = [len(option.text.plain) for option in item.wrong]
    longest, shortest = max(others), min(others)
    place = key.text.at()
    if size >= 1.5 * longest and size - longest >= 20:
        message = f"the right answer is by far the longest option: {size} characters, the next one has {longest}"
        cure = "Cut it down to the point (the detail belongs in `why`), or give the other options as much detail."
        yield item.find(place, message, cure, key.part)
    elif size * 2 <= shortest and shortest - size >= 20:
        message = f"the right answer is by far the shortest option: {size} characters, the next one has {shortest}"
        cure = "Shorten the other options, or say the right one as fully as they are said."
        yield item.find(place, message, cure, key.part)


@rule("DG304", ChoiceItem)
def absolutes_only_in_wrong_options(item: ChoiceItem) -> Iterator[Finding]:
    """Words such as "always" and "never" stand in wrong options only.

    Looks for words that hardly any true statement needs. It is silent when the right answer or the question uses one
    as well, in negative questions, and for options of one or two words or of more than fourteen.

    Why: Few things hold always, so such an option is crossed out by everyone who has taken a test before.
    Source: Haladyna, Downing and Rodriguez 2002 (avoid specific determiners); NBME Item-Writing Guide (absolute terms).

    Bad:
        question: What do support groups have in common?
        options:
          - correct: Members share what they have been through
          - wrong: A therapist always leads the meeting
          - wrong: Members never meet outside of the group
          - wrong: Everyone must speak in each meeting

    Good:
        question: What do support groups have in common?
        options:
          - correct: Members share what they have been through
          - wrong: A therapist leads the meeting
          - wrong: Members agree not to meet outside of the group
          - wrong: Members take turns to speak in each meeting
    """
    guilty = []
    for option in item.wrong:
        word = option.text.first(ABSOLUTE) if 2 < len(option.text.words) <= _MAX_ABSOLUTE else ""
        if word and word not in item.stem and not re.search(rf"\b(?:almost|nearly|not) {word}", option.text.plain.lower()):
            guilty.append((option, word))
    if not guilty or negation(item) or any(key.text.first(ABSOLUTE | {"all", "every", "no", "must", "only"}) for key in item.keys):
        return
    option, word = guilty[0]
    several = f" and {len(guilty) - 1} more wrong option{'s' * (len(guilty) > 2)}" if len(guilty) > 1 else ""
    message = f'"{word}" here{several}, and no such word in the right answer: it gives the option away as wrong'
    cure = "Say what is wrong about the option in other words, so that it sounds as careful as the right answer."
    yield item.find(option.text.at(word), message, cure, option.part)


@rule("DG305", ChoiceItem)
def hedges_only_in_the_key(item: ChoiceItem) -> Iterator[Finding]:
    """Careful words such as "usually" and "may" stand in the right answer only.

    It is silent when a wrong option or the question hedges, too, and in negative questions.

    Why: A careful statement is hard to refute, so it is picked by those who do not know.
    Source: Haladyna, Downing and Rodriguez 2002 (avoid clues to the right answer); NBME Item-Writing Guide (vague terms).

    Bad:
        question: What does a person in the first weeks of recovery notice?
        options:
          - correct: Sleep is often worse than before
          - wrong: Sleep is as good as before
          - wrong: Sleep is better than before

    Good:
        question: What does a person in the first weeks of recovery often notice?
        options:
          - correct: Sleep is worse than before
          - wrong: Sleep is as good as before
          - wrong: Sleep is better than before
    """
    if len(item.wrong) < 2 or negation(item):
        return
    careful = HEDGE | SOFT_HEDGE
    if item.stem.first(HEDGE) or any(option.text.first(careful) for option in item.wrong):
        return
    for key in item.keys:
        word = key.text.first(HEDGE)
        if word and len(key.text.words) > 2 and not re.search(r"\bMay\b", key.text.plain):
            message = f'only the right answer is put carefully ("{word}")'
            cure = f'Leave "{word}" out, move it into the question, or put the other options as carefully.'
            yield item.find(key.text.at(word), message, cure, key.part)
            return


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


def _parts(text: str) -> frozenset[str]:
    pieces = re.split(r"\s*(?:,|;|/|\band\b|\bor\b|\+|&)\s*", text.lower().rstrip(". "))
    words = (" ".join(stem(word) for word in piece.split() if word not in STOP) for piece in pieces)
    return frozenset(word for word in words if word)


@rule("DG308", ChoiceItem)
def grammar_excludes_options(item: ChoiceItem) -> Iterator[Finding]:
    """The grammar of the stem fits some options only.

    Looks at stems that end with "a" or "an", and at stems that end with "is" or "are" where the right answer alone has
    the number that fits.

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
    ending = re.search(r"\b(an?|is|are)(?: called| known as)?\s*(?:_+|\.{2,}|…|:)?\s*$", item.stem.plain)
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
    fitting = [option for option in item.options if plural[option.number] == (verb == "are")]
    if fitting and all(option.correct for option in fitting) and item.wrong:
        message = f'the question ends with "{verb}", and only the right answer has the number that fits'
        cure = "Put all options into the singular or all into the plural."
        yield item.find(fitting[0].text.at(), message, cure, fitting[0].part)


def _plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "ics"))


def _article(text: str) -> str:
    """The article that a noun phrase takes, or nothing where that cannot be told from its letters."""
    word = re.match(r"[\"'(]*([A-Za-z][A-Za-z'’-]*)", text)
    if word is None or word[1].lower() in ("a", "an", "the"):
        return ""
    first = word[1]
    if (len(first) < 4 and first.isupper()) or re.match(r"(?:hour|hono|heir|herb|uni|use|usu|eu|one|once|ub|ut)", first.lower()):
        return ""
    return "an" if first[0].lower() in "aeiou" else "a"
