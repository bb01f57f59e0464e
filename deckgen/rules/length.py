"""How much there is to read, and how hard it is."""

import re
from collections.abc import Iterator

from deckgen.rules.rule import rule
from deckgen.rules.view import ChoiceItem, Finding, Item
from deckgen.rules.words import Prose, syllables

MAX_STEM, MAX_OPTION, MAX_SENTENCE, MAX_GRADE = 120, 35, 40, 14


@rule("DG315", ChoiceItem, english=False)
def stem_too_long(item: ChoiceItem) -> Iterator[Finding]:
    """The stem is longer than 120 words.

    Why: Reading takes the time that thinking needs, and a phone shows about 60 words at once.
    Source: Haladyna, Downing and Rodriguez 2002 (minimize the amount of reading; avoid window dressing). The number is
    deckgen's own.

    Bad:
        question: |
          Rosa has worked as a peer support specialist in Fresno for three years. Before that she cooked in a school,
          and she still likes to bake for her team. On a rainy Monday she meets Darnell, who has come to the center for
          the first time. He has taken the bus from the other end of town, and his shoes are wet. He looks around the
          room, which was painted green last spring, and takes a chair near the door. A radio plays in the kitchen.
          Rosa offers tea. Darnell tells her that he lost his job in May, that he sleeps badly, and that his sister
          told him to come. He adds that he does not want to talk about his past today. Two other members wave at him
          from the sofa. What does Rosa do next?
        options:
          - correct: Asks what he would like today to bring
          - wrong: Asks what happened in May, to understand him
          - wrong: Calls his sister, to hear her view of it

    Good:
        question: |
          Darnell comes to the center for the first time. He tells Rosa, a peer support specialist, that he lost his
          job and does not want to talk about his past. What does Rosa do next?
        options:
          - correct: Asks what he would like today to bring
          - wrong: Asks what happened in May, to understand him
          - wrong: Calls his sister, to hear her view of it
    """
    count = len(item.stem.words)
    if count > MAX_STEM:
        cure = f"Leave out what is not needed for the answer. {MAX_STEM} words are plenty for a scene and a question."
        yield item.find(item.stem.at(), f"the question is {count} words long", cure)


@rule("DG316", ChoiceItem, english=False)
def option_too_long(item: ChoiceItem) -> Iterator[Finding]:
    """An option is longer than 35 words.

    Why: Options are read against each other; nobody keeps four paragraphs in mind.
    Source: Haladyna, Downing and Rodriguez 2002 (minimize the amount of reading). The number is deckgen's own.

    Bad:
        question: What belongs into a progress note?
        options:
          - correct: |
              What the two of them did in the meeting, which goal of the wellness plan it served, how the person took
              part in it, what in the end came out of it, and what both of them agreed to do until they meet again in
              the week after the next one
          - wrong: |
              What the writer thinks is behind the way in which the person behaved
          - wrong: |
              What the neighbors of the person told the writer in the hall

    Good:
        question: What belongs into a progress note?
        options:
          - correct: What was done, for which goal, and what comes next
          - wrong: What the writer thinks is behind the behavior
          - wrong: What the neighbors told the writer in the hall
    """
    for option in item.options:
        count = len(option.text.words)
        if count > MAX_OPTION:
            cure = "Move what all options share into the question, and reasons into `why`."
            yield item.find(option.text.at(), f"the option is {count} words long", cure, option.part)
            return


@rule("DG317", Item, english=False)
def sentence_too_long(item: Item) -> Iterator[Finding]:
    """A sentence is longer than 40 words.

    Lists, tables, code and maths do not count.

    Why: Many readers lose the beginning before they reach the end, above all on a phone and in a second language.
    Source: Plain language guidelines of the United States government (write short sentences). The number is deckgen's
    own.

    Bad:
        explanation: |
          A wellness plan, which people write for themselves when they feel well, and which they change whenever their
          life changes, names the things that help them every day, the signs that tell them that something is going
          wrong, and the people whom they want to have around them then.

    Good:
        explanation: |
          People write a wellness plan for themselves when they feel well. It names what helps every day, and the signs
          that something is going wrong.
    """
    for part, prose in item.parts():
        if len(prose.plain.split(None, MAX_SENTENCE)) <= MAX_SENTENCE:
            continue
        for sentence in prose.sentences:
            count = len(sentence.split())
            if count > MAX_SENTENCE and not re.search(r"[;=<>{}]", sentence):
                begin = sentence[:24].rsplit(" ", 1)[0]
                message = f'the sentence that begins with "{begin}" has {count} words'
                yield item.find(prose.at(begin), message, "Make two or three sentences of it.", part)
                return


@rule("DG318", Item)
def reads_too_hard(item: Item) -> Iterator[Finding]:
    """The texts of a question read harder than grade 14, two years of college.

    The grade is Flesch and Kincaid's, over question, options, hint and explanation together, from 60 words on. It
    counts the length of words and sentences, and knows nothing of their sense.

    Why: The reading level of an item should not be part of what it tests.
    Source: Haladyna, Downing and Rodriguez 2002 (keep vocabulary simple); Kincaid and others 1975 (the formula). The
    number is deckgen's own.

    Bad:
        explanation: |
          Organizational implementation of psychosocial rehabilitation necessitates interdisciplinary collaboration.
          Practitioners operationalize individualized recovery orientation through participatory documentation.
          Administrative accountability considerations notwithstanding, participatory documentation demonstrably
          facilitates therapeutic engagement. Continuous organizational evaluation additionally strengthens
          institutional responsiveness regarding individualized preferences, cultural considerations, communication
          accessibility, environmental accommodation, transportation availability, educational opportunity,
          occupational participation, and community integration.

    Good:
        explanation: |
          A good team works together. Its members write their notes together with the person, because people take more
          part in a plan that is in their own words. The team asks often whether the plan still fits. It looks at
          culture, at language, at the way to the center, and at work and school. When life changes, the plan changes
          with it, and the person keeps a copy of it.
    """
    texts = [prose for part, prose in item.parts()]
    if isinstance(item, ChoiceItem):
        texts = [item.stem, *(option.text for option in item.options), item.hint, item.explanation]
    grade, count = reading_grade(texts)
    if count >= 60 and grade > MAX_GRADE:
        message = f"the question reads at grade {grade:.0f}, above {MAX_GRADE}"
        cure = "Shorter sentences and everyday words bring it down. Terms that are asked about may stay."
        yield item.find(texts[0].at(), message, cure)


def reading_grade(texts: list[Prose]) -> tuple[float, int]:
    """The grade by Flesch and Kincaid, and the number of words it rests on."""
    words = [word for prose in texts for word in prose.words]
    sentences = sum(len(prose.sentences) or 1 for prose in texts)
    if not words:
        return 0.0, 0
    heard = sum(map(syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * heard / len(words) - 15.59, len(words)
