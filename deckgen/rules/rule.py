"""How a rule is written down: a generator of findings, its code, and what it looks at.

    @rule("DG312", ChoiceItem)
    def stem_asks_nothing(item: ChoiceItem) -> Iterator[Finding]:
        \"\"\"The stem asks nothing. ... \"\"\"
        if ...:
            yield item.find(place, "what is wrong", "what to write instead")

The docstring is what `deckgen explain` prints: a title, what the rule does, `Why:`, `Source:`, and examples under
`Bad:` and `Good:`, which run as tests.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from deckgen.rules.view import ChoiceItem, ClozeItem, Finding, Item, View

Subject = TypeVar("Subject", ChoiceItem, ClozeItem, Item, View)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule.

    `english` tells that its words are English, so that decks in other languages are left alone. `whole` tells that it
    counts: it waits until every file can be understood.
    """

    code: str
    check: Callable[[Any], Iterator[Finding]]
    subject: type
    english: bool
    whole: bool


RULES: dict[str, Rule] = {}


def rule(
    code: str, subject: type[Subject], *, english: bool = True, whole: bool = False
) -> Callable[[Callable[[Subject], Iterator[Finding]]], Callable[[Subject], Iterator[Finding]]]:
    """Registers a rule. It sees each question of the kind `subject`, or the whole bank (`View`)."""

    def register(check: Callable[[Subject], Iterator[Finding]]) -> Callable[[Subject], Iterator[Finding]]:
        assert code not in RULES, f"{code} is taken by {RULES[code].check.__name__}"
        RULES[code] = Rule(code=code, check=check, subject=subject, english=english, whole=whole)
        return check

    return register
