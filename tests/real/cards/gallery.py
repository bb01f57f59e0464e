"""Takes the pictures of docs/gallery.md in the real Anki and in the browsers of the tests: `make gallery`."""

import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.real.cards import samples
from tests.real.cards.samples import Note
from tests.real.cards.screen import screen
from tests.real.cards.session import Anki, running
from tests.real.cards.site import one_page, page_per_side, serving
from tests.real.cards.webkit import browsing

DOCS = Path(__file__).parents[3] / "docs"
PHONE, SMALL = 390, 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A part of a picture: a side of a card, by what was done before it is shown."""

    note: Note
    side: str = "front"
    picks: tuple[int, ...] = ()
    hint: bool = False
    night: bool = False
    width: int = PHONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of the gallery. Its parts stand side by side."""

    name: str
    title: str
    alt: str
    shots: tuple[Shot, ...]


def both(note: Note, *picks: int, hint: bool = False, night: bool = False, width: int = PHONE) -> tuple[Shot, ...]:
    front = Shot(note=note, picks=picks, hint=hint, night=night, width=width)
    return (front, replace(front, side="back"))


PICTURES = (
    Picture(
        name="card",
        title="A multiple-choice card",
        alt="A question with three lettered options, one of them chosen. Beside it the back: “Not quite”, the right letter, why the chosen option is wrong, "
        "and each option with its own reason; below them the explanation and the source.",
        shots=both(samples.FIRST_STEP, 2),
    ),
    Picture(
        name="night",
        title="At night, with the hint opened, and right",
        alt="The same card on a dark page. The hint is open; the back says “Correct”, that a guess should be rated Again, and that the hint was used.",
        shots=both(samples.HARM_REDUCTION, 1, hint=True, night=True),
    ),
    Picture(
        name="two",
        title="Several right options",
        alt="“Choose two” above five options with square marks. On the back one right option is marked “Correct, your answer”, the other “Correct, missed”.",
        shots=both(samples.OARS_TWO, 0, 2),
    ),
    Picture(
        name="two-and-eight",
        title="Two options, and eight",
        alt="A front with the options Yes and No, and a front with eight options of one word each.",
        shots=(Shot(note=samples.TWO), Shot(note=samples.EIGHT)),
    ),
    Picture(
        name="long",
        title="A long question on a small phone (320 pixels)",
        alt="A question of two paragraphs and a list, with three long options, all readable without sideways scrolling.",
        shots=both(samples.LONG, 0, width=SMALL),
    ),
    Picture(
        name="picture-table-maths",
        title="Pictures, tables, and maths",
        alt="Three fronts: a question with a picture of five boxes, one with a table of three rows, and one with fractions.",
        shots=(Shot(note=samples.PICTURE), Shot(note=samples.TABLE), Shot(note=samples.MATHS)),
    ),
    Picture(
        name="languages",
        title="Spanish and Arabic",
        alt="The back of a Spanish card with Spanish labels, and the back of an Arabic card that runs from right to left.",
        shots=(
            Shot(note=samples.SPANISH, side="back", picks=(0,)),
            Shot(note=samples.ARABIC, side="back", picks=(1,)),
        ),
    ),
    Picture(
        name="cloze",
        title="A fill-in-the-blank card",
        alt="A sentence with one blank that shows a word of help, and the hint below it. Beside it the back with the word, the explanation and the source.",
        shots=both(samples.CLOZE, hint=True),
    ),
    Picture(
        name="unanswered",
        title="Turned without an answer, and a question out of use",
        alt="A back that says “No option chosen” and shows the right one; and a card that says since when and why it is out of use, and how to remove it.",
        shots=(Shot(note=samples.OARS_TWO, side="back"), Shot(note=samples.RETIRED)),
    ),
)
OTHERS = (
    ("desktop", "Anki on a computer", "Anki’s window with a card in the middle and the rating buttons below."),
    (
        "ankidroid",
        "The page of AnkiDroid’s study screen, in Chromium",
        "A front with one option chosen, 360 pixels wide.",
    ),
    ("webkit", "WebKit, the nearest to AnkiMobile", "A back in a window of WebKit."),
)


