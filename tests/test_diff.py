"""What `deckgen diff` says about two editions of a deck is what a learner of the first would meet in the second."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen import notetypes
from deckgen.build import build
from deckgen.build import check as check_at
from deckgen.diff import Comparison, Edition, compare, edition, to_json, to_markdown, to_text, word_marks
from deckgen.model import DeckFiles
from deckgen.package import Contents, unpack
from deckgen.plain import plain
from deckgen.release import release
from tests.stock import CASES, NOW, cloze, question, stock
from tests.test_retire_rename import deck, run

DAY = 86_400
ONE = question("What helps?").replace("topic: Case", "topic: One")
TWO = (
    cloze("Hope is {{c1::a start}}, and {{c2::work}} follows.")
    .replace("topic: Case", "topic: Two")
    .replace(": a\n", ": b\n")
)


def more(file: str, *others: str) -> str:
    """A question file with the questions of other files after its own."""
    return file + "".join(other.partition("questions:\n")[2] for other in others)


def named(file: str, id_: str) -> str:
    return file.replace("- id: a\n", f"- id: {id_}\n").replace("- id: b\n", f"- id: {id_}\n")


class Publisher:
    """Releases a deck again and again; each release is an edition."""

    def __init__(self) -> None:
        self.lock: bytes | None = None
        self.deck_yaml = (CASES / "stock" / "deck.yaml").read_bytes()
        self.day = 0

    def files(self, *texts: str) -> DeckFiles:
        names = [(f"{number:02}-case.yaml", text.encode()) for number, text in enumerate(texts, 1)]
        return replace(stock(*names, deck=self.deck_yaml), lock=self.lock)

    def release(self, *texts: str, version: str | None = None, rerender: bool = False) -> Edition:
        self.day += 1
        now = NOW + self.day * DAY
        checked = check_at(self.files(*texts), now)
        assert checked.ok, checked.findings
        done = release(checked, self.deck_yaml, "", now, version=version, rerender=rerender)
        self.lock, self.deck_yaml = done.built.lock.encode(), done.deck_yaml
        return edition(unpack(done.built.packed.data), f"day {self.day}")

    def draft(self, *texts: str) -> Edition:
        built = build(check_at(self.files(*texts), NOW + (self.day + 1) * DAY))
        assert built is not None
        return edition(unpack(built.packed.data), "tree")


def ids(comparison: Comparison) -> dict[str, list[str]]:
    return {kind: [row.id for row in rows] for kind, rows in comparison.groups.items()}


def test_equal_editions_have_no_difference() -> None:
    publisher = Publisher()
    one = publisher.release(ONE, TWO)
    comparison = compare(one, publisher.draft(ONE, TWO))
    assert (comparison.groups, comparison.kinds, comparison.names) == ({}, (), None)
    assert "nothing differs" in to_text(comparison)


def test_a_changed_text_shows_which_words_went_and_came() -> None:
    publisher = Publisher()
    old = publisher.release(ONE, TWO)
    comparison = compare(old, publisher.draft(ONE.replace("What helps?", "What helps *most*?"), TWO))
    assert ids(comparison) == {"changed": ["a"]}
    (part,) = comparison.groups["changed"][0].parts
    assert (part.name, part.before, part.after) == ("Question", "What helps?", "What helps *most*?")
    assert "    Question: What helps{+ *most*+}?\n" in to_text(comparison)
    assert "  - Question: What helps<ins> *most*</ins>?\n" in to_markdown(comparison)


def test_new_and_missing_questions_are_named_with_their_topic() -> None:
    publisher = Publisher()
    old = publisher.release(ONE, TWO)
    new = publisher.release(more(ONE, named(question(), "c")), TWO)
    assert ids(compare(old, new)) == {"added": ["c"]}
    assert ids(compare(new, old)) == {"gone": ["c"]}
    assert compare(old, new).groups["added"][0].topic == "01 One"


def test_a_moved_question_says_from_where_to_where() -> None:
    publisher = Publisher()
    other = named(question(), "c")
    old = publisher.release(more(ONE, other), TWO)
    comparison = compare(old, publisher.release(ONE, more(TWO, other)))
    assert ids(comparison) == {"moved": ["c"]}
    assert "  c: 01 One → 02 Two\n" in to_text(comparison)


def test_as_few_questions_as_possible_count_as_reordered() -> None:
    publisher = Publisher()
    parts = {name: named(question(), name) for name in ("c", "d", "e")}
    old = publisher.release(more(ONE, *(parts[name] for name in "cde")), TWO)
    new = publisher.draft(more(ONE, *(parts[name] for name in "ecd")), TWO)
    assert ids(compare(old, new)) == {"reordered": ["e"]}
    inserted = publisher.draft(more(ONE, parts["c"], named(question(), "x"), parts["d"], parts["e"]), TWO)
    assert ids(compare(old, inserted)) == {"added": ["x"]}


def test_a_retired_question_shows_its_notice_and_comes_back() -> None:
    publisher = Publisher()
    old = publisher.release(ONE, TWO)
    retired = publisher.release(ONE + "    retired: {since: 2027-01-02, because: Too old.}\n", TWO)
    comparison = compare(old, retired)
    assert ids(comparison) == {"retired": ["a"]}
    assert "**Out of use since 2027-01-02.** Too old." in to_text(comparison)
    assert ids(compare(retired, publisher.release(ONE, TWO))) == {"returned": ["a"]}


def test_a_lost_deletion_is_named() -> None:
    publisher = Publisher()
    old = publisher.release(ONE, TWO)
    comparison = compare(old, publisher.release(ONE, TWO.replace("{{c2::work}}", "work")))
    assert ids(comparison) == {"changed": ["b"], "emptied": ["b"]}
    text = to_text(comparison)
    assert "  b (02 Two): c2\n" in text
    assert "[-{{c2::-]work[-}}-]" in text


def test_what_only_looks_different_is_told_from_what_changed() -> None:
    """The time of a note tells: the rendering alone never raises it, unless it is sent."""
    publisher = Publisher()
    old = publisher.release(ONE, TWO)
    publisher.deck_yaml = publisher.deck_yaml.replace(b"Write to the editors.", b"Write to us.")
    assert ids(compare(old, publisher.draft(ONE, TWO))) == {"rerendered": ["a", "b"]}
    sent = publisher.release(ONE, TWO, rerender=True)
    assert ids(compare(old, sent)) == {"changed": ["a", "b"]}


def test_a_renamed_question_is_the_same_question() -> None:
    publisher = Publisher()
    old = publisher.release(ONE, TWO)
    items = {guid: item for guid, item in old.items.items() if item.id == "a"}
    (guid,) = items
    renamed = replace(items[guid], id="z", fields={**items[guid].fields, "ID": "z"})
    comparison = compare(old, replace(old, items={**old.items, guid: renamed}))
    assert ids(comparison) == {"renamed": ["z"]}
    assert "  a → z\n" in to_text(comparison)


def test_a_new_id_is_no_change_of_the_text_that_names_it() -> None:
    publisher = Publisher()
    old = publisher.release(ONE, TWO)
    (guid,) = (guid for guid, item in old.items.items() if item.id == "a")
    item = old.items[guid]
    fields = {**item.fields, "ID": "z", "Extra": item.fields["Extra"].replace("a</code>", "z</code>"), "Hint": "New."}
    new = replace(old, items={**old.items, guid: replace(item, id="z", fields=fields, time=item.time + 1)})
    (row,) = compare(old, new).groups["changed"]
    assert [part.name for part in row.parts] == ["Hint"]


def test_note_types_show_revision_and_schema() -> None:
    old = Publisher().release(ONE, TWO)
    name = notetypes.cloze().name
    revision, schema = old.kinds[name]
    later = replace(old, kinds={**old.kinds, name: (revision + 60, schema)})
    comparison = compare(old, later)
    assert [(kind.name, kind.after) for kind in comparison.kinds] == [(name, revision + 60)]
    assert f"note type {name}: revision 20" in to_text(comparison)
    assert comparison.remarks == ()
    other = replace(schema, fields=(*schema.fields[:-1], ("Reserved 3", 7)))
    comparison = compare(old, replace(old, kinds={**old.kinds, name: (revision, other)}))
    assert "field 9 was Reserved 2 (3762985172488588) and is Reserved 3 (7)" in to_text(comparison)
    assert "schema" in comparison.remarks[0]


def test_an_older_file_in_the_place_of_the_new_one_is_remarked() -> None:
    publisher = Publisher()
    old, new = publisher.release(ONE, TWO), publisher.release(ONE.replace("What helps?", "What?"), TWO)
    assert compare(old, new).remarks == ()
    assert "is older than" in compare(new, old).remarks[0]


def test_decks_of_two_namespaces_have_nothing_in_common() -> None:
    publisher, stranger = Publisher(), Publisher()
    stranger.deck_yaml = stranger.deck_yaml.replace(b"namespace: ", b"namespace: x")
    comparison = compare(publisher.release(ONE, TWO), stranger.release(ONE, TWO))
    assert ids(comparison) == {"added": ["a", "b"], "gone": ["a", "b"]}
    assert "no question in common" in comparison.remarks[0]


def test_a_renamed_deck_is_named() -> None:
    publisher = Publisher()
    old = publisher.release(ONE, TWO)
    publisher.deck_yaml = publisher.deck_yaml.replace(b"name: Stock", b"name: Shares")
    comparison = compare(old, publisher.draft(ONE, TWO))
    assert comparison.names == ("Stock", "Shares")
    assert ids(comparison) == {}
    assert "the deck's name: Stock → Shares" in to_text(comparison)


def test_of_a_long_text_only_the_words_near_a_change_are_shown() -> None:
    words = " ".join(f"w{number}" for number in range(200))
    publisher = Publisher()
    old = publisher.release(question(words), TWO)
    text = to_text(compare(old, publisher.draft(question(words.replace("w100 ", "new ")), TWO)))
    assert "    Question: … w94 w95 w96 w97 w98 w99 [-w100-]{+new+} w101 w102 w103 w104 w105 w106 …\n" in text


def test_a_text_that_is_quite_another_stands_before_and_after() -> None:
    publisher = Publisher()
    old = publisher.release(question("Which of these came first?"), TWO)
    text = to_text(compare(old, publisher.draft(question("How many R's are there?"), TWO)))
    assert "      [-Which of these came first?-]\n      {+How many R's are there?+}\n" in text


def test_json_holds_whole_texts() -> None:
    publisher = Publisher()
    old = publisher.release(ONE, TWO)
    value = json.loads(to_json(compare(old, publisher.draft(ONE.replace("What helps?", "What?"), TWO))))
    assert value["old"] == "day 1 (0.1.0)"
    assert value["changes"] == {
        "changed": [
            {
                "id": "a",
                "topic": "01 One",
                "fields": [{"name": "Question", "before": "What helps?", "after": "What?"}],
            }
        ]
    }
    assert value["notetypes"] == []
    assert value["deck"] is None


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", " ", "{{c1::", "}}", "**", "é", "\n", "1"])).map("".join), st.data())
def test_marks_hold_both_texts_whole(before: str, data: st.DataObject) -> None:
    after = data.draw(st.lists(st.sampled_from(["a", "b", " ", "{{c1::", "}}", "**", "\n"])).map("".join))
    marks = word_marks(before, after)
    assert "".join(text for sign, text in marks if sign in "=-") == before
    assert "".join(text for sign, text in marks if sign in "=+") == after


def test_two_changes_with_a_space_between_read_as_one() -> None:
    assert word_marks("one two three", "one zwei drei") == [("=", "one "), ("-", "two three"), ("+", "zwei drei")]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<ol type="A"><li>One</li><li><p>Two</p><ul><li>in</li></ul></li></ol>', "A. One\nB. Two\n- in"),
        ('<ol start="3"><li>x</li></ol>', "3. x"),
        ("<p>a &amp; <strong>b</strong>\n<em>c</em></p><p>d<br>e</p>", "a & **b** *c*\nd\ne"),
        ('<img src="a-1f.svg" alt="A &quot;box&quot;">', '![A "box"](a-1f.svg)'),
        ('<a href="https://example.org/?a=1&amp;b=2">here</a>.', "here <https://example.org/?a=1&b=2>."),
        ("<pre><code>a\n  b</code></pre>", "`a\nb`"),
        ("<table><tr><th>a</th><td>b</td></tr></table>", "| a | b"),
        ("5 &lt; 6 {{c1::x}}", "5 < 6 {{c1::x}}"),
    ],
)
def test_html_reads_as_text(html: str, text: str) -> None:
    assert plain(html) == text


def test_a_file_that_deckgen_did_not_make_is_refused_in_words() -> None:
    contents = Contents(
        notes=((1, "g", 7, 0, -1, "", "front\x1fback", "front", 0, 0, ""),),
        cards=(),
        notetypes={"7": {"name": "Basic", "flds": [{"name": "Front"}, {"name": "Back"}]}},
        decks={"1": {"name": "Default", "desc": ""}},
        media={},
    )
    with pytest.raises(ValueError, match='deckgen did not make this file: it has notes of the type "Basic"'):
        edition(contents, "x")
    with pytest.raises(ValueError, match="holds no notes"):
        edition(replace(contents, notes=()), "x")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A released deck of two files, with the release kept as old.apkg; the working folder is the project."""
    monkeypatch.chdir(tmp_path)
    made = deck(tmp_path / "content" / "stock", one=question(), two=cloze("Hope is {{c1::a start}}."))
    assert run("release", "--as", "1.0.0").exit_code == 0
    (tmp_path / "dist" / "stock.apkg").rename("old.apkg")
    return made


