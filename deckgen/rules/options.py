"""The list of options: what is in it, how many there are, and in which order."""

import re
from collections.abc import Iterator
from itertools import pairwise

from deckgen.rules.reading import about_the_others
from deckgen.rules.rule import rule
from deckgen.rules.view import Answer, ChoiceItem, ClozeItem, Finding, Item
from deckgen.rules.words import Prose, stem

_LETTERS = re.compile(
    r"(?:[Bb]oth |[Ee]ither |[Nn]either |[Oo]nly )?\(?[A-H]\)?(?:\s*,\s*\(?[A-H]\)?)*,?\s*(?:and|&|or|nor|\+)"
    r"\s*\(?[A-H]\)?(?: (?:are|is) (?:correct|right|true)| only| above)?"
)
_NAMED_LETTER = re.compile(
    r"\b(?:[Oo]ptions?|[Aa]nswers?|[Cc]hoices?|[Dd]istractors?) \(?([A-H])\)?(?=[\s,.;:)?!]|$)(?!['\u2019]\w)"
)
_LETTERED = ("option", "answer", "choice", "distractor")
# A label that an option brings along, such as "B. " or "b) ".
_OWN_LETTER = re.compile(r"\(?([A-Ha-h])[.)] +\S")
_NUMBER = re.compile(r"[-\u2212\u2013]?[$€£]?\s?(\d[\d,]*(?:\.\d+)?)\s*(%|[^\W\d_]+(?: [^\W\d_]+)?)?")
_RANGE = re.compile(r"(?<!\w)(\d+(?:\.\d+)?)\s*(?:-|\u2013|—|to)\s*(\d+(?:\.\d+)?)(?!\w*[-\u2013/]\d)")
_DIGIT = re.compile(r"\d")
_SMALL_WORDS = frozenset(("a", "an", "the", "his", "her", "their"))
_BEYOND = re.compile(
    r"(more than|over|at least|above|greater than|less than|under|at most|below|fewer than|up to) (\d+(?:\.\d+)?)"
)


@rule("DG302", ChoiceItem)
def option_about_the_others(item: ChoiceItem) -> Iterator[Finding]:
    """An option says "all of the above", "none of the above" or the like.

    Why: "All of the above" is right as soon as two options are known to be right, and "none of the above" shows only
    that a learner knows what is wrong. And deckgen shuffles the options, so nothing is above.
    Source: Haladyna, Downing and Rodriguez 2002 (use "none of the above" carefully, avoid "all of the above"); NBME
    Item-Writing Guide.

    Bad:
        question: What helps a person to fall asleep?
        options:
          - correct: All of the above
          - wrong: A dark room
          - wrong: A steady bedtime

    Good:
        question: Which two habits help a person to fall asleep?
        options:
          - correct: A dark room
          - correct: A steady bedtime
          - wrong: A late cup of coffee
          - wrong: A bright screen in bed
    """
    for option in item.options:
        if about_the_others(option.text):
            message = f'"{option.text.plain}" is an option about the other options'
            cure = 'Write an option that stands alone. Where several are right, mark each `correct:` and ask for "two".'
            yield item.find(option.text.at(), message, cure, option.part)


@rule("DG303", Item)
def letter_of_an_option(item: Item) -> Iterator[Finding]:
    """A text names an option by its letter: "Both A and C", "Option B is wrong because ...", or options have letters.

    Why: deckgen permutes the options once and the card can shuffle them again, so the letter in the text points to
    another option on the card.
    Source: deckgen's own cards: see `shuffle` in the guide.

    Bad:
        question: What helps a person to fall asleep?
        options:
          - correct: A dark room
          - wrong: A bright screen in bed
          - wrong: A late cup of coffee
        explanation: Option B keeps people awake, because light tells the brain that it is day.

    Good:
        question: What helps a person to fall asleep?
        options:
          - correct: A dark room
          - wrong: A bright screen in bed
          - wrong: A late cup of coffee
        explanation: The screen keeps people awake, because light tells the brain that it is day.
    """
    if isinstance(item, ChoiceItem):
        yield from _letter_options(item)
    if not any(word in item.small for word in _LETTERED):
        return
    if isinstance(item, ChoiceItem):
        options_named = any(_NAMED_LETTER.search(option.text.plain) for option in item.options)
        if options_named or _NAMED_LETTER.search(item.stem.plain):
            return  # The question itself is about something that is called so.
    elif not isinstance(item, ClozeItem):
        return
    for part, prose in item.parts():
        match = _NAMED_LETTER.search(prose.plain) if part else None
        if match:
            message = f'"{match[0]}" means another option once the options are shuffled'
            yield item.find(prose.at(match[0]), message, "Name the option by what it says.", part)