def take(anki: Anki, folder: Path, images: Path) -> None:
    """The pictures of the real reviewer."""
    for picture in PICTURES:
        parts = []
        for place, shot in enumerate(picture.shots):
            parts.append(str(folder / f"{picture.name}-{place}.png"))
            show(anki, shot)
            anki.do("shot", path=parts[-1])
        anki.do("join", paths=parts, path=str(images / f"{picture.name}.png"))


def show(anki: Anki, shot: Shot) -> None:
    """Brings a side onto the screen, as high as it is."""
    anki.do("night", on=False)
    front = anki.study(settled(shot.note))
    anki.do("night", on=shot.night)
    anki.do("resize", width=shot.width, height=3000)
    anki.choose(*(front.options[place] for place in shot.picks if front.options[place] not in front.picked))
    if shot.hint:
        anki.do("click", selector=".dg-hint summary")
    if shot.side == "back":
        anki.answered()
    height = "Math.ceil(document.querySelector('.dg-card').getBoundingClientRect().bottom + 20)"
    anki.do("resize", width=shot.width, height=anki.js(height))
    anki.do("run", script="document.activeElement.blur(); scrollTo(0, 0);")


def settled(note: Note) -> Note:
    """The note with its options in their written order, so that its picture is the same each time."""
    return replace(note, fields={**note.fields, "Setup": note.fields["Setup"] + " fixed"})


def take_desktop(anki: Anki, path: Path) -> None:
    front = anki.study(settled(samples.HARM_REDUCTION))
    anki.do("night", on=False)
    anki.do("resize_window", width=1100, height=800)
    anki.choose(front.options[1])
    anki.answered()
    anki.do("shot_of_window", path=str(path))


def take_browsers(render: Callable[[Note], dict[str, str]], images: Path) -> None:
    """The pictures of other clients' pages."""
    sides = render(settled(samples.HARM_REDUCTION))
    with serving() as site:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            page = chromium.new_page(viewport={"width": 360, "height": 740}, has_touch=True)
            page.goto(site.put("study", one_page()))
            page.evaluate("([q, a]) => _showQuestion(q, a, 'card card1')", [sides["front"], sides["back"]])
            page.locator(".dg-option").nth(1).tap()
            page.screenshot(path=images / "ankidroid.png")
            chromium.close()
        with screen() as display, browsing(display) as webkit:
            webkit.open(site.put("card", page_per_side(sides["front"])))
            webkit.resize(480, 900)
            webkit.press(".dg-option", 0)
            webkit.open(site.put("card", page_per_side(sides["back"])))
            time.sleep(1)  # WebKit draws when it likes
            crop = ["-crop", "480x900+0+0", "+repage"]
            subprocess.run(["import", "-display", display, "-window", "root", *crop, images / "webkit.png"], check=True)


def page() -> str:
    """docs/gallery.md."""
    shown = [(picture.name, picture.title, picture.alt) for picture in PICTURES] + list(OTHERS)
    parts = [
        "# What the cards look like",
        "Taken by `make gallery` in the real Anki, and in the browsers of the tests.",
    ]
    for name, title, alt in shown:
        parts += [f"## {title}", f"![{alt}](images/{name}.png)"]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    images = DOCS / "images"
    images.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running() as anki:
        take(anki, Path(folder), images)
        take_desktop(anki, images / "desktop.png")

        def render(note: Note) -> dict[str, str]:
            anki.load([note])
            sides: dict[str, str] = anki.do("rendered")[0]
            return sides

        take_browsers(render, images)
    for image in images.glob("*.png"):
        subprocess.run(["convert", image, "+dither", "-colors", "64", "-strip", image], check=True)
    (DOCS / "gallery.md").write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
