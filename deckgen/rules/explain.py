"""What each code means: taken from the rules' docstrings and from the pages in `codes/`.

Both are written alike: a title, what is found, then sections that begin with `Why:`, `Source:`, `Cure:`, `Example:`,
and examples under `Bad:` and `Good:`, which run as tests.
"""

import inspect
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from deckgen.rules import RULES

FAMILIES = {
    "DG0": "Reading the file",
    "DG1": "The shape of a deck",
    "DG2": "Identity and updates",
    "DG3": "Item writing",
    "DG4": "Media and markup",
    "DG5": "Sources and freshness",
}

_SECTION = re.compile(r"^(Why|Source|Cure|Example|Bad|Good):[ ]?", re.MULTILINE)
_HEADING = re.compile(r"^## (DG\d{3}) (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a code means. `bad` and `good` are pieces of files, and `example` shows what cannot run alone."""

    code: str
    title: str
    what: str
    why: str
    source: str = ""
    cure: str = ""
    example: str = ""
    bad: tuple[str, ...] = ()
    good: tuple[str, ...] = ()


@cache
def explanations() -> Mapping[str, Explanation]:
    """Every code that deckgen can report, in order."""
    found = {code: _read(code, inspect.getdoc(rule.check) or "") for code, rule in RULES.items()}
    for page in sorted(resources.files(__package__).joinpath("codes").iterdir(), key=lambda page: page.name):
        parts = _HEADING.split(page.read_text("utf-8"))
        for code, title, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            found[code] = _read(code, f"{title}.\n\n{text.strip()}")
    return dict(sorted(found.items()))


def to_text(explanation: Explanation) -> str:
    """An explanation for the terminal."""
    parts = [f"{explanation.code}  {explanation.title}", _wrapped(explanation.what)]
    for name, text in (
        ("Why it matters", explanation.why),
        ("What to do", explanation.cure),
        ("Source", explanation.source),
    ):
        parts += [f"{name}\n{_wrapped(text)}"] if text else []
    for name, examples in (
        ("For example", [explanation.example]),
        ("Not so", explanation.bad),
        ("But so", explanation.good),
    ):
        parts += [f"{name}\n\n{_indented(example)}" for example in examples if example]
    if explanation.code in RULES:
        parts.append(
            f"If it should stay as it is, say why, in the question:\n\n    allow:\n      {explanation.code}: the reason"
        )
    return "\n\n".join(part for part in parts if part) + "\n"


def to_markdown(found: Iterable[Explanation]) -> str:
    """All explanations as one page."""
    parts = [
        "# What deckgen finds",
        "<!-- Made by `deckgen explain --markdown`; edit the rules in deckgen/rules/ instead. -->",
        "Each finding has a code. An **error** stops the build. A finding **to review** asks a person, who changes the "
        "text or writes `allow` with a reason into the question. `deckgen explain CODE` prints the same words.",
        "The examples show the keys that matter and leave out the others. They run as tests. How often the rules on "
        "item writing are right on banks that nobody here wrote stands in [rules-measured.md](rules-measured.md).",
    ]
    family = ""
    for explanation in found:
        if FAMILIES[explanation.code[:3]] != family:
            family = FAMILIES[explanation.code[:3]]
            parts.append(f"## {family}")
        parts += [f"### {explanation.code} {explanation.title}", explanation.what]
        parts += [f"**Why.** {explanation.why}"] if explanation.why else []
        parts += [f"**What to do.** {explanation.cure}"] if explanation.cure else []
        parts += [f"*Source: {explanation.source}*"] if explanation.source else []
        for name, examples in (
            ("For example", [explanation.example]),
            ("Not so", explanation.bad),
            ("But so", explanation.good),
        ):
            parts += [f"{name}:\n\n```yaml\n{example}\n```" for example in examples if example]
    return "\n\n".join(part for part in parts if part) + "\n"


def _read(code: str, text: str) -> Explanation:
    title, _, rest = text.partition("\n")
    pieces = _SECTION.split(rest)
    sections: dict[str, list[str]] = {}
    for name, body in zip(pieces[1::2], pieces[2::2], strict=True):
        sections.setdefault(name, []).append(body.strip("\n") if name in ("Bad", "Good", "Example") else _flowing(body))

    def one(name: str) -> str:
        return "\n\n".join(sections.get(name, []))

    return Explanation(
        code=code,
        title=title.strip().removesuffix("."),
        what=_flowing(pieces[0]),
        why=one("Why"),
        source=one("Source"),
        cure=one("Cure"),
        example=inspect.cleandoc("\n" + one("Example")) if "Example" in sections else "",
        bad=tuple(inspect.cleandoc("\n" + example) for example in sections.get("Bad", ())),
        good=tuple(inspect.cleandoc("\n" + example) for example in sections.get("Good", ())),
    )


def _flowing(text: str) -> str:
    """Paragraphs, each on one line."""
    return "\n\n".join(" ".join(block.split()) for block in re.split(r"\n\s*\n", text.strip()))


def _wrapped(text: str) -> str:
    return "\n\n".join(textwrap.fill(paragraph, 80, break_on_hyphens=False) for paragraph in text.split("\n\n"))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.split("\n"))
