"""Two curators and real git: whatever is merged, `build` mends the lock, and the next release updates what differs."""

import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from deckgen import lock
from tests.author import DAY, HOUR, START, Row, choice, cloze, out_of_use, topic
from tests.project import Project
from tests.stock import CASES

ONE, TWO = "01-one.yaml", "02-two.yaml"
ATTRIBUTES = (CASES.parents[1] / ".gitattributes").read_text("utf-8")


class Repository(Project):
    """A project in a repository of its own. `main` holds the first release, 1.0.0."""

    def __init__(self, root: Path, *, union: bool = True) -> None:
        super().__init__(root)
        self.git("init", "--quiet", "--initial-branch", "main")
        (root / ".gitattributes").write_text(ATTRIBUTES if union else "* text=auto eol=lf\n", "utf-8")
        (root / ".gitignore").write_text("/dist/\n", "utf-8")
        self.ok(START, "release", "--as", "1.0.0")
        self.commit("Release 1.0.0")
        self.learner = self.rows()

    def git(self, *arguments: str, check: bool = True) -> str:
        names = ("user.name=A", "user.email=a@example.org", "core.editor=true", "commit.gpgsign=false")
        options = [part for name in names for part in ("-c", name)]
        done = subprocess.run(["git", *options, *arguments], cwd=self.root, capture_output=True, text=True, check=False)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def on(self, branch: str, *works: tuple[int, Callable[[], None]], start: str = "main") -> None:
        """Works on a branch of its own: each change is built at its time and committed with the lock."""
        self.git("checkout", "--quiet", "-B", branch, start)
        for now, change in works:
            change()
            self.ok(now, "build")
            self.commit(f"On {branch}")

    def conflicts(self) -> list[str]:
        return sorted(self.git("diff", "--name-only", "--diff-filter=U").splitlines())

    def mends(self, now: int) -> str:
        """`build` mends the lock and says how; after it, nothing is left to mend."""
        result = self.run(now, "build")
        assert result.exit_code == 0, result.output
        self.ok(now + DAY, "build", "--locked")
        text = self.read("deck.lock")
        assert "<<<<<<<" not in text
        assert lock.read("deck.lock", text.encode())[2] == []
        self.commit("The lock, mended")
        return result.stderr

    def releases(self, now: int, learner: dict[str, Row] | None = None) -> set[str]:
        """The next release, and what a learner who has `learner` gets: those that differ, exactly."""
        had = self.learner if learner is None else learner
        self.ok(now, "release")
        has = self.rows()
        newer = {key for key, row in has.items() if key not in had or row.mod > had[key].mod}
        assert newer == {key for key, row in has.items() if key not in had or row.text != had[key].text}
        assert all(row.guid == had[key].guid for key, row in has.items() if key in had)
        self.commit(f"Release of {now}")
        self.learner = has
        return newer


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def questions(repository: Repository, stems: dict[str, str], keys: Iterable[str] = "abc") -> Callable[[], None]:
    """Writes the first topic with these questions; those with a stem of their own have it."""
    text = topic("One", *(choice(key, stems.get(key, "What helps?")) for key in keys))
    return lambda: repository.write(ONE, text)


def merge(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "ann")
    repository.git("merge", "--quiet", "ben", check=False)


def rebase(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "ann")
    repository.git("checkout", "--quiet", "ben")
    repository.git("rebase", "--quiet", "main", check=False)


def cherry_pick(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "ann")
    repository.git("cherry-pick", "ben", check=False)


WAYS = [merge, rebase, cherry_pick]


def resolve(repository: Repository, text: str | None = None) -> None:
    """What a person does: only the question file needs one, and it gets this text."""
    expected = [] if text is None else [f"content/stock/{ONE}"]
    assert repository.conflicts() == expected
    if text is not None:
        repository.write(ONE, text)
        repository.git("add", "--all")
        state = repository.root / ".git"
        if (state / "rebase-merge").exists():
            repository.git("rebase", "--continue")
        elif (state / "CHERRY_PICK_HEAD").exists():
            repository.git("cherry-pick", "--continue")
        else:
            repository.git("commit", "--quiet", "--no-edit")


