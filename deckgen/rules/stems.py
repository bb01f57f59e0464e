"""The stem: whether it asks, whether it can be read, and whether it asks for what is right."""

import re
from collections.abc import Iterator

from deckgen.rules.reading import negation
from deckgen.rules.rule import rule
from deckgen.rules.view import ChoiceItem, Finding, Item
from deckgen.rules.words import Prose, syllables

MAX_STEM, MAX_OPTION, MAX_SENTENCE, MAX_GRADE = 120, 35, 40, 14

_WHOLE_NEGATION = re.compile(r"\b(?:not|never|no|none|nothing|cannot)\b|n['’]t\b", re.IGNORECASE)
_UNFOCUSED = re.compile(
    r"(?:according to [\w ]+, )?which (?:one )?(?:of (?:the|these|this) )?(?:following |below )?"
    r"(?:statements?|is|are|sentences?|options?|choices?|answers?)?(?: is| are)?(?: the)?(?: most)? ?"
    r"(?:true|correct|accurate|right|false|incorrect|not true|not correct)(?: statements?| options?| answers?| one)?"
)
_ASKS = re.compile(r"\?|_{2,}|(?<!\w)\\?_(?!\w)|…|\.{3,}|:\s*$|\[\s*\]|\(\s*\)|-{3,}|\b(?:this|these|those)\b", re.MULTILINE | re.IGNORECASE)
_TASK = re.compile(
    r"\b(?:choose|select|identify|name|find|pick|complete|calculate|determine|match|mark|indicate|decide|state|give|fill|"
    r"order|arrange|evaluate|solve|simplify|convert|list|define|describe|which|what|who|whom|whose|where|when|why|how)\b",
    re.IGNORECASE,
)

@rule("DG310", ChoiceItem)
def negative_stem_in_small_letters(item: ChoiceItem) -> Iterator[Finding]:
    """The question asks for what is not so, and the "not" is easy to miss.

    A negation in a condition ("What helps if he does not answer?") is no matter. Capitals and **bold** show it.

    Why: Learners who know the fact miss the word and lose the item. Ask for what is right; where the exception is the
    point, show it.
    Source: Haladyna, Downing and Rodriguez 2002 (word the stem positively; capitalize and boldface negative words).

    Bad:
        question: Which of these is not a task of a peer support specialist?
        options:
          - correct: To prescribe
          - wrong: To listen
          - wrong: To refer

    Good:
        question: Which of these is **NOT** a task of a peer support specialist?
        options:
          - correct: To prescribe
          - wrong: To listen
          - wrong: To refer
    """
    word = negation(item)
    if not word or word.isupper():
        return
    if re.search(rf"[*_][^*_]*{re.escape(word)}[^*_]*[*_]", item.stem.text.value, re.IGNORECASE):
        return
    if re.search(r"\b(?:NOT|EXCEPT|LEAST|NEVER|CANNOT)\b", item.stem.plain):
        return
    message = f'the question turns on "{word}", which is easy to miss'
    cure = f"Ask for what is right instead. If the exception is the point, write **{_whole(word).upper()}**."
    yield item.find(item.stem.at(word), message, cure)


def _whole(word: str) -> str:
    return "not" if word.lower().replace("’", "'") == "n't" else word


@rule("DG311", ChoiceItem)
def double_negative(item: ChoiceItem) -> Iterator[Finding]:
    """A negative question has an option that is negative as well.

    Why: "Which is NOT so? It is not ..." has to be turned around twice. That tests logic and patience.
    Source: Haladyna, Downing and Rodriguez 2002 (avoid negatives in choices).

    Bad:
        question: Which of these does **NOT** belong in a progress note?
        options:
          - correct: What was not said
          - wrong: What was done
          - wrong: What comes next

    Good:
        question: Which of these belongs in a progress note?
        options:
          - correct: What was done
          - wrong: What the writer guesses
          - wrong: What a neighbor said
    """
    if not negation(item):
        return
    for option in item.options:
        match = _WHOLE_NEGATION.search(option.text.plain)
        if match and len(option.text.words) > 1:
            message = f'a negative question with a negative option ("{match[0]}") must be turned around twice'
            cure = "Ask the question positively, or say the option without the negation."
            yield item.find(option.text.at(match[0]), message, cure, option.part)
            return


@rule("DG312", ChoiceItem)
def stem_asks_nothing(item: ChoiceItem) -> Iterator[Finding]:
    """The stem cannot be answered with the options covered.

    It neither asks, nor leaves a blank, nor is a sentence that the options complete; or it asks only which option is
    true.

    Why: With the options covered, a learner should be able to think of the answer. Otherwise the item is a list of
    true-or-false questions in disguise.
    Source: Haladyna, Downing and Rodriguez 2002 (include the central idea in the stem); NBME Item-Writing Guide (cover the
    options).

    Bad:
        question: Which of the following is true?
        options:
          - correct: Peer support is voluntary
          - wrong: Peer support is therapy
          - wrong: Peer support needs a diagnosis

    Good:
        question: What does a person need in order to get peer support here?
        options:
          - correct: The wish to have it
          - wrong: A diagnosis
          - wrong: A therapist's referral
    """
    text = " ".join(item.stem.plain.split())
    if _UNFOCUSED.fullmatch(text.rstrip(" ?:._…").lower()):
        message = "the question asks only which option is true, so it cannot be answered with the options covered"
        cure = "Put the subject into the question: what exactly is asked about it?"
        yield item.find(item.stem.at(), message, cure)
    elif _is_statement(item, text):
        message = "the question asks nothing: there is no question mark and no blank"
        cure = 'End it with a question, such as "What helps most?", or with a blank: ____.'
        yield item.find(item.stem.at(), message, cure)


def _is_statement(item: ChoiceItem, text: str) -> bool:
    """Whether a stem is a full sentence or a mere name; an open sentence is completed by the options."""
    if _ASKS.search(item.stem.text.value) or _TASK.search(text):
        return False
    judged = {" ".join(option.text.words) for option in item.options} <= {"true", "false", "yes", "no", "right", "wrong"}
    return not judged and (text.endswith((".", "!")) or len(item.stem.words) <= 3)


@rule("DG315", ChoiceItem, english=False)
def stem_too_long(item: ChoiceItem) -> Iterator[Finding]:
    """The stem is longer than 120 words.

    Why: Reading takes the time that thinking needs, and a phone shows about 60 words at once.
    Source: Haladyna, Downing and Rodriguez 2002 (minimize the amount of reading; avoid window dressing). The number is
    deckgen's own.
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
    """
    for part, prose in item.parts():
        if len(prose.words) <= MAX_SENTENCE:
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
    heard = sum(syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * heard / len(words) - 15.59, len(words)
