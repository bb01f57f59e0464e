"""The stem: whether it asks, whether it can be read, and whether it asks for what is right."""

import re
from collections.abc import Iterator

from deckgen.rules.reading import about_the_others, negation
from deckgen.rules.rule import rule
from deckgen.rules.view import ChoiceItem, Finding

_MAX_NEGATIVE = 14
_WHOLE_NEGATION = re.compile(r"\b(?:not(?! only)|never|no|none|nothing|cannot)\b|n['\u2019]t\b", re.IGNORECASE)
_UNFOCUSED = re.compile(
    r"(?:according to [\w ]+, )?which (?:one )?(?:of (?:the|these|this) )?(?:following |below )?"
    r"(?:statements?|is|are|sentences?|options?|choices?|answers?)?(?: is| are)?(?: the)?(?: most)? ?"
    r"(?:true|correct|accurate|right|false|incorrect|not true|not correct)(?: statements?| options?| answers?| one)?"
)
_ASKS = re.compile(
    r"\?|_{2,}|(?<!\w)\\?_(?!\w)|…|\.{3,}|:\s*$|\[\s*\]|\(\s*\)|-{3,}|\b(?:this|these|those)\b",
    re.MULTILINE | re.IGNORECASE,
)
_TASK = re.compile(
    r"\b(?:choose|select|identify|name|find|pick|complete|calculate|determine|match|mark|indicate|decide|state|give|fill|"
    r"order|arrange|evaluate|solve|simplify|convert|change|write|rewrite|translate|count|guess|compare|mention|tell|spell|correct|list|define|describe|which|what|who|whom|whose|where|when|why|how)\b",
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
    if re.search(rf"[*_`][^*_`]*{re.escape(word)}[^*_`]*[*_`]", item.stem.text.value, re.IGNORECASE):
        return
    if re.search(r"\b(?:NOT|EXCEPT|LEAST|NEVER|CANNOT)\b", item.stem.plain):
        return
    message = f'the question turns on "{word}", which is easy to miss'
    cure = f"Ask for what is right instead. If the exception is the point, write **{_whole(word).upper()}**."
    yield item.find(item.stem.at(word), message, cure)


def _whole(word: str) -> str:
    return "not" if word.lower().replace("\u2019", "'") == "n't" else word


@rule("DG311", ChoiceItem)
def double_negative(item: ChoiceItem) -> Iterator[Finding]:
    """A negative question has an option that is negative as well.

    Options of more than fourteen words are left alone, and so are titles.

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
        if about_the_others(option.text) or _is_title(option.text.plain):
            continue
        match = _WHOLE_NEGATION.search(option.text.plain)
        if match and 1 < len(option.text.words) <= _MAX_NEGATIVE:
            message = f'a negative question with a negative option ("{match[0]}") must be turned around twice'
            cure = "Ask the question positively, or say the option without the negation."
            yield item.find(option.text.at(match[0]), message, cure, option.part)
            return


def _is_title(text: str) -> bool:
    words = [word for word in text.split() if word[:1].isalpha()]
    return len(words) > 1 and sum(word[0].isupper() for word in words) > len(words) / 2


@rule("DG312", ChoiceItem)
def stem_asks_nothing(item: ChoiceItem) -> Iterator[Finding]:
    """The stem cannot be answered with the options covered.

    It neither asks, nor leaves a blank, nor is a sentence that the options complete; or it asks only which option is
    true.

    Why: With the options covered, a learner should be able to think of the answer. Otherwise the item is a list of
    true-or-false questions in disguise.
    Source: Haladyna, Downing and Rodriguez 2002 (include the central idea in the stem); NBME Item-Writing Guide (cover
    the options).

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
    judged = {" ".join(option.text.words) for option in item.options} <= {
        "true",
        "false",
        "yes",
        "no",
        "right",
        "wrong",
    }
    return not judged and (text.endswith((".", "!")) or len(item.stem.words) <= 3)
