"""Runs a real Anki (aqt) and obeys JSON lines on stdin: {"do": name, …} is answered by {"ok": value} or {"failed": text}.

It runs in the Python of `.engines/<version>`, which has no deckgen. `ANKI_BASE` names an empty folder.
"""

import json
import os
import pickle
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ANSWERS = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)  # Anki prints as it likes

import aqt  # noqa: E402
from anki.collection import Config, ImportAnkiPackageRequest  # noqa: E402
from anki.decks import DeckId  # noqa: E402
from aqt.operations.note import update_note  # noqa: E402
from aqt.theme import Theme  # noqa: E402
from PyQt6.QtCore import QEventLoop, QPoint, Qt  # noqa: E402
from PyQt6.QtGui import QImage, QPainter  # noqa: E402
from PyQt6.QtTest import QTest  # noqa: E402

PATIENCE = 30.0
GAP = 12


class Driver:
    """The open collection, its reviewer, and the page that orders speak to: the reviewer's or a previewer's."""

    def __init__(self, base: Path) -> None:
        _write_preferences(base)
        self.errors: list[str] = []
        self.app: Any = aqt._run(["anki", "-p", "test", "-b", str(base)], exec=False)
        self.drawings = 0
        self._count_drawings()
        self._until(lambda: aqt.mw is not None and aqt.mw.col is not None)
        self.mw: Any = aqt.mw
        self.mw.setMinimumSize(0, 0)
        self._listen(self.mw.web)
        self.web = self.mw.web
        self.browser: Any = None
        self._home()

    def load(self, package: str) -> None:
        """Replaces the whole collection by the notes of a package."""
        col = self.mw.col
        self.close_preview()
        self._home()
        col.remove_notes(col.find_notes(""))
        col.decks.remove([deck.id for deck in col.decks.all_names_and_ids() if deck.id != 1])
        col.import_anki_package(ImportAnkiPackageRequest(package_path=package))
        col.models._clear_cache()
        self.errors.clear()

    def study(self, deck: str) -> None:
        """Begins to study a deck; its first front is shown."""
        col = self.mw.col
        self._home()
        chosen = col.decks.id_for_name(deck)
        config = col.decks.config_dict_for_deck_id(chosen)
        config["new"]["perDay"] = config["rev"]["perDay"] = 999
        config["new"]["delays"] = [1, 10]
        col.decks.update_config(config)
        self._review(chosen)

    def study_filtered(self, search: str) -> None:
        """Studies what a search finds in a filtered deck named Cram."""
        self._home()
        deck = self.mw.col.sched.get_or_create_filtered_deck(DeckId(0))
        deck.name = "Cram"
        del deck.config.search_terms[1:]
        deck.config.search_terms[0].search = search
        self._review(DeckId(self.mw.col.sched.add_or_update_filtered_deck(deck).id))

    def show_answer(self) -> None:
        self.mw.reviewer._getTypedAnswer()
        self._until(lambda: self.mw.reviewer.state == "answer")
        self.settle()

    def rate(self, ease: int) -> bool:
        """Rates the card; false when it was the last one."""
        shown = self.mw.reviewer._reps
        self.mw.reviewer._answerCard(ease)
        self._until(lambda: self.mw.state != "review" or self.mw.reviewer._reps != shown)
        if self.mw.state != "review":
            self._until(lambda: self.evaluate("!!document.querySelector('.congrats')"))
            return False
        self.settle()
        return True

    def side(self) -> str:
        """What the reviewer shows: question or answer."""
        return str(self.mw.reviewer.state)

    def redraw(self) -> None:
        self.mw.reviewer._redraw_current_card()
        self.settle()

    def edit(self, field: str, value: str) -> None:
        """Changes a field as the editor's window does, so that the reviewer draws the side anew."""
        note = self.mw.reviewer.card.note()
        note[field] = value
        self.evaluate("void (window.dg_test_old = document.querySelector('.dg-card'))")
        update_note(parent=self.mw, note=note).run_in_background()
        self._until(lambda: self.evaluate("!document.contains(window.dg_test_old)"))
        self.settle()

    def undo(self) -> None:
        shown = self.mw.reviewer._reps
        self.mw.undo()
        self._until(lambda: self.mw.reviewer._reps != shown)
        self.settle()

    def night(self, on: bool) -> None:
        self.mw.set_theme(Theme.DARK if on else Theme.LIGHT)
        self._until(lambda: self.evaluate("document.documentElement.classList.contains('night-mode')") == on)

    def preview(self, search: str, both: bool) -> None:
        """Opens the browser's previewer on the first card that a search finds; orders then speak to its page."""
        self.close_preview()
        self.mw.col.set_config_bool(Config.Bool.PREVIEW_BOTH_SIDES, both)
        self.browser = aqt.dialogs.open("Browser", self.mw, search=(search,))
        self._until(lambda: self.browser.table.len() > 0)
        self.browser.table.select_single_card(self.mw.col.find_cards(search)[0])
        self._until(lambda: self.browser.card is not None)
        self.browser.onTogglePreview()
        self.web = self.browser._previewer._web
        self._listen(self.web)
        self._until(lambda: self.evaluate("!!document.querySelector('.dg-card')"))
        self.settle()

    def preview_turn(self) -> None:
        """Presses the previewer's arrow: from the question to the answer."""
        self.evaluate("void (window.dg_test_old = document.querySelector('.dg-card'))")
        self.browser._previewer._on_next()
        self._until(lambda: self.evaluate("!document.contains(window.dg_test_old)"))
        self.settle()

    def close_preview(self) -> None:
        if self.browser is not None:
            self.browser.close()
            self._until(lambda: aqt.dialogs._dialogs["Browser"][1] is None)
        self.browser = None
        self.web = self.mw.web

    def rendered(self) -> list[dict[str, str]]:
        """Both sides of every card in the collection, as Anki writes them for its page."""
        cards = [self.mw.col.get_card(card) for card in self.mw.col.find_cards("")]
        cards.sort(key=lambda card: (card.due, card.ord))
        write = self.mw.prepare_card_text_for_display
        return [{"front": write(card.question()), "back": write(card.answer())} for card in cards]

    def evaluate(self, script: str) -> Any:
        """The value of an expression in the page."""
        box: list[Any] = []
        self.web.evalWithCallback(f"JSON.stringify([{script}])", box.append)
        self._until(lambda: bool(box))
        if not box[0]:
            raise RuntimeError(f"the page could not say: {script}")
        return json.loads(box[0])[0]

    def run(self, script: str) -> None:
        """Runs statements in the page."""
        self.web.eval(script)

    def promised(self, script: str) -> Any:
        """The value of a promise in the page."""
        self.run(
            f"window.dg_test_value = undefined; ({script}).then((value) => {{ window.dg_test_value = [value]; }});"
        )
        self._until(lambda: self.evaluate("window.dg_test_value !== undefined"))
        return self.evaluate("window.dg_test_value[0]")

    def click(self, selector: str) -> None:
        """Clicks with the mouse on the middle of an element, and waits until the page has heard it."""
        self.run(
            "window.dg_test_clicked = false; document.addEventListener('click', () => setTimeout(() => {"
            "window.dg_test_clicked = true; }, 50), { capture: true, once: true });"
        )
        x, y = self.evaluate(
            f"((box) => [box.left + box.width / 2, box.top + box.height / 2])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        QTest.mouseClick(self.web.focusProxy(), Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
        self._until(lambda: self.evaluate("window.dg_test_clicked"))

    def wait(self, seconds: float) -> None:
        """Lets Anki do what it has to do."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def resize(self, width: int, height: int) -> None:
        self.web.setFixedSize(width, height)
        self.mw.resize(width, height)
        self._until(lambda: self.evaluate("[innerWidth, innerHeight]") == [width, height])

    def resize_window(self, width: int, height: int) -> None:
        """Gives the whole window a size, and its page what is left of it."""
        self.mw.web.setMinimumSize(0, 0)
        self.mw.web.setMaximumSize(9999, 9999)
        self.mw.resize(width, height)
        self.wait(0.3)

    def shot(self, path: str) -> None:
        self.wait(0.3)
        self.web.grab().save(path)

    def shot_of_window(self, path: str) -> None:
        self.wait(0.3)
        self.mw.grab().save(path)

    def join(self, paths: list[str], path: str) -> None:
        """Puts pictures side by side."""
        pictures = [QImage(each) for each in paths]
        width = sum(picture.width() for picture in pictures) + GAP * (len(pictures) - 1)
        whole = QImage(width, max(picture.height() for picture in pictures), QImage.Format.Format_RGB32)
        whole.fill(0xFFD5D3CE)
        painter = QPainter(whole)
        left = 0
        for picture in pictures:
            painter.fillRect(left, 0, picture.width(), whole.height(), picture.pixelColor(2, 2))
            painter.drawImage(left, 0, picture)
            left += picture.width() + GAP
        painter.end()
        whole.save(path, "PNG", 0)  # 0 asks for the smallest file

    def focus(self) -> int:
        """Makes the main window ready for keys; gives its X id."""
        self.mw.activateWindow()
        self.mw.web.setFocus()
        self.wait(0.3)
        return int(self.mw.winId())

    def settle(self) -> None:
        """Waits until the page has drawn what it was told to, formulas and pictures included."""
        self._until(lambda: self.evaluate("typeof _queueAction === 'function'"))
        self.run("window.dg_test_drawn = false; _queueAction(() => { window.dg_test_drawn = true; });")
        self._until(lambda: self.evaluate("window.dg_test_drawn"))
        self.wait(0.05)

    def console(self) -> list[str]:
        """The errors that pages have reported since the collection was loaded."""
        return self.errors

    def _home(self) -> None:
        if self.mw.state != "deckBrowser":
            self.mw.moveToState("deckBrowser")
        self._until(lambda: self.mw.state == "deckBrowser" and not self.drawings)
        self._until(lambda: self.evaluate("!!document.getElementById('studiedToday')"))
        self._until(lambda: self.mw.bottomWeb._domDone)

    def _count_drawings(self) -> None:
        """Keeps count of the lists of decks that Anki draws in the background: a late one would replace a card."""
        browser = aqt.deckbrowser.DeckBrowser
        draw = browser._renderPage

        def counted(*arguments: Any, **options: Any) -> None:
            self.drawings += 1
            draw(*arguments, **options)

        def drawn(_: Any) -> None:
            self.drawings -= 1

        browser._renderPage = counted
        aqt.gui_hooks.deck_browser_did_render.append(drawn)

    def _review(self, deck: DeckId) -> None:
        self.mw.col.decks.select(deck)
        self.mw.moveToState("review")
        self._until(lambda: self.mw.state == "review" and self.mw.reviewer.card is not None and self.mw.web._domDone)
        self.wait(0.1)  # the focus of the window makes Anki show the first question twice
        self.settle()

    def _listen(self, web: Any) -> None:
        def hear(level: Any, message: str, line: int, source: str) -> None:
            if level.name == "ErrorMessageLevel":
                self.errors.append(f"{message} ({source}:{line})")

        page = web.page()
        page.javaScriptConsoleMessage = hear
        page.javaScriptAlert = lambda _url, text: self.errors.append(f"alert: {text}")  # it would wait for a click

    def _until(self, done: Callable[[], Any]) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > end:
                raise TimeoutError("Anki did not get there")
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _write_preferences(base: Path) -> None:
    """A profile `test` that asks nothing and reaches for no network."""
    general = {
        "ver": 0,
        "created": 0,
        "id": 1,
        "firstRun": False,
        "defaultLang": "en_US",
        "updates": False,
        "check_for_updates": False,
        "suppressUpdate": True,
        "lastMsg": -1,
    }
    profile = {"mainWindowGeom": None, "mainWindowState": None, "lastOptimize": time.time(), "searchHistory": []}
    with sqlite3.connect(base / "prefs21.db") as db:
        db.execute("create table profiles (name text primary key collate nocase, data blob not null)")
        db.execute("insert into profiles values ('_global', ?)", [pickle.dumps(general)])
        db.execute("insert into profiles values ('test', ?)", [pickle.dumps(profile)])


def main() -> None:
    driver = Driver(Path(os.environ["ANKI_BASE"]))
    ANSWERS.write('{"ok": "ready"}\n')
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = {"ok": getattr(driver, order.pop("do"))(**order)}
        except Exception:
            answer = {"failed": traceback.format_exc()}
        ANSWERS.write(json.dumps(answer) + "\n")
    os._exit(0)  # nothing of this profile is worth an orderly end


main()
