"""The door to the file system: finds decks, reads one, replaces a file in one step."""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
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


class _Folder(Mapping[str, bytes]):
    """Files in a folder by their names, each of which is read when it is asked for, and not kept."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self._paths = {name: folder / name for name in names}

    def __getitem__(self, name: str) -> bytes:
        return self._paths[name].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def read_deck(folder: Path, *, at_once: bool = True) -> DeckFiles:
    """A deck's files. Raises `OSError` where the system refuses a file.

    Every YAML file in the folder belongs to the deck. Numbered ones in a folder inside are there, too, so that somebody
    can say that they lie in the wrong place. Media lie in `media/` beside `deck.yaml`, or beside `content/`.
    Unless `at_once`, a YAML file is read when somebody looks into it, and may raise `OSError` then.
    """
    names = sorted(entry.name for entry in folder.iterdir() if _is_yaml(entry) and entry.is_file())
    names += sorted(f"{entry.parent.name}/{entry.name}" for entry in folder.glob("*/[0-9]*.yaml") if entry.is_file())
    files = _Folder(folder, (name for name in names if not name.startswith(".")))
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
        files=dict(files) if at_once else files,
        media_path=media_folder.as_posix(),
        media=media,
        links=frozenset(links),
        lock=(folder / LOCK).read_bytes() if (folder / LOCK).exists() else None,
    )


def _is_yaml(path: Path) -> bool:
    """Whether a file was meant as YAML. Some editors put .txt behind every name, or nothing else."""
    name = path.name.lower()
    return Path(name.removesuffix(".txt")).suffix in (".yaml", ".yml") or bool(re.match(r"\d{1,3}[-_ ].*\.txt$", name))


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
