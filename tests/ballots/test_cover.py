from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.layout import Layout
from ballots.printing import Cover, count_pages, print_ballots
from ballots.printing.pdf import PdfWriter
from ballots.sample import sample_ballots
from tests.ballots.paper_sheets import names, opened, sheet
from tests.ballots.test_printing import letters_of, rendered, text_of

COVER = Cover(
    title="Решения собственников",
    subtitle="Печать № 1",
    facts=(("Дом", "г. Примерск, ул. Образцовая, д. 7"), ("Решений", "248")),
    table_head=("Часть дома", "решений", "листов"),
    table=(("Подъезд 1", 31, 62),),
    rest="ещё частей: {n}",
    how_title="Как печатать",
    how=("Масштаб 100 %.",),
    signatures=("Стопку получил(а)", "Стопку напечатал(а)"),
    signed=("фамилия, инициалы", "подпись", "дата"),
)


def covered(cover: Cover, ballots: int = 2, questions: int = 12) -> tuple[bytes, Layout]:
    stream = io.BytesIO()
    layout = print_ballots(sample_ballots(questions, ballots, 5), stream, lambda _: cover)
    return stream.getvalue(), layout


def check_cover(pdf: bytes) -> None:
    """No letter lies on another or outside the page's margins."""
    left, top, right, bottom = letters_of(pdf, 0).T
    across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    down = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    assert not np.triu((across > 0.35) & (down > 0.35), 1).any()
    assert left.min() > 15
    assert right.max() < 195
    assert bottom.max() < 287


def test_the_cover_lies_on_top_with_a_blank_back_and_is_counted() -> None:
    pdf, layout = covered(COVER)
    plain = io.BytesIO()
    without = print_ballots(sample_ballots(12, 2, 5), plain)
    assert [[page.pdf_page for page in ballot.pages] for ballot in layout.ballots] == [
        [page.pdf_page + 2 for page in ballot.pages] for ballot in without.ballots
    ]
    assert "Решения собственников" in opened(pdf)[0].get_textpage().get_text_bounded()
    assert rendered(pdf, 1, 50).min() == 255
    assert len(opened(pdf)) == len(opened(plain.getvalue())) + 2
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []
        assert int(document.Root.Pages.Count) == len(document.pages)


def test_the_cover_may_say_what_was_laid_out() -> None:
    stream, seen = io.BytesIO(), []

    def cover(layout: Layout) -> Cover:
        seen.append(len(layout.ballots))
        return COVER

    print_ballots(sample_ballots(1, 300, 5), stream, cover)
    assert seen == [300]
    with pikepdf.open(io.BytesIO(stream.getvalue())) as document:
        assert document.check_pdf_syntax() == []
        assert len(document.pages) == 2 * 301


def test_one_sided_ballots_have_a_cover_without_a_back() -> None:
    stream = io.BytesIO()
    layout = print_ballots([sheet(1, duplex=False)], stream, lambda _: COVER)
    assert layout.ballots[0].pages[0].pdf_page == 1


def test_the_same_pile_gives_the_same_bytes() -> None:
    assert covered(COVER) == covered(COVER)
    assert covered(replace(COVER, subtitle="Печать № 2"))[0] != covered(COVER)[0]


def test_very_many_staircases_are_added_up_in_a_last_row() -> None:
    def text(staircases: int) -> str:
        rows = tuple((f"Подъезд {n}", 10, 20) for n in range(1, staircases + 1))
        pdf, _ = covered(replace(COVER, table=rows))
        check_cover(pdf)
        return " ".join(opened(pdf)[0].get_textpage().get_text_bounded().split())

    assert "Подъезд 36 10 20" in text(36)
    many = text(50)
    assert "Подъезд 35 10 20" in many
    assert "Подъезд 36" not in many
    assert "ещё частей: 15 150 300" in many


@settings(max_examples=15, deadline=None)
@given(names, st.lists(names, min_size=1, max_size=8), st.lists(st.tuples(names, st.integers(0, 99_999)), max_size=60))
def test_no_words_of_a_cover_overlap(title: str, values: list[str], rows: list[tuple[str, int]]) -> None:
    cover = replace(
        COVER, title=title, subtitle=title, facts=tuple((value, value) for value in values),
        table=tuple((name, number, number) for name, number in rows), training="Учебная система. Голоса ненастоящие.",
    )  # fmt: skip
    check_cover(covered(cover, 1, 1)[0])


def test_only_the_first_page_can_be_kept() -> None:
    writer = PdfWriter(io.BytesIO(), "", "ru")
    writer.blank_page()
    with pytest.raises(ValueError, match="first page"):
        writer.keep_page()


def test_pages_are_counted_without_printing() -> None:
    for one in (sheet(1), sheet(12), sheet(60, large_print=True)):
        stream = io.BytesIO()
        assert count_pages(one) == len(print_ballots([one], stream).ballots[0].pages)
    assert "Решения" not in text_of(stream.getvalue())
