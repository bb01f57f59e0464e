"""What makes a question good: judgements over a bank.

A rule asks, a person decides: a question's `allow` lets a review stand, with the reason beside it.
"""

from collections.abc import Iterable

from deckgen.diagnostics import Diagnostic, Severity
from deckgen.model import Bank


def settle(bank: Bank, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings that are left after each question's `allow`, and one for each `allow` that nothing needs."""
    allowed = {question.id.value: set(question.allow) for question in bank.questions()}
    used: set[tuple[str, str]] = set()
    left = []
    for finding in findings:
        if finding.severity is Severity.REVIEW and finding.code in allowed.get(finding.question, ()):
            used.add((finding.question, finding.code))
        else:
            left.append(finding)
    for question in bank.questions():
        for code, reason in question.allow.items():
            if (question.id.value, code) not in used:
                unused = Diagnostic(
                    code="DG115",
                    span=reason.span,
                    message=f"`allow` names {code}, but there is no such finding any more",
                    cure="Delete the line.",
                    where=f'question "{question.id}"',
                    question=question.id.value,
                    severity=Severity.REVIEW,
                )
                left.append(unused)
    return left
