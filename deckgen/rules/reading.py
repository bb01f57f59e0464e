"""What several rules read in a question in the same way."""

import re

from deckgen.rules.view import ChoiceItem
from deckgen.rules.words import Prose

_THINGS = r"(?:\s+(?:answers?|options?|choices?|statements?|responses?|items?|alternatives?))?"
_OF_ABOVE = re.compile(
    rf"(?:all|none|both|neither|any|some|two|three)(?: one)?(?: of)?(?: the| these| them)?{_THINGS}(?: (?:given|listed|mentioned))?"
    rf"(?: above| below| these| them){_THINGS}(?: (?:are|is) (?:correct|right|true|wrong|false))?"
    r"|(?:all|none)(?: of)?(?: the| these)? (?:answers|options|choices|statements|responses)"
    r"(?: (?:are|is) (?:correct|right|true|wrong|false))?",
)

# A turn of the sentence after which "not" belongs to a condition, and not to what is asked.
_CLAUSE = r"(?:if|when|because|that|who|while|although|though|since|after|before|unless|where|so|but|whose|as|does|did)"
_NEGATIVE = re.compile(
    rf"\b(?:which|what|who|whom|where)\b(?:(?!\b{_CLAUSE}\b)[^?.:;,])*?(?:\b(?P<a>not|NOT|except|EXCEPT|cannot|CANNOT|never|NEVER)\b"
    r"|(?P<b>(?<=\w)n['’]t)\b|\b(?P<c>least|LEAST) (?:likely|appropriate|accurate|important|effective|helpful|related))"
    r"|(?P<d>\b(?:except|EXCEPT)(?: for)?\b)\s*(?:one)?\s*[:?.…_]*\s*$",
    re.IGNORECASE,
)


def about_the_others(option: Prose) -> bool:
    """Whether an option says "all of the above" or the like."""
    return _OF_ABOVE.fullmatch(" ".join(option.words)) is not None


def negation(item: ChoiceItem) -> str:
    """The word that turns the question around, as it is written, or nothing."""
    match = _NEGATIVE.search(item.ask)
    return next((word for word in match.groups() if word), "") if match else ""
