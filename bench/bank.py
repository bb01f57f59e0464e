"""Makes a deck of any size: English sentences, Markdown, pictures, cloze, twenty files. The same size, the same bytes.

    python -m bench.bank 10000 /tmp/deck
"""

import random
import sys
from pathlib import Path

from bench.words import ACTS, DOUBTS, NAMES, PLACES, REASONS, SETTINGS, SKILLS, WHEN, WORRIES

SEED = 20261124
TOPICS = 20
# One question in so many is a cloze, and one in so many shows a picture; as many questions share one picture.
CLOZE, PICTURE, SHARED = 6, 10, 5

_DECK = """\
namespace: 5f0c1e9a-bench-deck
slug: bench
name: Bench
version: 0.1.0
language: en
license: CC BY-SA 4.0
report: |
  Write to the [editors](https://example.org/report) and name the question.
description: |
  Questions that nobody should study, for **measurements**.
areas:
  people: Being with people
  papers: Dealing with papers
levels:
  recall: Remember a fact
  apply: Decide what to do
tags:
"""
_SOURCE = """\
{slug}:
  title: |
    Handbook {number}: notes on {skill}
  publisher: |
    The Bench Press
  year: 20{number:02}
  url: https://example.org/handbooks/{number}
"""
_PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 240">
<title>{title}</title>
{shapes}
</svg>
"""


def files(questions: int) -> dict[str, str]:
    """The files of a deck with that many questions, by their path in its folder."""
    chance = random.Random(SEED)
    deck = _DECK + "".join(f"  part::{topic:02}: About {SKILLS[topic]}\n" for topic in range(TOPICS))
    sources = "".join(
        _SOURCE.format(slug=f"handbook-{number}", number=number, skill=skill) for number, skill in enumerate(SKILLS)
    )
    made = {"deck.yaml": deck, "sources.yaml": sources}
    for topic in range(TOPICS):
        own = range(topic, questions, TOPICS)
        head = f"topic: Part {topic + 1}, {SKILLS[topic]}\ntags: [part::{topic:02}]\nquestions:\n"
        made[f"{topic + 1:02}-part.yaml"] = head + "\n".join(_question(number, chance) for number in own)
    pictures = -(-questions // (PICTURE * SHARED))
    made |= {f"media/{_picture_name(number)}": _picture(chance) for number in range(pictures)}
    made["media/credits.yaml"] = "".join(
        f"{_picture_name(number)}:\n  author: The bench\n  license: CC0-1.0\n" for number in range(pictures)
    )
    return made


def write(folder: Path, questions: int) -> None:
    """Writes the deck into a folder."""
    (folder / "media").mkdir(parents=True, exist_ok=True)
    for name, text in files(questions).items():
        (folder / name).write_text(text, "utf-8")


def _question(number: int, chance: random.Random) -> str:
    kind = _cloze(number, chance) if number % CLOZE == 0 else _choice(chance)
    explanation = _explanation(number, chance)
    at = f"\n        at: chapter {chance.randrange(1, 30)}" if number % 3 == 0 else ""
    return (
        f"  - id: question-{number:05}\n{kind}"
        f"    hint: |\n{_block(f'Think of {chance.choice(SKILLS)}, and of who decides about {chance.choice(WORRIES)}.', 6)}"
        f"    explanation: |\n{_block(explanation, 6)}"
        f"    sources:\n      - id: handbook-{chance.randrange(len(SKILLS))}{at}\n"
        f"    area: {chance.choice(('people', 'papers'))}\n    level: {'recall' if number % CLOZE == 0 else 'apply'}\n"
        f"    checked: 2026-{chance.randrange(1, 11):02}-{chance.randrange(1, 29):02}\n"
    )


def _choice(chance: random.Random) -> str:
    one, other = chance.sample(NAMES, 2)
    scene = f"{chance.choice(WHEN)}, {one} sits in {chance.choice(SETTINGS)} in {chance.choice(PLACES)}"
    worry = f"and cannot stop thinking about {chance.choice(WORRIES)}."
    helper = f"{other}, a peer supporter who is good at {chance.choice(SKILLS)}, has half an hour."
    ask = chance.choice(
        (
            f"What should {other} do first?",
            f"Which of these fits {other}'s role best?",
            f"What is the **next** step for {other}?",
            f"Which reply to {one} keeps the most doors open?",
        )
    )
    acts, doubts = chance.sample(ACTS, 4), chance.sample(DOUBTS, 3)
    key = chance.randrange(4)
    options = []
    for place, act in enumerate(acts):
        text = f"{act[0].upper()}{act[1:]}, because {chance.choice(REASONS)}."
        why = f"Here {chance.choice(REASONS)}." if place == key else f"This {doubts.pop()}."
        word = "correct" if place == key else "wrong"
        options.append(f"      - {word}: |\n{_block(text, 10)}        why: |\n{_block(why, 10)}")
    return f"    question: |\n{_block(f'{scene} {worry} {helper} {ask}', 6)}    options:\n{''.join(options)}"


def _cloze(number: int, chance: random.Random) -> str:
    act, reason = chance.choice(ACTS), chance.choice(REASONS)
    words = reason.split()
    hidden = f"{' '.join(words[:-2])} {{{{c1::{' '.join(words[-2:])}}}}}"
    second = f"{chance.choice(WHEN)}, {{{{c2::{act}::what?}}}} when {chance.choice(NAMES)} brings up {chance.choice(WORRIES)}."
    text = f"In handbook {number}, the note on {chance.choice(SKILLS)} says that {hidden}. {second}"
    return f"    cloze: |\n{_block(text, 6)}"


def _explanation(number: int, chance: random.Random) -> str:
    first, second, third = chance.sample(REASONS, 3)
    text = f"People who are good at {chance.choice(SKILLS)} know that {first}. In {chance.choice(PLACES)}, {second}."
    form = chance.random()
    if form < 0.3:
        text += f"\n\nA second reason: **{third}**. It helps to _{chance.choice(ACTS)}_."
    elif form < 0.4:
        steps = chance.sample(ACTS, 3)
        text += "\n\n" + "\n".join(f"- {step[0].upper()}{step[1:]}." for step in steps)
    elif form < 0.7:
        text += f" It also helps to {chance.choice(ACTS)}, for {third}."
    if number % PICTURE == 1:
        text += f"\n\n![What {chance.choice(SKILLS)} looks like]({_picture_name(number // (PICTURE * SHARED))})"
    return text


def _block(text: str, indent: int) -> str:
    return "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in text.split("\n"))


def _picture_name(number: int) -> str:
    return f"picture-{number:04}.svg"


def _picture(chance: random.Random) -> str:
    shapes = []
    for _ in range(24):
        x, y = chance.randrange(440), chance.randrange(40, 220)
        shapes.append(f'<rect x="{x}" y="{y}" width="{chance.randrange(20, 90)}" height="16" fill="#3b6ea5"/>')
        shapes.append(f'<text x="{x}" y="{y}">{chance.choice(SKILLS)}</text>')
    return _PICTURE.format(title=chance.choice(REASONS), shapes="\n".join(shapes))


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
