"""Runs a real Anki (aqt) and obeys JSON lines on stdin: {"do": name, …} is answered by {"ok": value} or {"failed": text}.

It is started with the Python of `.engines/<version>`, which has no deckgen. `ANKI_BASE` names an empty folder.
"""

import json
import os
import pickle
import sqlite3
import sys
import time
import traceback
from pathlib import Path
from typing import Any, Callable

ANSWERS = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)  # Anki prints as it likes

import aqt  # noqa: E402
from anki.collection import Config, ImportAnkiPackageRequest  # noqa: E402
from anki.decks import DeckId  # noqa: E402
from aqt.operations.note import update_note  # noqa: E402
from aqt.qt import QApplication, QEventLoop, QPoint, Qt  # noqa: E402
from aqt.theme import Theme  # noqa: E402
from PyQt6.QtTest import QTest  # noqa: E402

PATIENCE = 30.0


class Driver:
    """The open collection, its reviewer, and the page that commands speak to: the reviewer's or a previewer's."""

    def __init__(self, base: Path) -> None:
        _write_preferences(base)
        self.errors: list[str] = []
        app = aqt._run(["anki", "-p", "test", "-b", str(base)], exec=False)
        assert app is not None
        self.app: QApplication = app
        self._until(lambda: aqt.mw is not None and aqt.mw.col is not None)
        self.mw: Any = aqt.mw
        self.mw.setMinimumSize(0, 0)
        self.mw.reviewer.web.setMinimumWidth(0)
        self._listen(self.mw.web)
        self._until(lambda: self.mw.state == "deckBrowser")
        self.web = self.mw.web
        self.browser: Any = None

    def study(self, package: str, deck: str) -> int:
        """Starts anew with the cards of a package; gives the number of cards to study."""
        col = self.mw.col
        self.close_preview()
        self._leave_review()
        col.remove_notes(col.find_notes(""))
        col.decks.remove([entry.id for entry in col.decks.all_names_and_ids() if entry.id != 1])
        col.import_anki_package(ImportAnkiPackageRequest(package_path=package))
        col.models._clear_cache()
        chosen = col.decks.id_for_name(deck)
        col.decks.select(chosen)
        config = col.decks.config_dict_for_deck_id(chosen)
        config["new"]["perDay"] = config["rev"]["perDay"] = 999
        config["new"]["delays"] = [1, 10]
        col.decks.update_config(config)
        self.errors.clear()
        self._review()
        return len(col.find_cards("deck:current"))

    def study_filtered(self, search: str) -> None:
        """Studies what a search finds, in a filtered deck."""
        deck = self.mw.col.sched.get_or_create_filtered_deck(DeckId(0))
        deck.name = "Cram"
        deck.config.search_terms[0].search = search
        self.mw.col.sched.add_or_update_filtered_deck(deck)
        self.mw.col.decks.select(self.mw.col.decks.id_for_name("Cram"))
        self._leave_review()
        self._review()

    def _leave_review(self) -> None:
        if self.mw.state != "deckBrowser":
            self.mw.moveToState("deckBrowser")
        self._idle(0.3)

    def _review(self) -> None:
        self.mw.moveToState("review")
        self.web = self.mw.web
        self._until(lambda: self.mw.state == "review" and self.mw.reviewer.card is not None)
        self.settle()

    def show_answer(self) -> None:
        self.mw.reviewer._getTypedAnswer()
        self._until(lambda: self.mw.reviewer.state == "answer")
        self.settle()

    def rate(self, ease: int) -> bool:
        """Rates the card; true while there is another one."""
        before = self.mw.reviewer._reps
        self.mw.reviewer._answerCard(ease)
        self._until(lambda: self.mw.state != "review" or self.mw.reviewer._reps != before)
        self._idle()
        if self.mw.state != "review":
            return False
        self.settle()
        return True

    def redraw(self) -> None:
        self.mw.reviewer._redraw_current_card()
        self.settle()

    def edit(self, field: str, value: str) -> None:
        """Changes a field as the editor window does, so that the reviewer draws the card anew."""
        note = self.mw.reviewer.card.note()
        note[field] = value
        shown = self.web
        self.evaluate("void (window.dg_test_stale = document.querySelector('.dg-card'))")
        update_note(parent=self.mw, note=note).run_in_background()
        self._until(lambda: self._value("!document.contains(window.dg_test_stale)", shown))
        self.settle()

    def undo(self) -> None:
        before = self.mw.reviewer._reps
        self.mw.undo()
        self._until(lambda: self.mw.reviewer._reps != before)
        self._idle()
        self.settle()

    def side(self) -> str:
        return str(self.mw.reviewer.state)

    def night(self, on: bool) -> None:
        self.mw.set_theme(Theme.DARK if on else Theme.LIGHT)
        self._idle()

    def preview(self, search: str, both: bool) -> None:
        """Opens the browser's previewer on the first card that a search finds; commands then speak to its page."""
        self.close_preview()
        self.browser = aqt.dialogs.open("Browser", self.mw, search=(search,))
        self._until(lambda: self.browser.table.len() > 0)
        self.browser.table.select_single_card(self.mw.col.find_cards(search)[0])
        self._until(lambda: self.browser.card is not None)
        self.mw.col.set_config_bool(Config.Bool.PREVIEW_BOTH_SIDES, both)
        self.browser.onTogglePreview()
        self.web = self.browser._previewer._web
        self._listen(self.web)
        self._until(lambda: bool(self._value("!!document.querySelector('.dg-card')")))
        self.settle()

    def preview_turn(self) -> None:
        """The previewer's own button: from the question to the answer, from the answer to the next card."""
        self.browser._previewer._on_next()
        self._idle()
        self.settle()

    def close_preview(self) -> None:
        if self.browser is not None:
            self.browser.close()
            self._until(lambda: aqt.dialogs._dialogs["Browser"][1] is None)
        self.browser = None
        self.web = self.mw.web

    def rendered(self, package: str) -> list[dict[str, str]]:
        """Both sides of every card of a package, as Anki's template engine writes them."""
        self.study(package, "Default")
        col = self.mw.col
        cards = [col.get_card(card) for card in col.find_cards("", order="c.due, c.ord")]
        return [
            {
                "note": card.note().fields[0],
                "front": self.mw.prepare_card_text_for_display(card.question()),
                "back": self.mw.prepare_card_text_for_display(card.answer()),
            }
            for card in cards
        ]

    def evaluate(self, script: str) -> Any:
        return self._value(script)

    def click(self, selector: str) -> None:
        """A real mouse click on the middle of an element, which is scrolled into view first."""
        x, y = self._value(
            f"(() => {{ const node = document.querySelector({json.dumps(selector)}); node.scrollIntoView({{block: 'nearest'}});"
            "const box = node.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; })()"
        )
        QTest.mouseClick(self.web.focusProxy(), Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
        self._idle()

    def resize(self, width: int, height: int) -> None:
        self.mw.resize(width, height)
        self.web.setFixedSize(width, height)
        self._idle()

    def shot(self, path: str) -> None:
        self._idle(0.3)
        self.web.grab().save(path)

    def settle(self) -> None:
        """Waits until the page has drawn what it was told to, formulas and pictures included."""
        self._until(lambda: bool(self._value("typeof _queueAction === 'function'")))
        self._value("void (window.dg_test_drawn = false, _queueAction(() => { window.dg_test_drawn = true; }))")
        self._until(lambda: bool(self._value("window.dg_test_drawn === true")))
        self._idle()

    def console(self) -> list[str]:
        return self.errors

    def _value(self, script: str, web: Any = None) -> Any:
        box: list[Any] = []
        (web or self.web).evalWithCallback(f"JSON.stringify([{script}])", box.append)
        self._until(lambda: bool(box))
        if box[0] is None or box[0] == "":
            raise RuntimeError(f"the page refused: {script}")
        return json.loads(box[0])[0]

    def _listen(self, web: Any) -> None:
        def hear(level: Any, message: str, line: int, source: str) -> None:
            if "Error" in level.name or "Error" in message:
                self.errors.append(f"{message} ({source}:{line})")

        web.page().javaScriptConsoleMessage = hear

    def _idle(self, seconds: float = 0.06) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def _until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > end:
                raise TimeoutError("Anki did not get there")
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _write_preferences(base: Path) -> None:
    """A profile `test` that asks nothing and reaches for no network."""
    general = {
        "ver": 0, "updates": False, "created": 0, "id": 1, "lastMsg": -1, "suppressUpdate": True, "firstRun": False,
        "defaultLang": "en_US", "check_for_updates": False,
    }  # fmt: skip
    profile = {
        "mainWindowGeom": None,
        "mainWindowState": None,
        "numBackups": 0,
        "lastOptimize": time.time(),
        "searchHistory": [],
    }
    with sqlite3.connect(base / "prefs21.db") as db:
        db.execute("create table profiles (name text primary key collate nocase, data blob not null)")
        db.execute("insert into profiles values ('_global', ?)", [pickle.dumps(general)])
        db.execute("insert into profiles values ('test', ?)", [pickle.dumps(profile)])


def main() -> None:
    driver = Driver(Path(os.environ["ANKI_BASE"]))
    print(json.dumps({"ok": "ready"}), file=ANSWERS)
    for line in sys.stdin:
        order = json.loads(line)
        try:
            print(json.dumps({"ok": getattr(driver, order.pop("do"))(**order)}), file=ANSWERS)
        except Exception:
            print(json.dumps({"failed": traceback.format_exc()}), file=ANSWERS)
    os._exit(0)  # nothing of this profile is worth an orderly end


main()