@pytest.mark.parametrize("way", WAYS)
def test_neighboring_edits(repository: Repository, way: Callable[[Repository], None]) -> None:
    repository.on("ann", (START + DAY, questions(repository, {"a": "Ann's?"})))
    repository.on("ben", (START + 2 * DAY, questions(repository, {"b": "Ben's?"})))
    way(repository)
    resolve(repository)
    said = repository.mends(START + 3 * DAY)
    assert "a: 2 lines folded into one" in said
    assert "b: 2 lines folded into one" in said
    assert {key: row.mod - START for key, row in repository.rows().items() if row.mod > START} == {
        "a": DAY,
        "b": 2 * DAY,
    }
    assert repository.releases(START + 4 * DAY) == {"a", "b"}


@pytest.mark.parametrize("way", WAYS)
def test_edits_far_apart_need_no_mending(repository: Repository, way: Callable[[Repository], None]) -> None:
    repository.on("ann", (START + DAY, questions(repository, {"a": "Ann's?"})))
    repository.on(
        "ben",
        (
            START + 2 * DAY,
            lambda: repository.edit(
                TWO, "- id: e\n    question: |\n      What", "- id: e\n    question: |\n      Which"
            ),
        ),
    )
    way(repository)
    resolve(repository)
    repository.ok(START + 3 * DAY, "build", "--locked")
    assert repository.releases(START + 4 * DAY) == {"a", "e"}


@pytest.mark.parametrize("way", WAYS)
def test_additions_in_one_gap(repository: Repository, way: Callable[[Repository], None]) -> None:
    repository.on("ann", (START + DAY, questions(repository, {}, "abxc")))
    repository.on("ben", (START + 2 * DAY, questions(repository, {}, "abyc")))
    way(repository)
    resolve(repository, topic("One", *map(choice, "abxyc")))
    repository.mends(START + 3 * DAY)
    rows = repository.rows()
    positions = [rows[key].cards[0][1] for key in "abxyc"]
    assert positions == sorted(set(positions))
    assert {key: rows[key].cards for key in "abc"} == {key: repository.learner[key].cards for key in "abc"}
    assert repository.releases(START + 4 * DAY) == {"x", "y"}


@pytest.mark.parametrize("way", WAYS)
def test_an_edit_beside_an_addition(repository: Repository, way: Callable[[Repository], None]) -> None:
    repository.on("ann", (START + DAY, questions(repository, {"a": "Ann's?"})))
    repository.on("ben", (START + 2 * DAY, questions(repository, {}, ["a", "aa", "b", "c"])))
    way(repository)
    resolve(repository)
    repository.mends(START + 3 * DAY)
    assert repository.releases(START + 4 * DAY) == {"a", "aa"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("kept", "updated"), [("Ann's?", {"a"}), ("Ben's?", {"a"}), ("Both's?", {"a"}), ("What helps?", set())]
)
def test_both_edit_one_question(
    repository: Repository, way: Callable[[Repository], None], kept: str, updated: set[str]
) -> None:
    repository.on("ann", (START + 2 * DAY, questions(repository, {"a": "Ann's?"})))
    repository.on("ben", (START + DAY, questions(repository, {"a": "Ben's?"})))
    way(repository)
    resolve(repository, topic("One", choice("a", kept), choice("b"), choice("c")))
    assert "a: 2 lines folded into one" in repository.mends(START + 3 * DAY)
    row = repository.rows()["a"]
    assert (row.mod > START) == (kept != "What helps?")
    if updated:
        assert repository.releases(START + 4 * DAY) == updated
    else:
        assert repository.run(START + 4 * DAY, "release").exit_code == 1, "nothing differs from what learners have"


