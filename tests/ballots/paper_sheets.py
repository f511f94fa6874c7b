"""Sheets that the printing tests print: an invented house, and texts that are hard to place."""

from __future__ import annotations

import io
import string
from dataclasses import replace

import pypdfium2
from hypothesis import strategies as st

from ballots.contest import Contest, Option, standard_options
from ballots.layout import Layout
from ballots.printing import print_ballots
from ballots.sample import sample_ballots
from ballots.style import BallotSheet, BallotStyle, Holder, Premises

HARD_TEXT = 'O\'Connor <b> <img src="/etc/hostname"> &amp; Қарағай-Җиләк «Ә Ғ Ң Ө Ұ Ү Һ І» ½ ⅓ ✓ № 34,18 ₽ за м² '


def printed(*sheets: BallotSheet) -> tuple[bytes, Layout]:
    stream = io.BytesIO()
    layout = print_ballots(sheets, stream)
    return stream.getvalue(), layout


def opened(pdf: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(pdf)


def sheet(questions: int = 3, **style: object) -> BallotSheet:
    """One sheet of the invented house, its style changed."""
    one = sample_ballots(questions, 1, 7)[0]
    return replace(one, style=replace(one.style, **style))  # type: ignore[arg-type]


def hard_sheet(**style: object) -> BallotSheet:
    """Long names, long questions, 40 premises, options that wrap."""
    long = (HARD_TEXT * 4)[:300]
    contests = (
        Contest("1", 1, long, long, standard_options(), long[:120], long[:80]),
        Contest("2", 2, "Слово" * 60, "", tuple(Option(f"o{n}", {"ru": long[: 20 * n]}) for n in range(1, 9)), "", ""),
        Contest("3", 3, "Коротко", "", (Option("a", {"ru": "А"}), Option("b", {"ru": "Б"})), "", ""),
        Contest("4", 4, "Один вариант", "", (Option("a", {"ru": "Согласен"}),), "", ""),
    )
    rooms = tuple(
        Premises(
            f"машино-место {n}" * (1 + n % 2),
            "46,8",
            "12345/67890",
            "8,51",
            HARD_TEXT if n % 9 == 0 else "от 12.03.2019",
        )
        for n in range(40)
    )
    return replace(
        sheet(3, contests=contests, **style),
        holder=Holder((HARD_TEXT * 4)[:200]),
        premises=rooms,
        total_votes="340,4",
        representative="Представитель-Длиннофамильный " * 5,
        authority="доверенность № 00 АА 0000000 " * 8,
    )


texts = st.text(string.ascii_letters + "абвгӘҢҮқ <>&-/«»№₽ \u00a0й漢გԱΩ😀🎉ễе\u0301x\u0489", max_size=300)
names = st.text(string.ascii_letters + "АБВгдҚңგე😀漢 -'<>", min_size=1, max_size=200)


@st.composite
def sheets(draw: st.DrawFn) -> BallotSheet:
    """Any ballot a person could compose."""
    contests = []
    for number in range(1, draw(st.integers(1, 12) | st.just(60)) + 1):
        options = standard_options()
        if draw(st.booleans()):
            words = draw(st.lists(st.text("абвгде -", max_size=120), min_size=1, max_size=8))
            options = tuple(Option(f"o{place}", {"ru": word}) for place, word in enumerate(words))
        contests.append(
            Contest(str(number), number, draw(texts), draw(texts), options, draw(texts)[:100], draw(texts)[:60])
        )
    style: BallotStyle = sheet(
        contests=tuple(contests),
        large_print=draw(st.booleans()),
        duplex=draw(st.booleans()),
        training=draw(st.booleans()),
        language=draw(st.sampled_from(["ru", "en", "kk", "tt"])),
    ).style
    row = st.builds(Premises, names, st.just("46,8"), st.just("1/3"), st.just("15,6"), texts)
    holder = st.none() | st.builds(Holder, names, company=st.booleans(), signatory=st.none() | names)
    return replace(
        sheet(),
        style=style,
        holder=draw(holder),
        premises=tuple(draw(st.lists(row, max_size=12))),
        representative=draw(st.just("") | names),
    )
