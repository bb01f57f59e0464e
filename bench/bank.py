"""Makes a deck of any size: English sentences, Markdown, pictures, cloze, twenty files. The same size, the same bytes.

python -m bench.bank 10000 /tmp/deck
"""

import random
import re
import sys
import tomllib
from pathlib import Path

WORDS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
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
    say = _Speaker(SEED)
    deck = _DECK + "".join(f"  part::{topic:02}: About {WORDS['skills'][topic]}\n" for topic in range(TOPICS))
    sources = "".join(
        _SOURCE.format(slug=f"handbook-{number}", number=number, skill=skill)
        for number, skill in enumerate(WORDS["skills"])
    )
    made = {"deck.yaml": deck, "sources.yaml": sources}
    for topic in range(TOPICS):
        own = range(topic, questions, TOPICS)
        head = f"topic: Part {topic + 1}, {WORDS['skills'][topic]}\ntags: [part::{topic:02}]\nquestions:\n"
        made[f"{topic + 1:02}-part.yaml"] = head + "\n".join(_question(number, say) for number in own)
    pictures = -(-questions // (PICTURE * SHARED))
    made |= {f"media/{_picture_name(number)}": _picture(say) for number in range(pictures)}
    made["media/credits.yaml"] = "".join(
        f"{_picture_name(number)}:\n  author: The bench\n  license: CC0-1.0\n" for number in range(pictures)
    )
    return made


def write(folder: Path, questions: int) -> None:
    """Writes the deck into a folder."""
    (folder / "media").mkdir(parents=True, exist_ok=True)
    for name, text in files(questions).items():
        (folder / name).write_text(text, "utf-8")


def _question(number: int, say: "_Speaker") -> str:
    kind = _cloze(number, say) if number % CLOZE == 0 else _choice(say)
    at = f"\n        at: chapter {say.chance.randrange(1, 30)}" if number % 3 == 0 else ""
    hint = f"Think of {say.skill()}, and of who decides about {say.thing()} and {say.thing()}."
    return (
        f"  - id: {_slug(WORDS['ideas'][number % len(WORDS['ideas'])])}-{number:05}\n{kind}"
        f"    hint: |\n{_block(hint, 6)}"
        f"    explanation: |\n{_block(_explanation(number, say), 6)}"
        f"    sources:\n      - id: handbook-{say.chance.randrange(len(WORDS['skills']))}{at}\n"
        f"    area: {say.chance.choice(('people', 'papers'))}\n"
        f"    level: {'recall' if number % CLOZE == 0 else 'apply'}\n"
        f"    checked: 2026-{say.chance.randrange(1, 11):02}-{say.chance.randrange(1, 29):02}\n"
    )


def _choice(say: "_Speaker") -> str:
    one, other = say.chance.sample(WORDS["names"], 2)
    setting, place = say.chance.choice(WORDS["settings"]), say.chance.choice(WORDS["places"])
    scene = f"{say.when()}, {one} sits in a {setting} in {place} and worries about {say.thing()} and {say.thing()}."
    helper = f"{other}, a peer supporter who is good at {say.skill()}, has {say.chance.randrange(5, 60)} minutes."
    asks = (
        f"What should {other} do first?",
        f"Which of these fits {other}'s role best?",
        f"What is the **next** step for {other}?",
        f"Which reply to {one} keeps the most doors open?",
    )
    key = say.chance.randrange(4)
    options = []
    for place_of_option in range(4):
        right = place_of_option == key
        text = f"{_capital(say.act())}, because {say.reason()}."
        why = f"Here {say.reason()}." if right else f"This {say.chance.choice(WORDS['doubts'])}; {say.reason()}."
        word = "correct" if right else "wrong"
        options.append(f"      - {word}: |\n{_block(text, 10)}        why: |\n{_block(why, 10)}")
    stem = f"{scene} {helper} {say.chance.choice(asks)}"
    return f"    question: |\n{_block(stem, 6)}    options:\n{''.join(options)}"


def _cloze(number: int, say: "_Speaker") -> str:
    first = f"In handbook {number}, the note on {say.skill()} says that {{{{c1::{say.idea()}}}}} {say.doing()}."
    name = say.chance.choice(WORDS["names"])
    second = f"{say.when()}, {{{{c2::{say.act()}::what?}}}} when {name} brings up {say.thing()}."
    return f"    cloze: |\n{_block(f'{first} {second}', 6)}"


def _explanation(number: int, say: "_Speaker") -> str:
    place = say.chance.choice(WORDS["places"])
    text = f"People who are good at {say.skill()} know that {say.reason()}. In {place}, {say.reason()}."
    form = say.chance.random()
    if form < 0.3:
        text += f"\n\nA second reason: **{say.reason()}**. It helps to _{say.act()}_."
    elif form < 0.4:
        text += "\n\n" + "\n".join(f"- {_capital(say.act())}." for _ in range(3))
    elif form < 0.7:
        text += f" It also helps to {say.act()}, for {say.reason()}."
    if number % PICTURE == 1:
        text += f"\n\n![What {say.skill()} looks like]({_picture_name(number // (PICTURE * SHARED))})"
    return text


class _Speaker:
    """Puts words together, drawn by a chance that is always the same."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def thing(self) -> str:
        return f"the {self.chance.choice(WORDS['qualities'])} {self.chance.choice(WORDS['things'])}"

    def act(self) -> str:
        return f"{self.chance.choice(WORDS['acts'])} {self.thing()}"

    def idea(self) -> str:
        return self.chance.choice(WORDS["ideas"])

    def doing(self) -> str:
        return self.chance.choice(WORDS["doings"])

    def reason(self) -> str:
        return f"{self.idea()} {self.doing()} while {self.thing()} {self.doing()}"

    def skill(self) -> str:
        return self.chance.choice(WORDS["skills"])

    def when(self) -> str:
        return self.chance.choice(WORDS["whens"])


def _slug(text: str) -> str:
    return re.sub(r"[^a-z]+", "-", text.lower()).strip("-")


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _block(text: str, indent: int) -> str:
    return "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in text.split("\n"))


def _picture_name(number: int) -> str:
    return f"picture-{number:04}.svg"


def _picture(say: _Speaker) -> str:
    shapes = []
    for _ in range(24):
        x, y, width = say.chance.randrange(440), say.chance.randrange(40, 220), say.chance.randrange(20, 90)
        shapes.append(f'<rect x="{x}" y="{y}" width="{width}" height="16" fill="#3b6ea5"/>')
        shapes.append(f'<text x="{x}" y="{y}">{say.thing()}</text>')
    return _PICTURE.format(title=say.reason(), shapes="\n".join(shapes))


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
