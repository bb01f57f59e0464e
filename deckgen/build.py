"""The order of the rooms: read, understand, judge, render, identify, pack."""

from dataclasses import dataclass
from functools import partial

from deckgen import ledger, package, rules
from deckgen.diagnostics import Diagnostic, Severity, ordered
from deckgen.model import Bank, DeckFiles
from deckgen.parse import parse
from deckgen.render import Notes, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A deck that has been looked at. `bank` and `notes` are missing when `deck.yaml` could not be understood."""

    bank: Bank | None
    notes: Notes | None
    findings: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way of a build."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A finished deck: its file's bytes, and what it holds."""

    slug: str
    version: str
    packed: package.Packed
    notes: Notes


def check(files: DeckFiles) -> Checked:
    """Everything that is wrong with a deck, in reading order."""
    bank, findings = parse(files)
    if bank is None:
        return Checked(bank=None, notes=None, findings=tuple(ordered(findings)))
    notes, problems = render(bank, partial(ledger.guid, bank.deck.namespace.value))
    standing = rules.settle(bank, problems)
    return Checked(bank=bank, notes=notes, findings=tuple(ordered((*findings, *standing))))


def build(checked: Checked) -> Built | None:
    """The `.apkg` of a deck that was checked, or None when the check found an error."""
    if not checked.ok or checked.bank is None or checked.notes is None:
        return None
    packed = package.pack(checked.notes, ledger.resolve(checked.notes.notes))
    deck = checked.bank.deck
    return Built(slug=deck.slug.value, version=deck.version.value, packed=packed, notes=checked.notes)
