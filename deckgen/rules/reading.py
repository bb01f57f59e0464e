"""What several rules read in a question in the same way."""

import re

from deckgen.rules.view import ChoiceItem
from deckgen.rules.words import Prose

_THINGS = r"(?:\s+(?:answers?|options?|choices?|statements?|responses?|items?|alternatives?))?"
_OF_ABOVE = re.compile(
    rf"(?:all|none|both|neither|any|some|two|three)(?: one)?(?: of)?(?: the| these| them)?{_THINGS}"
    r"(?: (?:given|listed|mentioned))?"
    rf"(?: above| below| these| them){_THINGS}(?: (?:are|is) (?:correct|right|true|wrong|false))?"
    r"|(?:all|none)(?: of)?(?: the| these)? (?:answers|options|choices|statements|responses)"
    r"(?: (?:are|is) (?:correct|right|true|wrong|false))?",
)

# Where a question begins: at the start or after a comma, with the first question word of its sentence.
_WORD = r"\b(?:which|what|who|whom|where)\b"
_BEGIN = (
    rf"^(?:(?:(?!{_WORD})[^?])*[,:;(] ?)?(?:(?:in|of|to|for|at|with|on|by|from|about|under|during|and|so) )?{_WORD}"
)
# A turn of the sentence after which "not" belongs to a condition, and not to what is asked.
_CLAUSE = r"(?:if|when|because|that|who|while|although|though|since|after|before|unless|where|so|but|whose|as)"
_NEGATIVE = re.compile(
    rf"{_BEGIN}(?:(?!\b{_CLAUSE}\b)[^?.:;,])*?(?:(?<!and )(?<!but )(?<!or )(?<!reason )"
    r"\b(?P<a>not|except|cannot|never)\b(?! (?:to|only|just|simply|merely|yet|necessarily|even)\b)"
    r"|(?P<b>(?<=\w)n['\u2019]t)\b"
    r"|\b(?P<c>least) (?:likely|appropriate|accurate|important|effective|helpful|related))"
    r"|(?P<d>\bexcept(?: for)?\b)\s*(?:one)?\s*[:?.…_]*\s*$",
    re.IGNORECASE,
)

# One of these stands wherever a question is negative.
_MAYBE_NEGATIVE = ("not", "except", "never", "n't", "n\u2019t", "least")


def about_the_others(option: Prose) -> bool:
    """Whether an option says "all of the above" or the like."""
    words = " ".join(option.words)
    return _OF_ABOVE.fullmatch(words) is not None or words.startswith(
        ("all of these", "none of these", "all of the above")
    )


def negation(item: ChoiceItem) -> str:
    """The word that turns the question around, as it is written, or nothing."""
    asked = item.ask.lower()
    if not any(word in asked for word in _MAYBE_NEGATIVE):
        return ""
    match = _NEGATIVE.search(item.ask)
    return next((word for word in match.groups() if word), "") if match else ""
