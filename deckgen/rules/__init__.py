"""What makes a question good: judgements over a bank.

A rule asks, a person decides: a question's `allow` lets a review stand, with the reason beside it. Each module holds
the rules of one topic; `rule.py` says how one is written.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping

from deckgen.diagnostics import Diagnostic, Severity
from deckgen.model import Bank, Text
from deckgen.rules import (
    clozes,
    coverage,
    cues,
    echoes,
    guess,
    language,
    length,
    options,
    pictures,
    records,
    repeats,
    stems,
    teaching,
)
from deckgen.rules.rule import RULES as RULES
from deckgen.rules.rule import Rule
from deckgen.rules.view import Finding, View

TOPICS = (
    *(cues, echoes, options, stems, length, teaching, clozes, language),
    *(repeats, coverage, guess, pictures, records),
)


def lint(bank: Bank, today: datetime.date, *, complete: bool = True) -> list[Diagnostic]:
    """What the rules ask about a bank. `today` decides what is due for review.

    Where something could not be understood, the bank is not `complete`, and the rules that count it are silent.
    """
    view = View(bank, today)
    rules = [rule for rule in RULES.values() if complete or not rule.whole]
    return [_diagnostic(rule.code, finding) for rule, finding in judged(view, rules)]


def judged(view: View, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Finding]]:
    """What some rules have to say: on one question after the other, and then on the whole bank."""
    asked = [rule for rule in rules if view.english or not rule.english]
    for item in view.items:
        for rule in asked:
            if rule.subject is not View and isinstance(item, rule.subject):
                yield from ((rule, finding) for finding in rule.check(item))
        item.forget()
    for rule in asked:
        if rule.subject is View:
            yield from ((rule, finding) for finding in rule.check(view))


def settle(
    allowed: Mapping[str, Mapping[str, Text]], findings: Iterable[Diagnostic], *, judged: bool = False
) -> list[Diagnostic]:
    """The findings that are left after each question's `allow`, and one for each `allow` that nothing needs.

    `allowed` are codes with their reasons, by question. Unless the bank was `judged` by the rules, an `allow` for one
    of theirs counts as needed.
    """
    used: set[tuple[str, str]] = set()
    left = []
    for finding in findings:
        if finding.severity is Severity.REVIEW and finding.code in allowed.get(finding.question, ()):
            used.add((finding.question, finding.code))
        else:
            left.append(finding)
    for question, codes in allowed.items():
        for code, reason in codes.items():
            if (question, code) not in used and (judged or code not in RULES):
                unused = Diagnostic(
                    code="DG115",
                    span=reason.span,
                    message=f"`allow` names {code}, but there is no such finding any more",
                    cure="Delete its line, and the lines of its reason.",
                    where=f'question "{question}"',
                    question=question,
                    severity=Severity.REVIEW,
                )
                left.append(unused)
    return left


def _diagnostic(code: str, finding: Finding) -> Diagnostic:
    question = finding.item.id if finding.item else ""
    name = f'question "{question}"' if question else ""
    return Diagnostic(
        code=code,
        span=finding.span,
        message=finding.message,
        cure=finding.cure,
        where=", ".join(part for part in (name, finding.part) if part),
        question=question,
        severity=Severity.REVIEW,
    )
