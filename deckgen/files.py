"""The door to the file system: finds decks, reads one, replaces a file in one step."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from deckgen.lock import NAME as LOCK
from deckgen.model import DeckFiles


def find_decks(root: Path) -> list[Path]:
    """The decks of a project: `root` itself if it has a `deck.yaml`, or else every folder under `content/` with YAML.

    A folder whose `deck.yaml` is missing counts, so that the check can say so.
    """
    if (root / "deck.yaml").is_file():
        return [root]
    return sorted({file.parent for file in (root / "content").glob("*/*.y*ml")})


def read_deck(folder: Path) -> DeckFiles:
    """A deck's files. Raises `OSError` where the system refuses a file.

    Every YAML file in the folder belongs to the deck. Media lie in `media/` beside `deck.yaml`, or beside `content/`.
    """
    names = sorted(entry.name for entry in folder.iterdir() if _is_yaml(entry) and entry.is_file())
    media_folder = _media_folder(folder)
    media, links = {}, []
    if media_folder.is_dir():
        for entry in sorted(media_folder.iterdir()):
            if entry.is_symlink():
                links.append(entry.name)
            elif entry.is_file() and not entry.name.startswith("."):
                media[entry.name] = entry.read_bytes()
    return DeckFiles(
        path=folder.as_posix(),
        files={name: (folder / name).read_bytes() for name in names if not name.startswith(".")},
        media_path=media_folder.as_posix(),
        media=media,
        links=frozenset(links),
        lock=(folder / LOCK).read_bytes() if (folder / LOCK).exists() else None,
    )


def _is_yaml(path: Path) -> bool:
    """Whether a file was meant as YAML. Some editors put .txt behind every name."""
    return Path(path.name.removesuffix(".txt")).suffix in (".yaml", ".yml")


def write(contents: Iterable[tuple[Path, bytes]]) -> None:
    """Replaces files in the order given, each in one step: a reader sees the old file or the new one, whole.

    None is replaced before all are on the disk under names of their own. Raises `OSError` when one cannot be written,
    and leaves no temporary file behind.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for path, data in contents:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            staged.append((Path(name), path))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(_mode())
        for temporary, path in staged:
            temporary.replace(path)
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)


def _media_folder(folder: Path) -> Path:
    beside = folder / "media"
    if beside.is_dir() or folder.resolve().parent.name != "content":
        return beside
    project = folder.parent.parent if len(folder.parts) > 1 else folder.resolve().parent.parent
    return project / "media"


def _mode() -> int:
    """The permissions that a new file gets; a temporary file starts out private."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