@pytest.mark.parametrize("way", [merge, rebase])
def test_both_make_the_same_edit(repository: Repository, way: Callable[[Repository], None]) -> None:
    repository.on("ann", (START + DAY, questions(repository, {"a": "Same?"})))
    repository.on("ben", (START + 2 * DAY, questions(repository, {"a": "Same?"})))
    way(repository)
    resolve(repository)
    repository.mends(START + 3 * DAY)
    assert repository.releases(START + 4 * DAY) == {"a"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("first", ["edit", "retirement"])
def test_one_retires_what_the_other_edits(
    repository: Repository, way: Callable[[Repository], None], first: str
) -> None:
    def retire() -> None:
        repository.write(ONE, topic("One", choice("a", more=out_of_use()), choice("b"), choice("c")))

    late = first == "edit"
    repository.on("ann", (START + (1 + late) * DAY, retire))
    repository.on("ben", (START + (2 - late) * DAY, questions(repository, {"a": "Ben's?"})))
    way(repository)
    resolve(repository)
    repository.mends(START + 3 * DAY)
    said = repository.ok(START + 3 * DAY, "build")
    assert "since 1.0.0: 1 retired; this is 1.1.0" in said
    assert repository.releases(START + 4 * DAY) == {"a"}
    row = repository.rows()["a"]
    assert row.cards == {}
    assert "Ben&#x27;s?" in row.text or "Ben's?" in row.text
    assert "Out of use" in row.text


@pytest.mark.parametrize("way", WAYS)
def test_one_moves_what_the_other_edits(repository: Repository, way: Callable[[Repository], None]) -> None:
    def move() -> None:
        repository.write(ONE, topic("One", choice("a"), choice("b")))
        repository.write(TWO, topic("Two", choice("d"), choice("c"), choice("e")))

    repository.on("ann", (START + DAY, move))
    repository.on("ben", (START + 2 * DAY, questions(repository, {"a": "Ben's?"})))
    way(repository)
    resolve(repository)
    repository.mends(START + 3 * DAY)
    assert "since 1.0.0: 1 changed, 1 moved" in repository.ok(START + 3 * DAY, "build")
    assert repository.rows()["c"].cards == {0: ("Stock::02 Two", 150)}
    assert repository.releases(START + 4 * DAY) == {"a"}
    assert "nothing changed" in repository.ok(START + 5 * DAY, "build")


@pytest.mark.parametrize("way", WAYS)
def test_both_build_drafts_and_one_takes_an_edit_back(
    repository: Repository, way: Callable[[Repository], None]
) -> None:
    repository.on("ann", (START + DAY, questions(repository, {"a": "Ann's?", "b": "Ann's, too?"})))
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "ann")
    back = questions(repository, {"b": "Ann's, too?", "c": "Ann's third?"})
    repository.on("ann", (START + 2 * DAY, back), start="ann")
    repository.on("ben", (START + 3 * DAY, questions(repository, {"a": "Ann's?", "b": "Ben's?"})))
    way(repository)
    resolve(repository)
    repository.mends(START + 4 * DAY)
    assert repository.rows()["a"].mod == START, "the text is the released one again"
    assert repository.releases(START + 5 * DAY) == {"b", "c"}


def test_without_gitattributes_the_marks_stand_in_the_lock_and_build_removes_them(tmp_path: Path) -> None:
    repository = Repository(tmp_path, union=False)
    repository.git("config", "merge.conflictStyle", "diff3")
    repository.on("ann", (START + DAY, questions(repository, {"a": "Ann's?"})))
    repository.on("ben", (START + 2 * DAY, questions(repository, {"b": "Ben's?"}, "abxc")))
    merge(repository)
    assert repository.conflicts() == ["content/stock/deck.lock"]
    assert "\n||||||| " in repository.read("deck.lock")
    said = repository.mends(START + 3 * DAY)
    assert "4 merge marks removed" in said
    assert "lines folded into one" in said
    assert repository.releases(START + 4 * DAY) == {"a", "b", "x"}


# Reverts


