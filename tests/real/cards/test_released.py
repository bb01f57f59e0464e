"""Notes of every released format under today's templates and script, in the real Anki's reviewer."""

import re

import pytest

from tests.real.cards.samples import Note
from tests.real.cards.session import Anki
from tests.released import Sample, recorded

SAMPLES = [pytest.param(one, id=f"{version}-{one.id}") for version, samples in recorded().items() for one in samples]


def squeezed(text: str) -> str:
    """A text without white space and without the marks of maths, which Anki draws."""
    return re.sub(r"\s|\\[()]", "", text)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_released_note_is_asked_and_judged_as_it_was_meant(anki: Anki, sample: Sample) -> None:
    front = anki.study(Note(kind=sample.kind, fields=sample.fields, media=sample.media))
    right = {squeezed(text) for text, _, correct in sample.options if correct}
    if sample.options and not sample.retired:
        assert {squeezed(option) for option in front.options} == {squeezed(text) for text, _, _ in sample.options}
        anki.choose(*(option for option in front.options if squeezed(option) in right))
    back = anki.answered()
    assert "{{" not in back.stem
    if sample.retired:
        assert back.stem.startswith("Out of use since")
        assert not back.verdict
    elif sample.options:
        assert back.verdict == "✓ Correct"
        assert {squeezed(option) for option in back.marked()} == right
        shown = zip(back.options, back.reasons, strict=True)
        assert {(squeezed(option), squeezed(reason)) for option, reason in shown} == {
            (squeezed(text), squeezed(why)) for text, why, _ in sample.options
        }
