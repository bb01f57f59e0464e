"""Pictures and sound: whether everybody can see them, and whose they are."""

import re
import struct
from collections.abc import Iterator

from deckgen.diagnostics import Span
from deckgen.media import PICTURES, SOUNDS
from deckgen.rules.rule import rule
from deckgen.rules.view import Finding, Item, View

MAX_KILOBYTES, MAX_PIXELS = 500, 2000

_FULL = re.compile(
    rb"<(?:\w+:)?rect\b(?=[^>]*\bwidth\s*=\s*[\"'](?P<width>[\d.]+%?)(?:px)?[\"'])(?=[^>]*\bheight\s*=\s*[\"'](?P<height>[\d.]+%?)(?:px)?[\"'])[^>]*>"
)
_NO_FILL = re.compile(rb"\bfill\s*[=:]\s*[\"']?\s*(?:none|transparent)")
_SIZE = re.compile(
    rb"<svg\b[^>]*?\b(?:viewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+(?P<w>[\d.]+)[\s,]+(?P<h>[\d.]+))", re.DOTALL
)
_STYLED = re.compile(rb"<svg\b[^>]*\bstyle\s*=\s*[\"'][^\"']*background", re.DOTALL)
_VAGUE_ALT = re.compile(
    r"(?:an? |the )?(?:image|picture|photo|figure|graphic|diagram|chart|img|drawing|illustration)(?: \d+)?\.?"
    r"|\S+\.(?:svg|png|jpe?g|gif|webp)",
    re.IGNORECASE,
)


@rule("DG430", Item, english=False)
def picture_without_words(item: Item) -> Iterator[Finding]:
    """A picture has no alternative text, or one that says only that there is a picture.

    Why: Who does not see the picture (blind learners, a broken download, a text export) loses what it says.
    Source: W3C, Web Content Accessibility Guidelines 2.2, criterion 1.1.1.

    Bad:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        explanation: |
          Calls are answered by trained counselors, day and night.

          ![](picture.svg)

    Good:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        explanation: |
          Calls are answered by trained counselors, day and night.

          ![A phone that shows the number 988](picture.svg)
    """
    for part, prose, at, alt, name in item.pictures:
        if name.rpartition(".")[2].lower() in SOUNDS:
            continue
        if not alt.strip() or _VAGUE_ALT.fullmatch(alt.strip()):
            message = f'"{name}" has no words for those who do not see it'
            cure = f"Write what it shows between the brackets: ![Five boxes, one below the other: ...]({name})."
            yield item.find(prose.text.at(at), message, cure, part)


@rule("DG431", View, english=False)
def picture_too_large(view: View) -> Iterator[Finding]:
    """A picture is larger than 500 kB or wider or higher than 2,000 pixels.

    Why: Many learners have old phones and little data. Every picture travels with every import and every sync.
    Source: AnkiWeb's limits on synced media; Anki's manual (media). The numbers are deckgen's own.

    Bad:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        explanation: |
          Calls are answered by trained counselors, day and night.

          ![A phone that shows the number 988](large.png)

    Good:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        explanation: |
          Calls are answered by trained counselors, day and night.

          ![A phone that shows the number 988](picture.svg)
    """
    for item, span, part, name in _first_uses(view):
        data = view.bank.media[name]
        size = _pixels(data)
        if len(data) > MAX_KILOBYTES * 1000:
            message = f'"{name}" has {len(data) / 1000:,.0f} kB'
        elif max(size) > MAX_PIXELS:
            message = f'"{name}" is {size[0]} by {size[1]} pixels large'
        else:
            continue
        cure = f"Save it smaller: at most {MAX_KILOBYTES} kB and {MAX_PIXELS:,} pixels. A phone shows about 1,000."
        yield item.find(span, message, cure, part)