def change(folder: Path) -> None:
    file = folder / "01-one.yaml"
    file.write_text(file.read_text("utf-8").replace("What helps?", "What helps most?"), "utf-8")


def test_the_command_compares_the_tree_with_the_lock(folder: Path) -> None:
    result = run("diff")
    assert (result.exit_code, result.stdout) == (0, "release 1.0.0 → content/stock: nothing differs\n")
    change(folder)
    run("retire", "two-a", "--because", "Old.")
    result = run("diff", "content/stock")
    assert result.exit_code == 0
    assert result.stdout == (
        "release 1.0.0 → content/stock: 1 changed, 1 retired\n\nchanged: 1\n  one-a (01 One)\n\n"
        "retired: 1\n  two-a (02 Two)\n"
    )
    assert "name the released file: deckgen diff OLD.apkg content/stock" in result.stderr
    value = json.loads(run("diff", "--format", "json").stdout)
    assert value["changes"]["changed"] == [{"id": "one-a", "topic": "01 One"}]
    assert value["notetypes"] is None


def test_the_lock_tells_moves_and_order_and_a_deck_that_nobody_has(folder: Path) -> None:
    one, two = folder / "01-one.yaml", folder / "02-two.yaml"
    rest = "".join(named(question(), name).partition("questions:\n")[2] for name in ("c", "d"))
    one.write_text(one.read_text("utf-8") + rest, "utf-8")
    run("release", at=NOW + DAY)
    lines = one.read_text("utf-8")
    first = lines.index("  - id: one-a")
    third, last = lines.index("  - id: c"), lines.index("  - id: d")
    one.write_text(lines[:first] + lines[last:] + lines[first:third], "utf-8")
    two.write_text(two.read_text("utf-8") + lines[third:last], "utf-8")
    output = run("diff", at=NOW + DAY).stdout
    assert "moved: 1\n  c: 01 One → 02 Two\n" in output
    assert "in another order: 1\n  one-a (01 One)\n" in output or "in another order: 1\n  d (01 One)\n" in output
    run("build", at=NOW + DAY)
    assert run("diff", at=NOW + DAY).stdout == output, "a build changes nothing of what learners have"
    run("release", at=NOW + 2 * DAY)
    assert "order" not in run("diff", at=NOW + 2 * DAY).stdout
    (folder / "deck.lock").unlink()
    yaml = folder / "deck.yaml"
    yaml.write_text(yaml.read_text("utf-8").replace("version: 1.2.0", "version: 0.1.0"), "utf-8")
    assert run("diff", at=NOW + DAY).stdout.startswith("nothing released → content/stock: 4 new\n")


