"""Cloze texts: what is hidden must be worth knowing, and the rest of the text must determine it."""

import re
from collections.abc import Iterator

from deckgen.model import Text
from deckgen.rules.rule import rule
from deckgen.rules.view import ClozeItem, Finding
from deckgen.rules.words import Prose, phrase

MAX_HIDDEN = 8

_NUMERAL = re.compile(
    r"(?:[2-9]|1\d|20|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen)",
    re.IGNORECASE,
)
_LIST_NOUN = re.compile(
    r"[\s*]*(?:\w+[ -]){0,2}(?:steps|stages|principles|parts|types|kinds|components|elements|dimensions|pillars|"
    r"phases|levels|categories|rules|domains|areas|ways|reasons|goals|values|competencies|factors|characteristics|features|questions|"
    r"forms|groups|tasks|skills|guidelines|[A-Z][\u2019']?s)\b"
)
# Words that grammar alone fills in. Words that carry a rule (not, before, may, only) are worth hiding.
_GRAMMAR_WORDS = """
    a about also an and any are as at be been being by did do does for from had has have he her him his i if in into is
    it its itself of on onto or our she so some such than that the their them then there these they this those through
    to too us was we were what when where which while who whom whose with would you your
"""
_GRAMMAR = frozenset(_GRAMMAR_WORDS.split())


@rule("DG323", ClozeItem)
def cloze_hides_a_count(item: ClozeItem) -> Iterator[Finding]:
    """A cloze hides how many points a list has.

    Why: "The {{c1::six}} principles" tests a number that nobody needs; knowing the principles is what counts.
    Source: Wozniak, Twenty rules of formulating knowledge (avoid sets and enumerations); Anki's manual (cloze
    deletion).

    Bad:
        cloze: |
          Trauma-informed care rests on {{c1::six}} principles, and safety is the first.

    Good:
        cloze: |
          Trauma-informed care rests on six principles, and {{c1::safety}} is the first.
    """
    for deletion in item.deletions:
        after = item.cloze.text.value[deletion.end :]
        if _NUMERAL.fullmatch(deletion.hidden.plain) and _LIST_NOUN.match(after):
            message = f'"{deletion.hidden.plain}" only counts a list'
            cure = "Hide one of the points, in a sentence that asks for it, and leave the number to be read."
            yield item.find(deletion.hidden.at(), message, cure)


@rule("DG324", ClozeItem, english=False)
def cloze_hides_too_much(item: ClozeItem) -> Iterator[Finding]:
    """One deletion hides more than eight words, or leaves less than three to be read.

    Why: A long gap has many right fillings, so the learner cannot tell whether the thought was the one that is meant.
    Source: Wozniak, Twenty rules of formulating knowledge (minimum information principle); Anki's manual (keep it
    simple).

    Bad:
        cloze: |
          Motivational interviewing is {{c1::a way of talking with people that strengthens their own reasons to
          change}}.

    Good:
        cloze: |
          Motivational interviewing strengthens a person's {{c1::own::whose?}} reasons to change.
    """
    for deletion in item.deletions:
        count = len(deletion.hidden.words)
        if count > MAX_HIDDEN:
            message = f"{count} words are hidden at once, so no one can say them as they are meant"
            yield item.find(deletion.hidden.at(), message, "Hide the one or two words that matter.")
            return
    for number in sorted({deletion.number for deletion in item.deletions}):
        if len(_visible(item, number).words) < 3:
            first = next(deletion for deletion in item.deletions if deletion.number == number)
            message = f"card {number} leaves hardly anything to read, so nothing leads to the answer"
            yield item.find(first.hidden.at(), message, "Write a sentence around the deletion.")
            return


@rule("DG325", ClozeItem)
def hidden_word_stands_elsewhere(item: ClozeItem) -> Iterator[Finding]:
    """The card shows the hidden words in another place of its text.

    Why: The answer can be read off the card.
    Source: Anki's manual (cloze deletion): other deletions and the rest of the text stay visible.

    Bad:
        cloze: |
          A wellness plan lists early warning signs, so that {{c1::early warning signs}} are noticed in time.

    Good:
        cloze: |
          A wellness plan lists {{c1::early warning signs::what to look for}}, so that help comes in time.
    """
    for deletion in item.deletions:
        words = deletion.hidden.words
        if (
            deletion.hidden.content
            and len("".join(words)) > 2
            and phrase(words) in phrase(_visible(item, deletion.number).words)
        ):
            message = f'"{deletion.hidden.plain}" can be read elsewhere on the same card'
            cure = f"Reword the other place, or give it the same number: {{{{c{deletion.number}::...}}}} hides both."
            yield item.find(deletion.hidden.at(), message, cure)
            return


@rule("DG326", ClozeItem)
def cloze_hides_a_small_word(item: ClozeItem) -> Iterator[Finding]:
    """A deletion hides only a word such as "the" or "of".

    Why: Grammar fills the gap, or chance does; neither is knowledge.
    Source: Wozniak, Twenty rules of formulating knowledge (optimize wording); Anki's manual (cloze deletion).

    Bad:
        cloze: |
          Recovery is a process {{c1::of}} change that people drive themselves.

    Good:
        cloze: |
          Recovery is a process of {{c1::change}} that people drive themselves.
    """
    for deletion in item.deletions:
        words = deletion.hidden.words
        if words and all(word in _GRAMMAR for word in words) and len(words) < 3 and not deletion.hint:
            message = f'"{deletion.hidden.plain}" is filled in by grammar, not by knowledge'
            yield item.find(deletion.hidden.at(), message, "Hide the word that carries the idea.")


def _visible(item: ClozeItem, number: int) -> Prose:
    return Prose(Text(item.card(number), item.cloze.text.span))
