"""Notes as released versions of deckgen wrote them: learners have them for years, and today's templates show them.

Each file holds the notes that one version made from `questions.yaml`. A file is never changed once its version is out.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deckgen import __version__
from deckgen.build import Checked
from deckgen.markup import to_html
from deckgen.model import Choice
from tests.stock import checked
from tests.visible import visible

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A note of a released format. `options` are what a learner reads of each: text, reason, and whether it is right."""

    kind: str
    fields: dict[str, str]
    options: list[tuple[str, str, bool]]
    media: dict[str, str]

    @property
    def id(self) -> str:
        return self.fields["ID"]

    @property
    def retired(self) -> bool:
        return "retired" in self.fields["Setup"].split()


def recorded() -> dict[str, list[Sample]]:
    """The samples of each version that changed a format, the oldest first."""
    paths = sorted(FOLDER.glob("*.json"), key=lambda path: [int(part) for part in path.stem.split(".")])
    return {path.stem: [_sample(value) for value in json.loads(path.read_text("utf-8"))] for path in paths}


def written_today() -> list[Sample]:
    """The notes that this version makes."""
    looked_at = checked((FOLDER / "questions.yaml").read_bytes())
    assert looked_at.ok, looked_at.findings
    return list(_samples(looked_at))


def record(samples: list[Sample]) -> Path:
    """Writes the samples of this version."""
    path = FOLDER / f"{__version__}.json"
    values = [{"kind": one.kind, "fields": one.fields, "options": one.options, "media": one.media} for one in samples]
    path.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return path


def _samples(looked_at: Checked) -> list[Sample]:
    assert looked_at.bank is not None
    assert looked_at.notes is not None
    samples = []
    for question, note in zip(looked_at.bank.questions(), looked_at.notes.notes, strict=True):
        options = []
        if isinstance(question, Choice):
            for one in question.options:
                text, why = (visible(to_html(part.value, lambda name, _: name)[0]) for part in (one.text, one.why))
                options.append((text, why, one.correct))
        names = [field.name for field in note.notetype.fields]
        samples.append(
            Sample(
                kind="cloze" if note.notetype.cloze else "choice",
                fields=dict(zip(names, note.fields, strict=True)),
                options=options,
                media={name: looked_at.notes.media[name].decode() for name in note.media},
            )
        )
    return samples


def _sample(value: dict[str, Any]) -> Sample:
    options = [(text, why, right) for text, why, right in value["options"]]
    return Sample(kind=value["kind"], fields=value["fields"], options=options, media=value["media"])