def test_an_edit_that_is_reverted_before_its_release_never_was(repository: Repository) -> None:
    repository.on("main", (START + DAY, questions(repository, {"a": "Wrong?"})), start="HEAD")
    edit = repository.git("rev-parse", "HEAD").strip()
    repository.on("main", (START + 2 * DAY, questions(repository, {"a": "Wrong?", "b": "Right?"})), start="HEAD")
    repository.git("revert", "--no-edit", edit)
    repository.mends(START + 3 * DAY)
    assert repository.rows()["a"] == repository.learner["a"]
    assert repository.releases(START + 4 * DAY) == {"b"}


def test_an_edit_that_is_reverted_after_its_release_brings_the_old_text_back(repository: Repository) -> None:
    repository.on("main", (START + DAY, questions(repository, {"a": "Wrong?"})), start="HEAD")
    edit = repository.git("rev-parse", "HEAD").strip()
    assert repository.releases(START + 2 * DAY) == {"a"}
    assert "Wrong?" in repository.learner["a"].text
    repository.git("revert", "--no-edit", edit)
    repository.mends(START + 3 * DAY)
    assert repository.releases(START + 4 * DAY) == {"a"}
    assert "What helps?" in repository.learner["a"].text


def test_an_edit_is_reverted_after_its_release_and_after_another_edit_beside_it(repository: Repository) -> None:
    repository.on("main", (START + DAY, questions(repository, {"b": "Wrong?"})), start="HEAD")
    edit = repository.git("rev-parse", "HEAD").strip()
    assert repository.releases(START + 2 * DAY) == {"b"}
    repository.on("main", (START + 3 * DAY, questions(repository, {"b": "Wrong?", "c": "New?"})), start="HEAD")
    repository.git("revert", "--no-edit", edit)
    repository.mends(START + 4 * DAY)
    assert repository.releases(START + 5 * DAY) == {"b", "c"}
    assert "What helps?" in repository.learner["b"].text


def test_a_release_that_is_reverted_before_anyone_had_it_never_was(repository: Repository) -> None:
    repository.on("main", (START + DAY, questions(repository, {"a": "New?"}, "abxc")), start="HEAD")
    repository.ok(START + 2 * DAY, "release")
    repository.commit("Release 1.1.0")
    repository.git("revert", "--no-edit", "HEAD")
    repository.mends(START + 3 * DAY)
    assert "since 1.0.0: 1 changed, 1 new; this is 1.1.0" in repository.ok(START + 3 * DAY, "build")
    assert "1.1.0" not in repository.read("CHANGES.md")
    assert repository.releases(START + 4 * DAY) == {"a", "x"}


def test_after_a_reverted_release_those_who_had_it_get_the_newest_texts_all_the_same(repository: Repository) -> None:
    """They get the drafts of then once more, because the lock has forgotten that they have them."""
    repository.on("main", (START + DAY, questions(repository, {"a": "New?"}, "abxc")), start="HEAD")
    repository.ok(START + 2 * DAY, "release")
    repository.commit("Release 1.1.0")
    had = repository.rows()
    repository.git("revert", "--no-edit", "HEAD")
    repository.on("main", (START + 3 * DAY, questions(repository, {"a": "New?", "b": "Newer?"}, "abxc")), start="HEAD")
    repository.ok(START + 4 * DAY, "release")
    has = repository.rows()
    assert {key for key in has if has[key].mod > had[key].mod} == {"a", "b", "x"}
    assert {key: row.guid for key, row in has.items()} == {key: row.guid for key, row in had.items()}


# Releases on both sides


