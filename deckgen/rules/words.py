"""English words as a careful reader counts them: tokens, their stems, sentences, syllables.

Every text is cut into words once; the rules share the result.
"""

import re
import sys
from functools import cache, cached_property

from deckgen.diagnostics import Span
from deckgen.model import Text

_MARKUP = re.compile(r"[*_`\[\]\\#|>!{]")
_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_MATHS = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"`|\*\*|__|(?<!\w)[*_]|[*_](?!\w)|^ *(?:#{1,6}|>|[-+*]|\d+\.) +", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
# The mark comes first, and what may not stand before it is looked at afterwards: marks are rare, and so found fast.
_SENTENCE_END = re.compile(
    r"[.!?](?<!\b[A-Z].)(?<!\bDr.)(?<!\bMr.)(?<!\bMs.)(?<!\bMrs.)(?<!\bvs.)['\"”\u2019)]*\s+(?=[\"“'(]?[A-Z0-9])"
)
_VOWELS = re.compile(r"[aeiouy]+")

# Words that carry no subject of their own. What changes a meaning (not, before, after, more, less) is not here.
_STOP_WORDS = """
    a about above also an and any are as at be been being both but by can could did do does doing done during each
    either following for from get gets had has have having he her here hers him his how i if in into is it its itself
    just let like made make makes may me might most much my of off on one ones only onto or other others our out over
    own per said same say says shall she should so some such than that the their theirs them then there these they this
    those through to toward towards under until up upon us use used uses using very was way we were what when where
    which while who whom whose why will with within would you your yours
"""
STOP = frozenset(_STOP_WORDS.split())


class Prose:
    """A text, ready to be judged."""

    def __init__(self, text: Text) -> None:
        self.text = text

    @cached_property
    def plain(self) -> str:
        """The text as it is read aloud: without marks, pictures, blocks of code and maths."""
        value = self.text.value.strip()
        if not _MARKUP.search(value):
            return value
        value = _MATHS.sub(" ", _CODE.sub(" ", value))
        value = _LINK.sub(r"\1", _PICTURE.sub(" ", value))
        return _MARKS.sub("", value).strip()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every word, in small letters."""
        # Interned, for a large bank has few words, each very often.
        return tuple(map(sys.intern, _WORD.findall(self.plain.lower().replace("\u2019", "'"))))

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems of the words that carry the subject."""
        return frozenset(stem(word) for word in self.words if word not in STOP)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the text. A line that ends without a mark ends its sentence, too."""
        if "\n" not in self.text.value and "|" not in self.text.value:
            return tuple(part.strip() for part in _SENTENCE_END.split(self.plain) if part)
        blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-+*]|\d+\.)\s)", self.text.value)
        shown = (Prose(Text(block, self.text.span)).plain for block in blocks if "|" not in block)
        return tuple(part.strip() for block in shown for part in _SENTENCE_END.split(block.replace("\n", " ")) if part)

    @cached_property
    def _spaced(self) -> str:
        return phrase(self.words)

    def __contains__(self, word: str) -> bool:
        return word in self._set

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self.words)

    def at(self, word: str = "") -> Span:
        """The place of a word or phrase of the text, or of its beginning."""
        value = self.text.value.lower().replace("\u2019", "'")
        found = re.search(rf"(?<!\w){re.escape(word.lower())}", value) if word else None
        lead = len(value) - len(value.lstrip())
        return self.text.at(found.start() if found else lead)

    def first(self, lexicon: "Lexicon") -> str:
        """The first word of a lexicon that stands in the text, else a phrase of it, or nothing."""
        if not lexicon.singles.isdisjoint(self._set):
            return next(word for word in self.words if word in lexicon.singles)
        return next((one for one in lexicon.phrases if f" {one} " in self._spaced), "")


class Lexicon:
    """Words and phrases to look for."""

    def __init__(self, *words: str) -> None:
        self.singles = frozenset(word for word in words if " " not in word)
        self.phrases = tuple(sorted(word for word in words if " " in word))

    def with_(self, other: "Lexicon") -> "Lexicon":
        """Both lexicons together."""
        return Lexicon(*self.singles, *self.phrases, *other.singles, *other.phrases)


@cache
def stem(word: str) -> str:
    """A word without its ending, so that `plans`, `planned` and `planning` count as one."""
    word = word.removesuffix("'s")
    if len(word) <= 3 or not word.isalpha():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word.rstrip("e") if len(word) > 4 else word


_ENDINGS = (
    *(("ations", "at"), ("ation", "at"), ("ments", ""), ("ment", ""), ("ities", ""), ("ity", ""), ("ically", "ic")),
    *(("nesses", ""), ("ness", ""), ("ingly", ""), ("edly", ""), ("ings", ""), ("ing", ""), ("ied", "y")),
    *(("ies", "y"), ("sses", "ss"), ("ers", ""), ("er", ""), ("ed", ""), ("es", ""), ("ly", ""), ("us", "us")),
    *(("ss", "ss"), ("is", "is"), ("s", "")),
)


@cache
def syllables(word: str) -> int:
    """About how many syllables an English word has."""
    if not word.isalpha():
        return 1
    count = len(_VOWELS.findall(word))
    silent_e = word.endswith("e") and not word.endswith(("le", "ee", "ye", "oe"))
    silent_ed = word.endswith("ed") and word[-3:-2] not in "td"
    return max(count - (silent_e or silent_ed), 1)


def phrase(words: tuple[str, ...]) -> str:
    """The words between blanks, so that a phrase is found as a whole: ` peer support `."""
    return f" {' '.join(words)} "
