"""A bank as the rules see it: each question with its words, and how common each word is.

Computed once for all rules, and lazily, so that a rule pays only for what it looks at. Questions out of use are left
out: nobody mends them.
"""

import datetime
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

from deckgen.diagnostics import Span
from deckgen.model import Bank, Choice, Cloze, Option, Question, Text
from deckgen.rules.words import Prose

_DELETION = re.compile(r"\{\{c(\d+)::((?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
_PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<name>[^)\s]+)[^)]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule has to say. The code and the question's name are added by who runs the rule."""

    span: Span
    message: str
    cure: str
    part: str = ""
    item: "Item | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """What a cloze hides: the words, the hint shown in their place, and where they begin."""

    number: int
    hidden: Prose
    hint: Prose | None
    start: int
    end: int


class Item:
    """A question in use. `place` counts the questions of the bank, `row` those of its file."""

    def __init__(self, question: Question, place: int, row: int) -> None:
        self.question = question
        self.place = place
        self.row = row
        self.id = question.id.value
        self.hint = Prose(question.hint)
        self.explanation = Prose(question.explanation)

    def find(self, span: Span, message: str, cure: str, part: str = "") -> Finding:
        """A finding in this question."""
        return Finding(span=span, message=message, cure=cure, part=part, item=self)

    def parts(self) -> list[tuple[str, Prose]]:
        """Every text of the question, with the name of its part."""
        return [("hint", self.hint), ("explanation", self.explanation)]

    def forget(self) -> None:
        """Lets go of the words of texts that only rules for single questions read: a large bank has many."""
        self.hint = Prose(self.question.hint)
        self.explanation = Prose(self.question.explanation)
        self.__dict__.pop("small", None)

    @cached_property
    def small(self) -> str:
        """All that the question says, in small letters: one look tells most rules that they have nothing to do."""
        return "\n".join(prose.plain for _, prose in self.parts()).lower()

    @cached_property
    def pictures(self) -> list[tuple[str, Prose, int, str, str]]:
        """What the texts show: part, text, offset, alternative text, file name."""
        found = []
        for part, prose in self.parts():
            if "![" in prose.text.value:
                found += [
                    (part, prose, match.start(), match["alt"], match["name"])
                    for match in _PICTURE.finditer(prose.text.value)
                ]
        return found


class Answer:
    """An option of a multiple-choice question."""

    def __init__(self, option: Option, number: int) -> None:
        self.option = option
        self.correct = option.correct
        self.number = number
        self.part = f"option {number}"
        self.text = Prose(option.text)
        self.why = Prose(option.why)


class ChoiceItem(Item):
    """A multiple-choice question in use."""

    def __init__(self, question: Choice, place: int, row: int) -> None:
        super().__init__(question, place, row)
        self.choice = question
        self.stem = Prose(question.stem)
        self.options = tuple(Answer(option, number) for number, option in enumerate(question.options, 1))
        self.keys = tuple(option for option in self.options if option.correct)
        self.wrong = tuple(option for option in self.options if not option.correct)

    def parts(self) -> list[tuple[str, Prose]]:
        """Every text of the question, with the name of its part."""
        options = [(option.part, prose) for option in self.options for prose in (option.text, option.why)]
        return [("", self.stem), *options, *super().parts()]

    def forget(self) -> None:
        """Lets go of the words of hint, explanation and reasons."""
        super().forget()
        for option in self.options:
            option.why = Prose(option.option.why)

    @cached_property
    def ask(self) -> str:
        """The sentence of the stem that asks: the last one with a question mark, or the last one."""
        sentences = self.stem.sentences or ("",)
        return next((one for one in reversed(sentences) if "?" in one), sentences[-1])


class ClozeItem(Item):
    """A cloze question in use. Where one deletion stands inside another, only the inner one is seen here."""

    def __init__(self, question: Cloze, place: int, row: int) -> None:
        super().__init__(question, place, row)
        self.cloze = question

    def parts(self) -> list[tuple[str, Prose]]:
        """Every text of the question, with the name of its part."""
        return [("", self.shown), *super().parts()]

    @cached_property
    def shown(self) -> Prose:
        """The text with nothing hidden."""
        text = self.cloze.text
        return Prose(Text(_DELETION.sub(lambda match: match[2].split("::")[0], text.value), text.span, text.indent))

    @cached_property
    def deletions(self) -> tuple[Deletion, ...]:
        """What is hidden, in the order of the text."""
        found = []
        for match in _DELETION.finditer(self.cloze.text.value):
            hidden, _, hint = match[2].partition("::")
            span = self.cloze.text.at(match.start(2))
            found.append(
                Deletion(
                    number=int(match[1]),
                    hidden=Prose(Text(hidden, span)),
                    hint=Prose(Text(hint, span)) if hint.strip() else None,
                    start=match.start(),
                    end=match.end(),
                )
            )
        return tuple(found)

    def card(self, number: int) -> str:
        """The text of one card: what this number hides is a blank, all else is shown."""
        return _DELETION.sub(
            lambda match: " [...] " if int(match[1]) == number else match[2].split("::")[0], self.cloze.text.value
        )


class View:
    """A bank, its questions in use, and the day on which it is judged."""

    def __init__(self, bank: Bank, today: datetime.date) -> None:
        self.bank = bank
        self.today = today
        self.english = bank.deck.language.value.lower().split("-")[0] == "en"
        self.items: list[Item] = []
        for topic in bank.topics:
            for row, question in enumerate(topic.questions):
                if question.retired is None:
                    self.items.append(_item(question, len(self.items), row))
        self.choices = [item for item in self.items if isinstance(item, ChoiceItem)]
        self.clozes = [item for item in self.items if isinstance(item, ClozeItem)]

    @cached_property
    def common(self) -> Counter[str]:
        """In how many questions each word of a stem stands."""
        return Counter(word for item in self.choices for word in item.stem.content)


def _item(question: Question, place: int, row: int) -> Item:
    match question:
        case Choice():
            return ChoiceItem(question, place, row)
        case Cloze():
            return ClozeItem(question, place, row)
        case _:
            assert_never(question)