def test_the_command_compares_files_with_files_and_with_the_tree(folder: Path) -> None:
    change(folder)
    for arguments in (("old.apkg", "content/stock"), ("old.apkg",)):
        result = run("diff", *arguments)
        assert result.exit_code == 0, result.output
        assert "    Question: What helps{+ most+}?" in result.stdout
    run("release", at=NOW + DAY)
    result = run("diff", "old.apkg", "dist/stock.apkg", "--format", "markdown")
    assert result.stdout.startswith("**old.apkg (1.0.0) → dist/stock.apkg (1.0.1): 1 changed**\n\n### Changed: 1\n")
    assert "is older than" in run("diff", "dist/stock.apkg", "old.apkg").stderr
    assert run("diff", "-q", "dist/stock.apkg", "old.apkg").stderr == ""


def test_diff_writes_nothing(folder: Path) -> None:
    change(folder)
    before = {path: path.read_bytes() for path in folder.parents[1].rglob("*") if path.is_file()}
    run("diff")
    run("diff", "old.apkg", "content/stock")
    assert {path: path.read_bytes() for path in folder.parents[1].rglob("*") if path.is_file()} == before


def test_what_cannot_be_compared_is_said_in_words(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "text.apkg").write_bytes(b"no zip")
    result = run("diff", "text.apkg", "old.apkg")
    assert (result.exit_code, "text.apkg: not an .apkg" in result.stderr) == (1, True)
    result = run("diff", "none.apkg", "old.apkg")
    assert (result.exit_code, "none.apkg: No such file" in result.stderr) == (2, True)
    file = folder / "01-one.yaml"
    file.write_text(file.read_text("utf-8").replace("Think.", "Think {{of}} it."), "utf-8")
    result = run("diff", "old.apkg")
    assert result.exit_code == 1
    assert "DG414" in result.stderr
    assert "Nothing was compared: 1 error" in result.stderr
    deck(folder.parent / "other", three=question())
    assert "Name the deck" in run("diff").stderr