def test_two_releases_that_knew_nothing_of_each_other(repository: Repository) -> None:
    first = repository.learner
    repository.on("ann", (START + DAY, questions(repository, {"a": "Ann's?"})))
    repository.ok(START + 2 * DAY, "release")
    repository.commit("Release 1.0.1 of Ann")
    anns = repository.rows()
    repository.on("ben", (START + DAY + HOUR, questions(repository, {"b": "Ben's?"})))
    repository.ok(START + 3 * DAY, "release")
    repository.commit("Release 1.0.1 of Ben")
    bens = repository.rows()
    merge(repository)
    assert repository.conflicts() == ["content/stock/CHANGES.md"]
    repository.git("checkout", "--ours", "content/stock/CHANGES.md")
    repository.mends(START + 4 * DAY)
    assert "since 1.0.1: nothing changed" in repository.ok(START + 4 * DAY, "build")
    repository.edit(TWO, "What helps?", "Which?")
    repository.ok(START + 5 * DAY, "release")
    has = repository.rows()
    for had in (first, anns, bens):
        newer = {key for key, row in has.items() if row.mod > had[key].mod}
        assert newer == {key for key, row in has.items() if row.text != had[key].text}


def test_of_two_releases_the_higher_version_counts_though_it_is_the_older(repository: Repository) -> None:
    repository.on("ann", (START + DAY, questions(repository, {}, "abcx")))
    repository.ok(START + 2 * DAY, "release")
    repository.commit("Release 1.1.0 of Ann")
    repository.on("ben", (START + DAY, questions(repository, {"a": "Ben's?"})))
    repository.ok(START + 3 * DAY, "release")
    repository.commit("Release 1.0.1 of Ben")
    merge(repository)
    assert repository.conflicts() == ["content/stock/CHANGES.md", "content/stock/deck.yaml"]
    repository.git("checkout", "--theirs", "content/stock/CHANGES.md", "content/stock/deck.yaml")
    assert "deck.yaml is behind the last release and gets its version, 1.1.0" in repository.mends(START + 4 * DAY)
    repository.edit(TWO, "What helps?", "Which?")
    assert "version 1.1.1" in repository.ok(START + 5 * DAY, "release")


def test_a_draft_meets_a_release_of_the_same_question(repository: Repository) -> None:
    repository.on("ben", (START + DAY, questions(repository, {"a": "Ben's?"})))
    repository.on("main", (START + 2 * DAY, questions(repository, {"a": "Ann's?"})), start="main")
    assert repository.releases(START + 3 * DAY) == {"a"}
    repository.git("merge", "ben", check=False)
    resolve(repository, topic("One", choice("a", "Ben's?"), choice("b"), choice("c")))
    repository.mends(START + 4 * DAY)
    assert repository.rows()["a"].mod > repository.learner["a"].mod
    assert repository.releases(START + 5 * DAY) == {"a"}


def test_a_rename_meets_an_edit(repository: Repository) -> None:
    repository.on("ben", (START + DAY, questions(repository, {"b": "Ben's?"})))
    repository.git("checkout", "--quiet", "main")
    repository.ok(START + 2 * DAY, "rename", "b", "bee")
    repository.ok(START + 2 * DAY, "build")
    repository.commit("A better name")
    repository.git("merge", "ben", check=False)
    resolve(repository)
    assert "bee: was b, one question now" in repository.mends(START + 3 * DAY)
    had = {"bee" if key == "b" else key: row for key, row in repository.learner.items()}
    assert repository.releases(START + 4 * DAY, had) == {"bee"}


@pytest.mark.parametrize("way", [merge, rebase])
def test_added_answers_of_a_cloze_on_two_branches(repository: Repository, way: Callable[[Repository], None]) -> None:
    repository.git("checkout", "--quiet", "main")
    repository.write(ONE, topic("One", choice("a"), cloze("g", "{{c1::Hope}} and work")))
    repository.write(TWO, topic("Two", *map(choice, "bcde")))
    assert repository.releases(START + HOUR) == {"g"}
    text = "{{c1::Hope}} and {{c2::work}}"
    repository.on("ann", (START + DAY, lambda: repository.edit(ONE, "{{c1::Hope}} and work", text)))
    repository.on("ben", (START + DAY, lambda: repository.edit(ONE, "Think.", "Think twice.")))
    way(repository)
    resolve(repository)
    repository.mends(START + 3 * DAY)
    assert list(repository.rows()["g"].cards) == [0, 1]
