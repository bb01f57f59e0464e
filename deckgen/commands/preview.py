"""`deckgen preview`: every card in the browser, live."""

import datetime
import threading
import time
import webbrowser
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import click

from deckgen.build import Checked, check
from deckgen.commands.common import chosen_decks, clock, counted, read_or_fail, summary, write_or_fail
from deckgen.files import read_deck
from deckgen.model import DeckFiles
from deckgen.preview.export import exported
from deckgen.preview.pages import Pages, Resource, pages
from deckgen.preview.server import Preview
from deckgen.preview.watch import State, state
from deckgen.stats import count, to_json

_PAUSE = 0.15


def _stats(shown: Pages) -> object:
    """What the plots are made of."""
    today = datetime.datetime.fromtimestamp(clock(), datetime.UTC).date()
    return to_json(count(shown.bank, today), None) if shown.bank else None


_RESOURCES: Mapping[str, Resource] = {"stats": _stats}


@click.command(epilog="Example: deckgen preview content/medi-cal-peer-support --open")
@click.argument("deck", required=False, type=click.Path(path_type=Path))
@click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="A port; without it, a free one.")
@click.option(
    "--export",
    "export",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the page as files that open from disk, and stop.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but the page's address.")
def command(deck: Path | None, open_: bool, port: int, export: Path | None, quiet: bool) -> None:
    """Show every card of a deck in the browser, front and back, while you write.

    Save a question file, and the page shows the change. Where a file has an error, the page says so, and keeps the last
    version that could be read. Only this machine can see the page. Ctrl+C ends it.
    """
    chosen = chosen_decks([deck] if deck else [])
    if len(chosen) > 1:
        raise click.UsageError("Name the deck to look at: there are several here.")
    folder = chosen[0]
    if export is not None:
        shown = pages(check(_own(read_or_fail(folder)), clock(), judge=True))
        write_or_fail((export / name, data) for name, data in exported(shown, _RESOURCES).items())
        click.echo(f"{export / 'index.html'}: {counted(len(shown.pages), 'question')}, {summary(shown.findings)}")
        if open_:
            webbrowser.open((export / "index.html").resolve().as_uri())
        return
    folders = [folder, Path(read_or_fail(folder).media_path)]
    try:
        server = Preview(port, _RESOURCES)
    except OSError as error:
        raise click.ClickException(f"Port {port} cannot be used: {error.strerror}.") from error
    with server:
        click.echo(server.url)
        if not quiet:
            click.echo("Only this machine can open it. Ctrl+C ends it.", err=True)
        if open_:
            webbrowser.open(server.url)
        try:
            _follow(folders, server)
        except KeyboardInterrupt:
            click.echo("", err=True)


def _follow(folders: list[Path], server: Preview) -> None:
    """Shows the deck as it is, and again after each change, for ever.

    The cards come at once. What the rules have to say takes longer and follows, unless files changed meanwhile.
    """
    known = shown = waiting = None
    judged: SimpleQueue[tuple[State, Checked]] = SimpleQueue()
    judge = threading.Thread()
    while True:
        now = state(folders)
        if now != known:
            try:
                files = _own(read_deck(folders[0]))
            except OSError:  # A file went away while it was read. It will be seen the next time.
                time.sleep(_PAUSE)
                continue
            known = now
            shown = pages(check(files, clock()), shown, judged=False)
            server.show(shown)
            waiting = (known, files)
        if waiting is not None and not judge.is_alive():
            # A thread that ends with the program: nobody waits for the rules after Ctrl+C.
            judge = threading.Thread(target=_judge, args=(*waiting, judged), daemon=True)
            judge.start()
            waiting = None
        if not judged.empty():
            version, checked = judged.get()
            if version == known:
                shown = pages(checked, shown)
                server.show(shown)
        time.sleep(_PAUSE)


def _judge(version: State, files: DeckFiles, judged: "SimpleQueue[tuple[State, Checked]]") -> None:
    judged.put((version, check(files, clock(), judge=True)))


def _own(files: DeckFiles) -> DeckFiles:
    """The deck without what is not its own: links among its files that lead out of its folder."""
    folder = Path(files.path).resolve()
    own = {name: data for name, data in files.files.items() if (folder / name).resolve().parent == folder}
    media = {} if Path(files.media_path).is_symlink() else files.media
    return replace(files, files=own, media=media)
