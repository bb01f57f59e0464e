"""Cues: what lets a test-wise learner find the right answer without knowing anything."""

import re
from collections.abc import Iterator

from deckgen.rules.reading import about_the_others, negation
from deckgen.rules.rule import rule
from deckgen.rules.view import ChoiceItem, Finding
from deckgen.rules.words import Lexicon, Prose

# Words after which hardly any statement holds.
ABSOLUTE = Lexicon(
    *("always", "never", "invariably", "under no circumstances", "in all cases", "in every case"),
    *("at all times", "all the time", "without exception"),
)
_ANY_ABSOLUTE = ABSOLUTE.with_(Lexicon("all", "every", "no", "must", "only"))
# Words that make a statement hard to refute.
HEDGE = Lexicon(
    *("may", "might", "usually", "often", "generally", "sometimes", "typically", "probably", "possibly"),
    *("perhaps", "tend", "tends", "in most cases", "in many cases", "as a rule"),
)
SOFT_HEDGE = Lexicon(
    *("can", "could", "some", "most", "many", "rarely", "seldom", "occasionally", "mostly", "almost", "likely"),
    "frequently",
)
_CAREFUL = HEDGE.with_(SOFT_HEDGE)
# Words after which a hedge belongs to a clause, and not to the claim.
_ASIDE = "(?:that|which|who|whose|whom|if|because|whether|where)"

# Longer options say so much that one word does not settle them.
_MAX_ABSOLUTE, _MAX_HEDGE = 10, 14


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
    as well, in negative questions, for what someone says in quotation marks, and for options of one or two words or of
    more than ten.

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
    if negation(item) or any(key.text.first(_ANY_ABSOLUTE) for key in item.keys):
        return
    guilty = [(option, word) for option in item.wrong if (word := _absolute(option.text)) and word not in item.stem]
    if not guilty:
        return
    option, word = guilty[0]
    several = f" and {len(guilty) - 1} more wrong option{'s' * (len(guilty) > 2)}" if len(guilty) > 1 else ""
    message = f'"{word}" here{several}, and no such word in the right answer: it gives the option away as wrong'
    cure = "Say what is wrong about the option in other words, so that it sounds as careful as the right answer."
    yield item.find(option.text.at(word), message, cure, option.part)


def _absolute(text: Prose) -> str:
    """The word that makes a claim absolute. What someone says, or what never happened, is no such claim."""
    said = text.plain.startswith(('"', "“"))
    word = text.first(ABSOLUTE) if 2 < len(text.words) <= _MAX_ABSOLUTE and not said else ""
    past = rf"\b(?:almost|nearly|not|have|has|had) {word}\b|\bnever (?:\w+ed|wrote|made)\b"
    return "" if re.search(past, text.plain.lower()) else word


@rule("DG305", ChoiceItem)
def hedges_only_in_the_key(item: ChoiceItem) -> Iterator[Finding]:
    """Careful words such as "usually" and "may" stand in the right answer only.

    It is silent when a wrong option or the question hedges, too, in negative questions, and for right answers of more
    than fourteen words.

    Why: A careful statement is hard to refute, so it is picked by those who do not know.
    Source: Haladyna, Downing and Rodriguez 2002 (avoid clues to the right answer); NBME Item-Writing Guide (vague
    terms).

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
    if item.stem.first(HEDGE) or any(option.text.first(_CAREFUL) for option in item.wrong):
        return
    for key in item.keys:
        word = key.text.first(HEDGE)
        aside = re.search(rf"\bMay\b|\bmay not\b|\b{_ASIDE}\b.*\b{word}\b", key.text.plain)
        if word and 2 < len(key.text.words) <= _MAX_HEDGE and not aside:
            message = f'only the right answer is put carefully ("{word}")'
            cure = f'Leave "{word}" out, move it into the question, or put the other options as carefully.'
            yield item.find(key.text.at(word), message, cure, key.part)
            return
