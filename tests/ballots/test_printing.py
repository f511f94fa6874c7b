from __future__ import annotations

import io
import itertools
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pikepdf
import pypdfium2.raw as pdfium_raw
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ballots.code import is_signed, parse_payload
from ballots.contest import Contest, Option, standard_options
from ballots.layout import MARKS_MM, QR_MM, Box, PageLayout
from ballots.printing import print_ballots
from ballots.printing.fonts import clean, face, unprintable
from ballots.sample import sample_ballots
from ballots.style import BallotSheet, Holder
from tests.ballots.paper_sheets import hard_sheet, opened, printed, sheet, sheets

DPI = 300
PX = DPI / 25.4
QUIET_MM = 4 * 25 / 37


def rendered(pdf: bytes, page: int, dpi: int = DPI) -> np.ndarray:
    return np.asarray(opened(pdf)[page].render(scale=dpi / 72, grayscale=True).to_pil().convert("L"))


def cut_out(image: np.ndarray, scale: float, *edges_mm: float) -> np.ndarray:
    """The part of the picture between left, top, right and bottom."""
    left, top, right, bottom = (round(edge * scale) for edge in edges_mm)
    return image[top:bottom, left:right]


def text_of(pdf: bytes) -> str:
    document = opened(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def squeezed(text: str) -> str:
    """Without spaces: a line may break anywhere. Soft hyphens are what pdfium makes of a hyphen at a line's end."""
    return (
        "".join(char for char in unicodedata.normalize("NFC", text) if not char.isspace())
        .replace("\ufffe", "-")
        .replace("\x02", "-")
    )


def apart(one: Box, other: Box) -> float:
    """Distance between two boxes in mm; negative where they overlap."""
    across = max(one[0], other[0]) - min(one[0] + one[2], other[0] + other[2])
    down = max(one[1], other[1]) - min(one[1] + one[3], other[1] + other[3])
    return max(across, down)


def check_page(page: PageLayout) -> None:
    """What must hold for every printed page."""
    boxes = [option.box_mm for option in page.options]
    fields = [place.box_mm for place in page.fields]
    for one, other in itertools.combinations(boxes, 2):
        assert apart(one, other) >= 8 - 1e-9
    for option in page.options:
        x, _, width, height = option.box_mm
        assert (width, height) == (5, 5)
        assert option.word_mm[0] >= x + width + 2
        for other in boxes:
            assert apart(option.word_mm, other) > 1.5
    for box in [*boxes, *(option.word_mm for option in page.options), *fields]:
        assert box[0] >= 12
        assert box[1] >= 12
        assert box[0] + box[2] <= 198
        assert box[1] + box[3] <= 285
        assert all(apart(box, symbol) >= QUIET_MM for symbol in QR_MM)
        assert all(apart(box, mark) >= 2 for mark in MARKS_MM.values())
    for symbol in QR_MM:
        assert symbol[2:] == (25, 25)
        assert min(symbol[0], symbol[1], 210 - symbol[0] - 25, 297 - symbol[1] - 25) >= 12
    assert all(apart(box, place) >= 2 for box in boxes for place in fields)


def letters_of(pdf: bytes, page: int) -> np.ndarray:
    """Tight boxes of all printed letters, in mm from the top left: left, top, right, bottom."""
    text = opened(pdf)[page].get_textpage()
    found = []
    for index in range(text.count_chars()):
        unit = pdfium_raw.FPDFText_GetUnicode(text, index)
        if unicodedata.combining(chr(unit)) or 0xDC00 <= unit < 0xE000:
            continue  # an accent stands on its letter; the second half of an emoji has the box of the first
        left, bottom, right, top = text.get_charbox(index)
        if right > left and top > bottom:
            found.append((left, 841.89 - top, right, 841.89 - bottom))
    return np.array(found).reshape(-1, 4) * 25.4 / 72


def check_letters(letters: np.ndarray, page: PageLayout) -> None:
    """No letter lies on another, on a box, a QR's quiet zone or a mark."""
    left, top, right, bottom = letters.T
    across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    down = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    assert not np.triu((across > 0.35) & (down > 0.35), 1).any()
    solid = [(box, QUIET_MM - 0.01) for box in QR_MM]
    solid += [(box, 1.5) for box in MARKS_MM.values()]
    solid += [(option.box_mm, 1.0) for option in page.options]
    solid += [(place.box_mm, 0.2) for place in page.fields]
    for (x, y, width, height), margin in solid:
        inside = (right > x - margin) & (left < x + width + margin)
        inside &= (bottom > y - margin) & (top < y + height + margin)
        assert not inside.any(), (x, y, letters[inside])
    assert left.min() > 12
    assert top.min() > 12
    assert right.max() < 198
    assert bottom.max() < 285


@pytest.mark.parametrize("language", ["ru", "en", "kk", "tt"])
@pytest.mark.parametrize("large", [False, True])
def test_hard_texts_never_overlap(language: str, large: bool) -> None:
    pdf, layout = printed(hard_sheet(language=language, large_print=large, training=True))
    for page in layout.ballots[0].pages:
        check_page(page)
        check_letters(letters_of(pdf, page.pdf_page), page)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(sheets())
def test_no_ballot_anyone_can_compose_overlaps(one: BallotSheet) -> None:
    pdf, layout = printed(one)
    pages = layout.ballots[0].pages
    assert [page.page for page in pages] == list(range(1, len(pages) + 1))
    placed = [(option.contest, option.option) for page in pages for option in page.options]
    assert placed == [(contest.id, name) for contest in one.style.contests for name in contest.option_names()]
    assert [bool(page.fields) for page in pages] == [False] * (len(pages) - 1) + [True]
    for page in pages:
        check_page(page)
        check_letters(letters_of(pdf, page.pdf_page), page)


def test_names_are_letters_and_never_markup() -> None:
    name = 'O\'Connor <b> & Co <img src="/etc/hostname"> {0} %s \\n </para> &amp; (скобка) Қарағай Җиләк'
    one = replace(sheet(), holder=Holder(name))
    pdf, _ = printed(one)
    assert squeezed(name) in squeezed(text_of(pdf))


def test_every_field_of_the_decision_is_printed() -> None:
    one = replace(
        sheet(training=True),
        holder=Holder("Степных Ксения Олеговна", "02.08.1994", "000-000-000 00"),
        representative="Каменных Игнат",
        authority="доверенность № 7 до 31.12.2027",
        total_votes="143,55",
    )
    text = squeezed(text_of(printed(one)[0]))
    meeting, style = one.style.meeting, one.style
    expected = ["РЕШЕНИЕ СОБСТВЕННИКА", "Учебная система. Голоса ненастоящие."]
    expected += [meeting.address, meeting.form, meeting.discussion, meeting.accepted_until, meeting.accepted_at]
    expected += [meeting.initiator, meeting.telephone, "Степных Ксения Олеговна", "02.08.1994", "000-000-000 00"]
    expected += ["Каменных Игнат", "доверенность № 7 до 31.12.2027", "143,55", f"{one.ballot[:4]}-{one.ballot[4:]}"]
    for room in one.premises:
        expected += [room.number, room.area, room.share, room.votes, room.title_document]
    for contest in style.contests:
        expected += [contest.title, contest.text, f"Нужно: {contest.rule_line}", f"Основание: {contest.basis}"]
    expected += ["За", "Против", "Воздержался", "Подпись", "Дата подписания", "Принято:", "страница 1 из"]
    for words in expected:
        assert squeezed(words) in text, words


def test_a_company_signs_by_its_director() -> None:
    one = replace(
        sheet(), holder=Holder("ООО «Ромашка»", company=True, ogrn="0000000000000", signatory="Степных И. О.")
    )
    text = squeezed(text_of(printed(one)[0]))
    assert squeezed("ОГРН 0000000000000") in text
    assert text.count(squeezed("Степных И. О.")) == 2  # in the facts and beside the signature
    assert "СНИЛС" not in text


def test_a_spare_blank_has_a_code_and_nobodys_name() -> None:
    spare = replace(sheet(), holder=None, premises=(), total_votes="")
    pdf, layout = printed(spare)
    text = text_of(pdf)
    assert squeezed("Собственник Дата рождения СНИЛС") in squeezed(text)
    assert spare.ballot[:4] in text
    assert len(layout.ballots[0].pages[-1].fields) == 2


def test_a_packs_own_rule_of_marking_is_printed_once_a_page() -> None:
    one = sheet(12, marking_rule="Отметьте ровно одну клетку.")
    pdf, layout = printed(one)
    assert squeezed(text_of(pdf)).count(squeezed("Отметьте ровно одну клетку.")) == len(layout.ballots[0].pages)


def test_the_same_sheets_give_the_same_bytes() -> None:
    first, layout = printed(*sample_ballots(12, 3, 5))
    again, same = printed(*sample_ballots(12, 3, 5))
    assert first == again
    assert layout == same
    assert printed(*sample_ballots(12, 3, 6))[0] != first


def test_a_single_reprint_equals_its_place_in_the_pile() -> None:
    pile = sample_ballots(5, 4, 9)
    _, all_of_them = printed(*pile)
    _, alone = printed(pile[2])
    again = [replace(page, pdf_page=0) for page in alone.ballots[0].pages]
    assert again == [replace(page, pdf_page=0) for page in all_of_them.ballots[2].pages]


def test_both_codes_of_every_page_read_back_where_they_should_stand() -> None:
    one = sheet(12)
    pdf, layout = printed(one)
    for page in layout.ballots[0].pages:
        found = zxingcpp.read_barcodes(rendered(pdf, page.pdf_page, 200), zxingcpp.BarcodeFormat.QRCode)
        assert [code.text for code in found] == [page.payload] * 2
        assert {code.ec_level for code in found} == {"Q"}
        for code, box in zip(sorted(found, key=lambda code: code.position.top_left.y), QR_MM, strict=True):
            corner, scale = code.position.top_left, 25.4 / 200
            assert abs(corner.x * scale - box[0]) < 0.5
            assert abs(corner.y * scale - box[1]) < 0.5
        payload = parse_payload(page.payload)
        assert payload is not None
        assert is_signed(payload, one.key)
        assert (payload.ballot, payload.page, payload.of) == (one.ballot, page.page, page.of)
        assert payload.definition == one.style.definition


@pytest.mark.parametrize("large", [False, True])
def test_every_box_has_its_outline_exactly_where_the_layout_says(large: bool) -> None:
    pdf, layout = printed(sheet(12, large_print=large))
    for page in layout.ballots[0].pages:
        image = rendered(pdf, page.pdf_page, 600)
        for option in page.options:
            x, y, width, height = option.box_mm

            strip = partial(cut_out, image, 600 / 25.4)
            inner = strip(x + 0.1, y + 0.1, x + width - 0.1, y + height - 0.1)
            assert inner.min() > 200
            for edge in (
                strip(x - 0.24, y, x - 0.06, y + height),
                strip(x + width + 0.06, y, x + width + 0.24, y + height),
                strip(x, y - 0.24, x + width, y - 0.06),
                strip(x, y + height + 0.06, x + width, y + height + 0.24),
            ):
                assert edge.max() < 60
            around = strip(x - 2.2, y - 2.2, x - 0.4, y + height + 2.2)
            assert around.min() > 200


def test_the_corner_marks_stand_where_the_layout_says() -> None:
    pdf, layout = printed(sheet())
    image = rendered(pdf, 0)
    for name, (x, y, width, height) in layout.marks_mm.items():
        part = image[round(y * PX) + 1 : round((y + height) * PX) - 1, round(x * PX) + 1 : round((x + width) * PX) - 1]
        hole = part[len(part) // 2, len(part) // 2]
        assert (hole > 200) == (name == "bottom_left")
        dark = (part < 128).mean()
        assert dark > 0.99 if name == "top_right" else 0.8 < dark < 0.87


def test_both_sided_ballots_begin_on_a_front_and_blank_backs_have_nothing() -> None:
    pdf, layout = printed(*(replace(one, style=sheet(3, duplex=True).style) for one in sample_ballots(3, 3, 1)))
    document = opened(pdf)
    starts = [ballot.pages[0].pdf_page for ballot in layout.ballots]
    assert all(start % 2 == 0 for start in starts)
    printed_pages = {page.pdf_page for ballot in layout.ballots for page in ballot.pages}
    backs = set(range(len(document))) - printed_pages
    assert len(document) % 2 == 0
    assert backs
    for back in backs:
        assert rendered(pdf, back, 50).min() == 255


def test_one_sided_ballots_have_no_blank_backs() -> None:
    pdf, layout = printed(sheet(1, duplex=False))
    assert len(opened(pdf)) == len(layout.ballots[0].pages) == 1


def test_sixty_questions_run_over_as_many_pages_as_they_need() -> None:
    pdf, layout = printed(sheet(60, large_print=True))
    pages = layout.ballots[0].pages
    assert len({option.contest for page in pages for option in page.options}) == 60
    for page in pages:
        check_page(page)
        contests = {option.contest for option in page.options}
        assert all(contests.isdisjoint({o.contest for o in other.options}) for other in pages if other is not page)
    assert f"страница {len(pages)} из {len(pages)}" in text_of(pdf).replace("\u00a0", " ")


def test_a_question_longer_than_a_page_is_set_smaller_and_then_refused() -> None:
    def asks(length: int, options: int = 0) -> BallotSheet:
        choices = tuple(Option(f"o{n}", {"ru": f"Кандидат {n}"}) for n in range(options)) or standard_options()
        return sheet(contests=(Contest("1", 1, "Вопрос", "слово " * length, choices, "", ""),))

    _, layout = printed(asks(700))
    assert len(layout.ballots[0].pages) >= 1
    with pytest.raises(ValueError, match="question 1 does not fit"):
        printed(asks(20_000))
    with pytest.raises(ValueError, match="question 1 does not fit"):
        printed(asks(1, 60))
    assert len(printed(asks(1, 20))[1].ballots[0].pages) == 2


def test_nothing_to_print_and_too_much_to_print() -> None:
    with pytest.raises(ValueError, match="no ballot"):
        print_ballots([], io.BytesIO())
    many = replace(sheet(), premises=sheet().premises[:1] * 5000)
    with pytest.raises(ValueError, match="at most 99"):
        printed(many)


def test_a_style_is_checked() -> None:
    with pytest.raises(ValueError, match="no printed words"):
        sheet(language="fr")
    with pytest.raises(ValueError, match="1 to 60"):
        sheet(contests=())
    with pytest.raises(ValueError, match="same id"):
        sheet(contests=sheet().style.contests[:1] * 2)


@pytest.mark.parametrize("ballots", [1, 128, 129, 300])
def test_the_pdf_is_well_formed(ballots: int) -> None:
    pdf, layout = printed(*(replace(one, style=sheet(1).style) for one in sample_ballots(1, ballots, 3)))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []
        assert len(document.pages) == 2 * ballots if layout.ballots[0].pages[0].of == 1 else True
    assert [ballot.pages[0].pdf_page for ballot in layout.ballots] == sorted(
        ballot.pages[0].pdf_page for ballot in layout.ballots
    )


def test_sheets_are_printed_as_they_come() -> None:
    stream, sizes = io.BytesIO(), []

    def one_by_one() -> Iterator[BallotSheet]:
        for one in sample_ballots(3, 40, 1):
            sizes.append(stream.tell())
            yield one

    print_ballots(one_by_one(), stream)
    assert all(later > earlier for earlier, later in pairwise(sizes[1:]))


def test_two_styles_in_one_pile() -> None:
    plain, large = sheet(2), sheet(2, large_print=True)
    again = replace(sheet(2), ballot=large.ballot)
    _, layout = printed(plain, large, again)
    boxes = [ballot.pages[0].options for ballot in layout.ballots]
    assert boxes[0] is boxes[2]  # drawn once, shared
    assert boxes[0] != boxes[1]


def test_what_does_not_print_is_gone() -> None:
    assert clean("a\tb\u200e\u0007c\ud800 \u202e d") == "a bc d"
    assert clean("и\u0306") == "й"
    assert clean("  plain  text ") == "plain text"
    assert clean("") == ""


def test_endless_texts_are_cut_and_never_run_into_the_foot() -> None:
    endless = "Слово " * 5000
    one = sheet(2, large_print=True)
    meeting = replace(one.style.meeting, initiator=endless, telephone=endless)
    room = replace(one.premises[0], title_document=endless, number="кв." * 5000)
    one = replace(one, style=replace(one.style, meeting=meeting), holder=Holder(endless), premises=(room,) * 2)
    pdf, layout = printed(replace(one, representative=endless, authority="слово" * 5000))
    for page in layout.ballots[0].pages:
        check_page(page)
        check_letters(letters_of(pdf, page.pdf_page), page)
    assert "…" in text_of(pdf)


@pytest.mark.parametrize(
    ("letters", "shown"),
    [
        ("გიორგი Ḥ Աննա Ω ☎ ≤ 😀", "გიორგი Ḥ Աննա Ω ☎ ≤ 😀"),  # of the second typeface
        ("漢字 日 Ivănescu", "‹?› Ivănescu"),
        ("🎉", "‹?›"),
        ("👍🏽 да", "‹?› да"),
        ("a\ufffdb", "a‹?›b"),
        ("עברית", "‹?›"),  # from right to left: not set at all rather than set backwards
        ("е\u0301", "е\u0301"),  # an accent that Golos has
        ("x\u0489y\u20dd", "xy"),  # accents nobody has: the letter stays
        ("❤\ufe0f", "❤"),
        ("ﬃ Ｉｖａｎ \U0001d400", "ffi Ivan A"),
        ("\ue000\U000e0041", "‹?›"),
    ],
)
def test_a_letter_the_typefaces_lack_is_never_an_empty_box(letters: str, shown: str) -> None:
    assert clean(letters) == unicodedata.normalize("NFC", shown)
    text = text_of(printed(replace(sheet(), holder=Holder(f"Имя {letters} конец")))[0])
    assert squeezed(f"Имя {shown} конец") in squeezed(text)


def test_which_letters_could_not_be_printed_is_known() -> None:
    assert unprintable("Анна 漢字漢 გ 🎉 \u200e") == "漢字🎉"
    assert unprintable("Қарағай & Co") == ""


@given(st.text(max_size=80))
def test_whatever_is_typed_every_letter_has_a_glyph(text: str) -> None:
    shown = clean(text)
    for name in ("R", "B"):
        assert all("0000" not in chunks(glyphs) for _, _, glyphs in face(name).runs(shown))
    assert clean(shown) == shown


def chunks(glyphs: str) -> set[str]:
    return {glyphs[start : start + 4] for start in range(0, len(glyphs), 4)}


def test_the_second_typeface_is_in_the_file_only_where_a_letter_needs_it() -> None:
    plain, _ = printed(sheet())
    borrowed, _ = printed(replace(sheet(), holder=Holder("გიორგი")))
    assert b"DejaVu" not in plain
    assert b"DejaVu" in borrowed
    with pikepdf.open(io.BytesIO(borrowed)) as document:
        assert document.check_pdf_syntax() == []
