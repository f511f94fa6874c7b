"""What a new register changes is said unit by unit and owner by owner."""

from __future__ import annotations

from assembly.register_import import RegisterDraft, compare
from tests.register_import.registers import Read, row


def test_nothing_changed(read_rows: Read) -> None:
    rows = [row(share="1/2"), row(owner="Б Б", share="1/2"), row("2", owner=None)]
    first, again = read_rows(rows), read_rows(list(reversed(rows)))
    assert not compare(first, again)
    assert compare(first, again).all() == []


def test_every_kind_of_change(read_rows: Read) -> None:
    before = read_rows(
        [
            row("1", share="1/2"),
            row("1", owner="Б Б", share="1/2"),
            row("2", area="40"),
            row("3"),
            row("4", owner="Продавец П"),
            row("5", owner=None, document=None),
        ]
    )
    after = read_rows(
        [
            row("1", share="1/3"),
            row("1", owner="Б Б", share="2/3"),
            row("2", area="41,5"),
            row("4", owner="Покупатель П"),
            row("5", owner="Найденный Н"),
            row("6", kind="машино-место", area="13,3"),
        ]
    )
    changes = compare(before, after)
    assert [(c.number, c.after) for c in changes.units_added] == [("6", "13.3")]
    assert [(c.number, c.before) for c in changes.units_removed] == [("3", "50.5")]
    assert [(c.number, c.before, c.after) for c in changes.areas_changed] == [("2", "40", "41.5")]
    assert [(c.owner_name, c.before, c.after) for c in changes.shares_changed] == [
        ("Сомов Глеб Ильич", "1/2", "1/3"),
        ("Б Б", "1/2", "2/3"),
    ]
    assert [c.owner_name for c in changes.holdings_added] == ["Покупатель П", "Найденный Н"]
    assert [c.owner_name for c in changes.holdings_removed] == ["Продавец П", None]
    assert changes.areas_changed[0].sentence == {
        "ru": "Площадь (жилое 2): было 40 м², стало 41,5 м².",
        "en": "Area (residential 2): was 40 m², is now 41.5 m².",
    }
    assert all(change.sentence["ru"].endswith(".") and change.sentence["en"].endswith(".") for change in changes.all())


def test_rows_remembered_in_any_order_do_as_well(read_rows: Read) -> None:
    draft = read_rows([row("1", owner="А А", share="совместная"), row("1", owner="Б Б", share="совместная"), row("2")])
    assert not compare([*reversed(draft.holdings), *draft.units], draft)
    assert len(compare([], draft).units_added) == 2
    assert len(compare(draft, RegisterDraft("", "")).units_removed) == 2


def test_joint_becomes_shares(read_rows: Read) -> None:
    before = read_rows([row(owner="А А", share="совместная"), row(owner="Б Б", share="совместная")])
    after = read_rows([row(owner="А А", share="1/2"), row(owner="Б Б", share="1/2")])
    changes = compare(before, after)
    assert [(c.before, c.after) for c in changes.shares_changed] == [("joint", "1/2")] * 2
    assert "совместная" in changes.shares_changed[0].sentence["ru"]