def _letter_options(item: ChoiceItem) -> Iterator[Finding]:
    labels = [_OWN_LETTER.match(option.text.plain) for option in item.options]
    if all(label and "abcdefgh".index(label[1].lower()) == place for place, label in enumerate(labels)):
        message = "the options bring letters along, and the card gives them letters of its own, in another order"
        yield item.find(item.options[0].text.at(), message, "Leave the letters out.", item.options[0].part)
        return
    naming = [option for option in item.options if _LETTERS.fullmatch(option.text.plain.strip().rstrip("."))]
    if not naming:
        return
    others = [item.stem, *(option.text for option in item.options if option not in naming)]
    if any(re.search(r"\b[B-K]\b|^A$", prose.plain) for prose in others):
        return  # The question is about things that are called so.
    for option in naming:
        if option.text.words:
            message = f'"{option.text.plain}" names options by their letters, which change when they are shuffled'
            cure = 'Write an option that stands alone. Where several are right, mark each `correct:` and ask for "two".'
            yield item.find(option.text.at(), message, cure, option.part)


@rule("DG309", ChoiceItem)
def options_overlap(item: ChoiceItem) -> Iterator[Finding]:
    """Two options overlap: the same words, ranges that share a number, or one that is two others together.

    Why: Where two options can hold at once, a learner may defend either one, or cross out both.
    Source: Haladyna, Downing and Rodriguez 2002 (keep choices independent, not overlapping); NBME Item-Writing Guide.

    Bad:
        question: How old are transition-age youth in this program?
        options:
          - correct: 16 to 25 years
          - wrong: 12 to 16 years
          - wrong: 25 to 30 years

    Good:
        question: How old are transition-age youth in this program?
        options:
          - correct: 16 to 25 years
          - wrong: 12 to 15 years
          - wrong: 26 to 30 years
        shuffle: false
    """
    pair = _same_words(item) or _united(item) or _ranges(item) or _beyond(item)
    if pair:
        one, other, message = pair
        cure = "Change one of them so that a person cannot pick both."
        yield item.find(
            other.text.at(), f"options {one.number} and {other.number} overlap: {message}", cure, other.part
        )


def _same_words(item: ChoiceItem) -> tuple[Answer, Answer, str] | None:
    seen: dict[tuple[str, ...], Answer] = {}
    for option in item.options:
        if not re.fullmatch(r"[A-Za-z ,.'\u2019-]+", option.text.text.value.strip()):
            continue  # Signs and numbers make a difference that words do not show.
        words = tuple(stem(word) for word in option.text.words if word not in _SMALL_WORDS)
        if words in seen and len(words) > 3:
            return seen[words], option, "they say the same in nearly the same words"
        seen[words] = option
    return None


def _united(item: ChoiceItem) -> tuple[Answer, Answer, str] | None:
    texts = {" ".join(option.text.words): option for option in item.options}
    for whole, option in texts.items():
        halves = re.split(r" (?:and|or) (?:the |a |an )?", whole.removeprefix("both "))
        if len(halves) == 2 and all(half in texts and texts[half] is not option for half in halves):
            return texts[halves[0]], option, "one is made of two others"
    return None


