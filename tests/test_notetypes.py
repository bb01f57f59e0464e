"""The note types are a contract with every collection that has one of our decks."""

from deckgen import notetypes
from deckgen.build import build
from deckgen.package import unpack
from tests.stock import CASES, check, stock

CONTRACT = [
    (1754086213947, "Deckgen Multiple Choice", False, 4814863247858401),
    (1754086477205, "Deckgen Cloze", True, 4680537494349251),
]
FIELD_IDS = [
    [
        4903670613026327,
        5286557341795564,
        3471181885251720,
        5426442134747356,
        6360510219477250,
        2903911388819988,
        5281716212289175,
        6138184098134932,
        6259596956635272,
        4106128682805692,
        2408167753811450,
        4928299904696000,
    ],
    [
        5686909648404679,
        3641081981840271,
        5188486698306905,
        2931288701986479,
        6641238167880118,
        3610807306100540,
        6263389167435747,
        3677570866781360,
        3762985172488588,
    ],
]


def test_names_ids_and_fields_are_final() -> None:
    kinds = [notetypes.choice(), notetypes.cloze()]
    assert [(kind.id, kind.name, kind.cloze, kind.template.id) for kind in kinds] == CONTRACT
    assert [[field.name for field in kind.fields] for kind in kinds] == [
        [
            "Question",
            "Options",
            "Correct",
            "Rationale",
            "Hint",
            "Explanation",
            "Source",
            "Extra",
            "Setup",
            "ID",
            "Reserved 1",
            "Reserved 2",
        ],
        ["Text", "Hint", "Explanation", "Source", "Extra", "Setup", "ID", "Reserved 1", "Reserved 2"],
    ]
    assert [[field.id for field in kind.fields] for kind in kinds] == FIELD_IDS


def test_each_field_says_what_it_is_for_and_those_a_card_needs_are_protected() -> None:
    for kind in (notetypes.choice(), notetypes.cloze()):
        assert all(field.description for field in kind.fields)
        protected = {field.name for field in kind.fields if field.prevent_deletion}
        assert protected == ({"Text"} if kind.cloze else {"Question", "Options", "Correct", "Rationale"}) | {
            "Setup",
            "ID",
        }
        collapsed = {field.name for field in kind.fields if field.collapsed}
        assert collapsed == {"Extra", "Setup", "ID", "Reserved 1", "Reserved 2"}


def test_the_package_carries_ids_descriptions_and_flags_of_fields() -> None:
    built = build(check(stock(("01-kinds.yaml", (CASES / "ok" / "kinds.yaml").read_bytes()))))
    assert built is not None
    kind = next(iter(unpack(built.packed.data).notetypes.values()))
    ours = notetypes.choice()
    assert kind["mod"] == ours.revision
    assert [(f["name"], f["id"], f["ord"]) for f in kind["flds"]] == [
        (f.name, f.id, n) for n, f in enumerate(ours.fields)
    ]
    assert [f["preventDeletion"] for f in kind["flds"]] == [f.prevent_deletion for f in ours.fields]
    assert [f["collapsed"] for f in kind["flds"]] == [f.collapsed for f in ours.fields]
    assert [f["description"] for f in kind["flds"]] == [f.description for f in ours.fields]
    assert kind["tmpls"][0]["id"] == ours.template.id
    assert kind["sortf"] == 0
