"""Notes of every released format, under today's templates, in real engines: nothing that a learner has goes missing."""

import re
from pathlib import Path

import pytest

from tests.real.cards.maker import write_apkg
from tests.real.cards.samples import Note
from tests.real.engine.engine import Engine
from tests.released import Sample, recorded
from tests.visible import visible

ASKED = ("Question", "Options", "Hint")
TOLD = ("Question", "Options", "Rationale", "Explanation", "Source", "Extra")
DELETION = re.compile(r"\{\{c\d+::(.*?)(?:::.*?)?\}\}")


@pytest.mark.parametrize("version", recorded())
def test_both_sides_show_every_text_of_a_released_note(engine: Engine, version: str, tmp_path: Path) -> None:
    samples = recorded()[version]
    write_apkg(tmp_path / "old.apkg", (Note(kind=one.kind, fields=one.fields, media=one.media) for one in samples))
    engine.call("new")
    assert engine.call("import_package", str(tmp_path / "old.apkg"))["new"] == len(samples)
    sides = engine.call("rendered")
    for one in samples:
        for front, back in sides[one.id]:
            missing = [name for name in ASKED if text_of(one, name) not in visible(front)]
            missing += [name for name in (*TOLD, "Text") if text_of(one, name) not in visible(back)]
            assert missing == []
            assert text_of(one, "Explanation") not in visible(front)
            assert "{{" not in back
        assert len(sides[one.id]) == (2 if one.id == "deletions" else 1)


def text_of(sample: Sample, name: str) -> str:
    """What a learner reads of a field; nothing for a field that this kind of note does not have."""
    return visible(DELETION.sub(r"\1", sample.fields.get(name, "")))