def _ranges(item: ChoiceItem) -> tuple[Answer, Answer, str] | None:
    if not all(_DIGIT.search(option.text.plain) for option in item.options):
        return None
    found = []
    for option in item.options:
        ranges = _RANGE.findall(option.text.plain.replace(",", ""))
        rest = _RANGE.sub("", option.text.plain)
        if len(ranges) != 1 or re.search(r"\d", rest) or len(option.text.words) > 6:
            return None
        low, high = float(ranges[0][0]), float(ranges[0][1])
        if low >= high:
            return None
        found.append((low, high, " ".join(Prose(option.text.text).words), option))
    found.sort(key=lambda one: (one[0], one[1]))
    if len({re.sub(r"[\d. \u2013-]+", " ", one[2]) for one in found}) > 1:
        return None
    for (_, high, _, option), (low, _, _, after) in pairwise(found):
        if low <= high:
            return option, after, f"{low:g} belongs to both"
    return None


def _beyond(item: ChoiceItem) -> tuple[Answer, Answer, str] | None:
    found: dict[tuple[str, str], tuple[float, Answer]] = {}
    for option in item.options:
        if not _DIGIT.search(option.text.plain):
            continue
        text = " ".join(option.text.words)
        match = _BEYOND.match(text)
        if not match:
            continue
        same = (match[1], text[match.end() :])
        if same in found and found[same][0] != float(match[2]):
            return found[same][1], option, f'"{match[1]}" holds for both'
        found[same] = (float(match[2]), option)
    return None


@rule("DG313", ChoiceItem, english=False)
def numbers_out_of_order(item: ChoiceItem) -> Iterator[Finding]:
    """All options are numbers, and on the card they do not stand in order.

    With `shuffle: true`, the usual, deckgen mixes them; with `shuffle: false` they stand as they are written.

    Why: In order, a learner finds the number in mind at once; out of order, the item tests searching.
    Source: Haladyna, Downing and Rodriguez 2002 (place choices in logical or numerical order); NBME Item-Writing Guide.

    Bad:
        question: How many hours does a support worker train for this certificate?
        options:
          - correct: 80 hours
          - wrong: 40 hours
          - wrong: 120 hours

    Good:
        question: How many hours does a support worker train for this certificate?
        options:
          - wrong: 40 hours
          - correct: 80 hours
          - wrong: 120 hours
        shuffle: false
    """
    values = [_value(option.text) for option in item.options]
    numbers = [value[0] for value in values if value]
    if len(numbers) < len(item.options) or len({value[1] for value in values if value}) > 1 or len(numbers) < 3:
        return
    if item.choice.shuffle:
        message = "the options are numbers, and shuffling mixes them"
        cure = "Put them in order and add the line `shuffle: false`."
    elif numbers in (sorted(numbers), sorted(numbers, reverse=True)):
        return
    else:
        message, cure = "the options are numbers, but they do not stand in order", "Sort them."
    yield item.find(item.options[0].text.at(), message, cure)


def _value(text: Prose) -> tuple[float, str] | None:
    """The number that an option is, and its unit; None for what is more than a number."""
    match = _NUMBER.fullmatch(text.plain.strip().rstrip("."))
    if match is None or ("," in match[1] and not re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", match[1])):
        return None
    number = float(match[1].replace(",", ""))
    return (-number if text.plain.strip()[0] in "-\u2212\u2013" else number), stem((match[2] or "").lower())


@rule("DG314", ChoiceItem, english=False)
def number_of_options(item: ChoiceItem) -> Iterator[Finding]:
    """There are two options, or more than six.

    Why: With two, a coin answers half of the questions. Beyond four or five, nobody finds options that are wrong and
    still plausible, and a phone cannot show them at once. Three good ones are enough.
    Source: Haladyna, Downing and Rodriguez 2002 (write as many plausible distractors as you can; three choices are
    adequate); Rodriguez 2005 (three options are optimal).

    Bad:
        question: Does a peer support specialist diagnose?
        options:
          - correct: "No"
          - wrong: "Yes"

    Good:
        question: Who diagnoses in this team?
        options:
          - correct: The psychiatrist
          - wrong: The peer support specialist
          - wrong: The housing navigator
    """
    count = len(item.options)
    if count == 2 and len(item.keys) == 1:
        message = "with two options, guessing is right half of the time"
        cure = "Add a third option that a beginner would choose, or ask the fact as a cloze."
        yield item.find(item.options[0].text.at(), message, cure)
    elif count > 6:
        message = f"{count} options are more than a phone shows and more than can be plausible"
        yield item.find(item.options[0].text.at(), message, "Keep the three to five best ones.")
