"""Media files: their names in the deck, and which of them may be there.

A packed name carries a hash of the content. Anki never replaces a file of the same name, so a changed picture must have
a new name, which also makes its note a changed note.
"""

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from xml.parsers import expat

from deckgen.diagnostics import Flaw

PICTURES = ("svg", "png", "jpg", "jpeg", "gif", "webp")
SOUNDS = ("mp3", "ogg", "opus", "wav", "m4a")

_OUTSIDE = re.compile(r"^[a-z][a-z0-9+.-]*:|^//", re.IGNORECASE)
_STYLE_REFERENCE = re.compile(r"@import|url\(\s*['\"]?(?!#|data:image/)|expression\(|javascript:", re.IGNORECASE)


def packed_name(name: str, data: bytes) -> str:
    """The name in the deck: `<stem, ASCII, at most 40>-<16 hex of the content>.<ext>`."""
    stem, _, extension = name.rpartition(".")
    ascii_stem = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^A-Za-z0-9]+", "-", ascii_stem).strip("-")[:40].strip("-")
    return f"{safe or 'media'}-{hashlib.sha256(data).hexdigest()[:16]}.{extension.lower()}"


def content(name: str, data: bytes) -> bytes:
    """The bytes that are packed. Text has line feeds alone, so that a checkout on Windows gives the same deck."""
    return data.replace(b"\r\n", b"\n") if name.lower().endswith(".svg") else data


def flaw(name: str, offset: int, media: Mapping[str, bytes], links: frozenset[str], folder: str) -> Flaw | None:
    """Why a file cannot be shown, or None when it can. `folder` is named in the message."""
    if _OUTSIDE.match(name):
        cure = f"Save the picture in {folder} and write its name alone. A card must work without the internet."
        return Flaw("DG402", offset, f'"{name}" is not a file of this deck', cure)
    if "/" in name or "\\" in name or name in ("", ".", ".."):
        return Flaw(
            "DG402",
            offset,
            f'"{name}" leads out of the media folder',
            f"Put the file into {folder} and write its name alone.",
        )
    if name in links:
        cure = "Copy the file itself into the folder; a link can change without anyone noticing."
        return Flaw("DG403", offset, f'"{name}" in {folder} is a link to another place', cure)
    if name not in media or name == "credits.yaml":
        return _missing(name, offset, media, folder)
    extension = name.rpartition(".")[2].lower()
    if extension not in PICTURES + SOUNDS:
        kinds = ", ".join(PICTURES + SOUNDS)
        return Flaw(
            "DG405", offset, f'"{name}" is of a kind that Anki does not show everywhere', f"Use one of: {kinds}."
        )
    if not media[name]:
        return Flaw("DG405", offset, f'"{name}" is an empty file', "Save the picture again.")
    if extension == "svg":
        problem = _svg_problem(media[name])
        if problem:
            cure = "Save it again as plain SVG without scripts, with everything it shows inside the file."
            return Flaw("DG407", offset, f'"{name}" {problem}', cure)
    return None


def _missing(name: str, offset: int, media: Mapping[str, bytes], folder: str) -> Flaw:
    others = [other for other in media if other != "credits.yaml"]
    for other in others:
        if other.casefold() == name.casefold() or unicodedata.normalize("NFC", other) == unicodedata.normalize(
            "NFC", name
        ):
            message = f'the file is called "{other}", not "{name}"'
            return Flaw("DG404", offset, message, "Write it exactly so: on phones, capital and small letters differ.")
    close = difflib.get_close_matches(name, others, n=1, cutoff=0.6)
    cure = f"Did you mean {close[0]}?" if close else f"Put the file into {folder}."
    return Flaw("DG401", offset, f'there is no file "{name}" in {folder}', cure)


def _svg_problem(data: bytes) -> str:
    """Why an SVG may not run in a card: script, or something fetched from outside. Empty when it may."""
    problems: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    inside_style = False

    def place() -> str:
        return f"(line {parser.CurrentLineNumber})"

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside_style
        name = tag.rpartition(" ")[2].lower()
        inside_style = name == "style"
        if not problems and name != "svg" and parser.CurrentByteIndex >= 0 and first:
            problems.append("is not an SVG picture")
        first.clear()
        if name in ("script", "foreignobject", "iframe", "handler"):
            problems.append(f"holds <{name}> {place()}")
        for key, value in attributes.items():
            word = key.rpartition(" ")[2].lower()
            target = value.strip()
            if word.startswith("on"):
                problems.append(f"holds a script: {word} {place()}")
            elif word in ("href", "src") and not target.startswith(("#", "data:image/")):
                inert = name == "a" and target.startswith(("https://", "http://"))
                problems.append(
                    f"refers to {target[:60]} outside the file {place()}" if not inert else f"holds a link {place()}"
                )
            elif _STYLE_REFERENCE.search(value):
                problems.append(f"refers to something outside the file {place()}")

    def characters(text: str) -> None:
        if inside_style and _STYLE_REFERENCE.search(text):
            problems.append(f"refers to something outside the file {place()}")

    def refuse_doctype(*_: object) -> None:
        problems.append(f"has entities of its own {place()}")

    def instruction(target: str, _: str) -> None:
        problems.append(f"has a processing instruction <?{target}?> {place()}")

    first = [True]
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.CharacterDataHandler = characters
    parser.EntityDeclHandler = refuse_doctype
    parser.ProcessingInstructionHandler = instruction
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        problems.append(f"is damaged: {expat.ErrorString(error.code)} (line {error.lineno})")
    return problems[0] if problems else ""
