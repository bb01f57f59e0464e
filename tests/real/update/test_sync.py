"""Two devices and a sync server: every kind of release, with reviews on the second device in between.

A one-way sync would throw away what one of the devices has done since the last sync, so none may be asked for.
"""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.real.update.learner import NOTHING, Learner, Snapshot
from tests.real.update.publisher import LIMITS, Look, Publisher, another, choice, day, retired
from tests.real.update.server import sync_server

TEXT = "Hope is {{c1::a start}}, and {{c2::work}} follows."
USERS = count(1)
# What is left to do after a sync that went both ways; anything else asks which side is thrown away.
TWO_WAY = "NO_CHANGES"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with sync_server() as address:
        yield address


class Devices:
    """A learner's laptop and phone. Both are in sync at the beginning, with the first release on them."""

    def __init__(self, learner: Learner, server: str, first: str) -> None:
        self.learner, self.server = learner, server
        self.user = f"user{next(USERS)}"
        for device in ("phone", "laptop"):
            learner.use(device)
            learner.new()
        learner.imports(first)
        learner.study()
        assert self.sync("laptop", "upload").startswith("FULL")
        assert self.sync("phone", "download").startswith("FULL")
        assert self.everything("phone") == self.everything("laptop")

    def on(self, device: str) -> Learner:
        self.learner.use(device)
        return self.learner

    def sync(self, device: str, full: str = "") -> str:
        answer: str = self.on(device).sync(self.server, self.user, full)
        return answer

    def everything(self, device: str) -> Snapshot:
        return self.on(device).snapshot()

    def settle(self) -> Snapshot:
        """Syncs until both devices have everything; no sync is one-way. What both of them have."""
        for device in ("laptop", "phone", "laptop"):
            assert self.sync(device) == TWO_WAY
        both = self.everything("laptop")
        assert self.everything("phone") == both
        return both


@pytest.fixture
def devices(newest: Learner, server: str, publisher: Publisher) -> Devices:
    return Devices(newest, server, publisher.release(day(0)))


def texts(publisher: Publisher) -> None:
    publisher.edit("Because of limit-a.", "Because of a law.")


def additions(publisher: Publisher) -> None:
    publisher.files[LIMITS] += choice("after-all")


def templates(publisher: Publisher) -> None:
    publisher.look = Look(revision=day(1), style="\n.card { --look: new }\n")


def picture(publisher: Publisher) -> None:
    publisher.media["picture.svg"] = publisher.media["picture.svg"].replace(b"</svg>", b"<g/></svg>")


def more_deletions(publisher: Publisher) -> None:
    publisher.edit(TEXT, "Hope is {{c1::a start}}, and {{c2::work}} follows {{c3::soon}}.")


def fewer_deletions(publisher: Publisher) -> None:
    publisher.edit(TEXT, "Hope is {{c1::a start}}, and work follows.")


def move(publisher: Publisher) -> None:
    publisher.edit(choice("listen-b"), "")
    publisher.files[LIMITS] += choice("listen-b")


def retirement(publisher: Publisher) -> None:
    publisher.edit(choice("limit-a"), choice("limit-a", extra=retired("The law changed.")))


def rendering(publisher: Publisher) -> None:
    publisher.look = Look(renderer=another)


def deck_name(publisher: Publisher) -> None:
    publisher.deck_yaml = publisher.deck_yaml.replace(b"name: Stock", b"name: Stocks")
    additions(publisher)


def everything(publisher: Publisher) -> None:
    for change in (additions, templates, picture, more_deletions, move, retirement):
        change(publisher)


KINDS = (
    texts,
    additions,
    templates,
    picture,
    more_deletions,
    fewer_deletions,
    move,
    retirement,
    rendering,
    deck_name,
    everything,
)


@pytest.mark.parametrize("change", KINDS, ids=lambda change: change.__name__)
def test_no_release_asks_for_a_one_way_sync_and_no_review_is_lost(
    devices: Devices, publisher: Publisher, change: Callable[[Publisher], None]
) -> None:
    # Reviews on the phone before the release, which the laptop has not seen.
    devices.on("phone").answer("limit-a", 0, 3)
    devices.on("phone").answer("filled", 1, 1, 3)
    assert devices.sync("phone") == TWO_WAY
    change(publisher)
    second = publisher.release(day(2), version="2.0.0", rerender=change is rendering)
    devices.on("laptop").imports(second)
    devices.on("laptop").answer("listen-a", 0, 3)
    # Reviews on the phone after the import on the laptop and before the phone hears of it.
    devices.on("phone").answer("limit-a", 0, 1, 3)
    devices.on("phone").answer("listen-b", 0, 4)
    there = {tuple(one) for device in ("phone", "laptop") for one in devices.everything(device).reviews}
    both = devices.settle()
    assert {tuple(one) for one in both.reviews} == there
    ids = [note["id"] for note in both.notes.values()]
    assert len(ids) == len(set(ids))
    # The same file on the phone, too: nothing comes twice, and both agree without a further word.
    assert devices.on("phone").imports(second) == NOTHING
    assert devices.settle() == both
    if change is texts:
        assert both.note("limit-a")["fields"]["Explanation"] == "Because of a law."
    if change is templates:
        assert "--look: new" in both.types["Deckgen Multiple Choice"][2]


def test_both_devices_may_import_a_release_before_they_sync(devices: Devices, publisher: Publisher) -> None:
    everything(publisher)
    second = publisher.release(day(2), version="2.0.0")
    devices.on("laptop").imports(second)
    devices.on("laptop").answer("limit-b", 0, 3)
    devices.on("phone").imports(second)
    devices.on("phone").answer("limit-c", 0, 3)
    there = {tuple(one) for device in ("phone", "laptop") for one in devices.everything(device).reviews}
    both = devices.settle()
    assert {tuple(one) for one in both.reviews} == there
    assert sorted(note["id"] for note in both.notes.values()) == sorted({note["id"] for note in both.notes.values()})
    assert len(both.notes) == 11


def test_a_mark_on_the_phone_before_it_hears_of_the_update_keeps_the_old_text(
    devices: Devices, publisher: Publisher
) -> None:
    """A touch on any device counts: the sync takes the later of the two notes. A further change arrives."""
    texts(publisher)
    devices.on("laptop").imports(publisher.release(day(2)))
    devices.on("phone").tag("limit-a", "marked")
    both = devices.settle()
    assert both.note("limit-a")["fields"]["Explanation"] == "Because of limit-a."
    assert "marked" in both.note("limit-a")["tags"]


def test_a_release_before_the_first_sync_of_a_second_device_arrives_there(
    devices: Devices, publisher: Publisher
) -> None:
    texts(publisher)
    devices.on("phone").imports(publisher.release(day(2)))
    assert devices.settle().note("limit-a")["fields"]["Explanation"] == "Because of a law."


def test_a_one_way_sync_would_be_noticed(devices: Devices) -> None:
    """The learner's own change of a note type is one that asks for it."""
    devices.on("laptop").add_field("Deckgen Cloze", "Mine")
    assert devices.sync("laptop") == "FULL_SYNC"
