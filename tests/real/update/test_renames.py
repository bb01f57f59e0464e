"""`deckgen rename` as learners meet it: the same card, with all of its reviews."""

from deckgen import ledger, lock
from deckgen.edits import with_id
from tests.real.update.learner import NOTHING, Learner, assert_kept
from tests.real.update.publisher import LISTENING, Publisher, day


def renamed(publisher: Publisher, old: str, new: str) -> None:
    """What `deckgen rename` does to the file and to the lock."""
    publisher.files[LISTENING] = with_id(publisher.files[LISTENING].encode(), old, new).decode()
    assert publisher.lock is not None
    known, _, _ = lock.read(lock.NAME, publisher.lock)
    assert known is not None
    publisher.lock = lock.write(ledger.renamed(known, old, new)).encode()


def test_a_renamed_question_keeps_its_card_and_gets_its_next_text(learner: Learner, publisher: Publisher) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    before = learner.snapshot()
    renamed(publisher, "listen-b", "hear-b")
    renamed(publisher, "filled", "hope-filled")
    assert learner.imports(publisher.release(day(2), version="1.0.1"), day(3)) == NOTHING
    assert learner.snapshot() == before
    publisher.edit("Think of listen-b.", "Think of what you heard.")
    assert learner.imports(publisher.release(day(4)), day(5)) == {**NOTHING, "updated": 1}
    after = learner.snapshot()
    assert_kept(before, after)
    assert len(after.notes) == len(before.notes)
    assert "Think of what you heard." in str(after.note("hear-b"))