@rule("DG432", View, english=False)
def media_without_credit(view: View) -> Iterator[Finding]:
    """A picture or sound that a question shows is not in credits.yaml.

    Why: Most licenses ask for the author's name, and a deck that is given away must be allowed to hold the file.
    Source: Creative Commons, best practices for attribution.

    Bad:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        explanation: |
          Calls are answered by trained counselors, day and night.

          ![A phone that shows the number 988](uncredited.svg)

    Good:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        explanation: |
          Calls are answered by trained counselors, day and night.

          ![A phone that shows the number 988](picture.svg)
    """
    for item, span, part, name in _first_uses(view):
        if name not in view.bank.credits:
            cure = f"Add to {view.bank.media_path}/credits.yaml:\n{name}:\n  author: ...\n  license: ..."
            yield item.find(span, f'nobody is credited for "{name}"', cure, part)


@rule("DG433", View, english=False)
def credit_without_file(view: View) -> Iterator[Finding]:
    """credits.yaml names a file that is not there.

    Why: The file was renamed or deleted, and the new name may be without credit.
    Source: deckgen's design (media lie beside their credits).

    Bad:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        # credits.yaml
        gone.svg:
          author: Someone
          license: CC0

    Good:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        # credits.yaml
        picture.svg:
          author: The deckgen authors
          license: CC BY-SA 4.0
    """
    for name, credit in view.bank.credits.items():
        if name not in view.bank.media and name not in view.bank.links:
            message = f'there is no file "{name}" in {view.bank.media_path}'
            yield Finding(span=credit.file.span, message=message, cure="Correct the name, or delete the credit.")


@rule("DG434", View, english=False)
def picture_without_background(view: View) -> Iterator[Finding]:
    """A drawing has no background of its own.

    Looks for a rectangle that fills the SVG, or a background in its style.

    Why: In night mode the card is dark, and dark lines on a transparent ground cannot be seen.
    Source: Anki's manual (night mode and styling).

    Bad:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        explanation: |
          Calls are answered by trained counselors, day and night.

          ![A phone that shows the number 988](transparent.svg)

    Good:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        explanation: |
          Calls are answered by trained counselors, day and night.

          ![A phone that shows the number 988](picture.svg)
    """
    for item, span, part, name in _first_uses(view):
        if name.lower().endswith(".svg") and not _has_background(view.bank.media[name]):
            cure = 'Add as its first shape: <rect width="100%" height="100%" fill="#fff"/>.'
            yield item.find(span, f'"{name}" has no background, so dark lines vanish in night mode', cure, part)


def _first_uses(view: View) -> Iterator[tuple[Item, Span, str, str]]:
    """Each file that is shown and there, where it is shown first."""
    seen: set[str] = set()
    for item in view.items:
        for part, prose, at, _, name in item.pictures:
            if name in view.bank.media and name not in seen and name.rpartition(".")[2].lower() in PICTURES + SOUNDS:
                seen.add(name)
                yield item, prose.text.at(at), part, name


def _has_background(data: bytes) -> bool:
    if _STYLED.search(data):
        return True
    size = _SIZE.search(data)
    wide, high = (float(size["w"]), float(size["h"])) if size else (0.0, 0.0)
    for match in _FULL.finditer(data):
        if _NO_FILL.search(match[0]):
            continue
        width, height = match["width"].decode(), match["height"].decode()
        fills = (width == "100%" or (wide and not width.endswith("%") and float(width) >= 0.97 * wide)) and (
            height == "100%" or (high and not height.endswith("%") and float(height) >= 0.97 * high)
        )
        if fills or not size:
            return True
    return False


def _pixels(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF or JPEG; zero for what has none."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:6] in (b"GIF87a", b"GIF89a"):
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data.startswith(b"\xff\xd8"):
        at = 2
        while at + 9 < len(data) and data[at] == 0xFF:
            if 0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in (0xC4, 0xC8, 0xCC):
                height, width = struct.unpack(">HH", data[at + 5 : at + 9])
                return width, height
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0, 0
