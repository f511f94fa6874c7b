"""A tidy register written with shuffled columns and read back is the same register, to the last fraction."""

from __future__ import annotations

import csv
import io
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from assembly.register_import import RegisterDraft, exact_decimal, read_register

HEADERS = {
    "unit": "Помещение",
    "kind": "Вид",
    "area": "Площадь, кв. м",
    "owner": "Собственник",
    "share": "Доля",
    "document": "Документ",
    "entrance": "Подъезд",
    "email": "E-mail",
    "cadastral": "Кадастровый номер",
}
KINDS = {"жилое": "residential", "нежилое": "non_residential", "машино-место": "parking"}

areas = st.integers(100, 90_000).map(lambda hundredths: Fraction(hundredths, 100))
weights = st.lists(st.integers(1, 99), min_size=1, max_size=5)
units = st.lists(
    st.tuples(st.sampled_from(sorted(KINDS)), areas, weights, st.booleans(), st.booleans()), min_size=1, max_size=12
)


def rows_of(drawn: list[tuple[str, Fraction, list[int], bool, bool]]) -> list[dict[str, Any]]:
    rows = []
    for number, (kind, area, parts, is_joint, with_comma) in enumerate(drawn, 1):
        text = exact_decimal(area)
        for place, part in enumerate(parts):
            share = "совместная" if is_joint and len(parts) > 1 else str(Fraction(part, sum(parts)))
            rows.append(
                {
                    "unit": str(number),
                    "kind": kind,
                    "area": text.replace(".", ",") if with_comma else float(text),
                    "owner": f"Владелец Номер{number} {'АБВГД'[place]}",
                    "share": share,
                    "document": f"77:{number}-{place}",
                    "entrance": 1 + number % 4,
                    "email": f"o{number}-{place}@example.org",
                    "cadastral": f"77:1:1:{number}",
                }
            )
    return rows


def check(
    draft: RegisterDraft, rows: list[dict[str, Any]], drawn: list[tuple[str, Fraction, list[int], bool, bool]]
) -> None:
    assert [*draft.errors, *draft.warnings] == []
    assert [(u.number, u.kind, u.area_m2) for u in draft.units] == [
        (str(n), KINDS[d[0]], d[1]) for n, d in enumerate(drawn, 1)
    ]
    expected = [
        (row["owner"], None if row["share"] == "совместная" else Fraction(row["share"]), row["email"]) for row in rows
    ]
    assert [(h.owner_name, h.share, h.email) for h in draft.holdings] == expected


@settings(max_examples=40, deadline=None)
@given(units, st.permutations(sorted(HEADERS)), st.integers(0, 4))
def test_workbook(drawn: list[tuple[str, Fraction, list[int], bool, bool]], order: list[str], above: int) -> None:
    rows = rows_of(drawn)
    book = openpyxl.Workbook()
    for _ in range(above):
        book.active.append(["Реестр"])
    book.active.append([HEADERS[name] for name in order])
    for row in rows:
        book.active.append([row[name] for name in order])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.xlsx"
        book.save(path)
        check(read_register(path), rows, drawn)


@settings(max_examples=60, deadline=None)
@given(
    units,
    st.permutations(sorted(HEADERS)),
    st.sampled_from(";,\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1251", "utf-16"]),
)
def test_text(
    drawn: list[tuple[str, Fraction, list[int], bool, bool]], order: list[str], delimiter: str, encoding: str
) -> None:
    rows = rows_of(drawn)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([HEADERS[name] for name in order])
    writer.writerows([row[name] for name in order] for row in rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.csv"
        path.write_bytes(out.getvalue().encode(encoding))
        check(read_register(path), rows, drawn)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["utf-8", "utf-16"]))
def test_any_text_gets_an_answer(text: str, encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.csv"
        path.write_bytes(("Помещение;Площадь;Собственник;Доля\n" + text).encode(encoding, "surrogatepass"))
        read_register(path).as_json()
