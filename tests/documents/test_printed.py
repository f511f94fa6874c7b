"""Every printed document: the same bytes twice, text as text, nothing outside the page, both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from assembly.documents.delivery_list import make_delivery_list
from assembly.documents.notice import make_notice
from assembly.documents.print_manifest import make_print_manifest
from assembly.documents.protocol import make_protocol
from assembly.documents.receipt import fingerprint_words, make_receipt

Maker = Callable[[Any], bytes]


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [re.sub(r"\s+", " ", document[n].get_textpage().get_text_range()) for n in range(len(document))]
    finally:
        document.close()


def test_the_same_facts_give_the_same_bytes(maker: Maker, papers: Any) -> None:
    assert maker(papers()) == maker(papers())


def test_names_are_printed_as_they_are_written(maker: Maker, papers: Any) -> None:
    text = "".join(pages(maker(papers())))
    assert "Җәмилә" in text
    assert '<img src="/etc/hostname"/>' in text.replace("< ", "<").replace(" />", "/>") or "/etc/hostname" in text


def test_letters_that_golos_lacks_are_never_empty_boxes(maker: Maker, papers: Any) -> None:
    text = "".join(pages(maker(papers(owner="გიორგი & <b> 漢字 Ωμέγα"))))
    assert "გიორგი & <b> ‹?› Ωμέγα" in text


def test_a_manifest_adds_up_and_each_staircase_has_its_own_list_to_sign(papers: Any) -> None:
    text = "".join(pages(make_print_manifest(papers().manifest())))
    assert "Подъезд 1: решений 89, листов 178" in text
    assert "Всего решений: 91, листов: 182. Отпечаток вопросов: 6070-CB1A-FE94-8278." in text
    signed = pages(make_delivery_list(papers().delivery()))
    assert "Всего в реестре: 40. Составлен 20 февраля 2026 г. " in signed[-1].replace("\u00a0", " ")
    assert sum("Подъезд 1" in page for page in signed) == 1
    assert not any("39 кв. 39" in page and "40 кв. 1" in page for page in signed), "a page of its own"


def test_every_page_says_that_it_is_training_and_which_page_it_is(maker: Maker, papers: Any) -> None:
    found = pages(maker(papers(training=True)))
    for number, text in enumerate(found, 1):
        assert "Учебная региональная система" in text
        assert f"Страница {number} из {len(found)}" in text
    assert "Учебная" not in "".join(pages(maker(papers(training=False))))


def test_english_reads_english(maker: Maker, papers: Any) -> None:
    found = pages(maker(papers(language="en")))
    assert f"Page 1 of {len(found)}" in found[0]
    assert "Training system" in found[0]
    assert "Страница" not in "".join(found)


@pytest.mark.parametrize("questions", [1, 40, 60])
def test_many_long_questions_wrap_and_none_is_lost(papers: Any, questions: int) -> None:
    for pdf in (
        make_notice(papers(questions=questions).notice()),
        make_protocol(papers(questions=questions).protocol()),
    ):
        text = "".join(pages(pdf))
        for number in range(1, questions + 1):
            assert f"({number})" in text


def test_nothing_is_printed_outside_the_page(maker: Maker, papers: Any) -> None:
    import pypdfium2

    pdf = maker(papers(owner="Слово" * 60))
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        page = document[number]
        for thing in page.get_objects(max_depth=2):
            left, bottom, right, top = thing.get_bounds()
            assert left > 30
            assert right < page.get_width() - 30
            assert bottom > 15
            assert top < page.get_height() - 15
    document.close()


def test_the_notice_says_what_the_law_wants_told(papers: Any) -> None:
    text = " ".join(pages(make_notice(papers(questions=2).notice())))
    for fact in (
        "Прим Алла, кв. 1", "очно-заочное голосование", "8 марта 2026 г., 12:00", "двор дома", "28 марта 2026 г., 20:00",
        "пост у подъезда 2", "ООО «Управдом»", "больше половины голосов участников", "7KQ2-M4XA-9F", "26-0001",
        "http://127.0.0.1:8000/enrol", "+186 ₽",
    ):  # fmt: skip
        assert fact in text, fact


def test_the_filed_protocol_has_what_the_published_one_must_not(papers: Any) -> None:
    facts = papers(questions=2, owner="Заозёрская Җәмилә").protocol()
    filed, public = (" ".join(pages(make_protocol(one))) for one in (facts, facts.for_publication()))
    for secret in ("123456", "000-000-000", "Заозёрская Җәмилә, ", "01-1", "дов. 7", "Пробная Дарья"):
        assert secret.rstrip(", ") in filed
    for secret in ("123456", "000-000-000", "01-1", "дов. 7", "Пробная Дарья"):
        assert secret not in public
    assert "Прим Алла" in public  # who chaired is public
    assert "Для публикации" in public
    for word in ("СЛУШАЛИ", "ПРЕДЛОЖЕНО", "ГОЛОСОВАЛИ", "РЕШИЛИ", "7200,53", "нет подписи", "ООО «Управдом»"):
        assert word in filed, word


def test_a_published_protocol_names_no_participant(papers: Any) -> None:
    facts = papers(owner="Заозёрская").protocol().for_publication()
    assert {participant.name for participant in facts.participants} == {"не публикуется"}
    assert not any(row.premises for row in facts.not_counted)


def test_a_receipt_holds_no_choice(papers: Any) -> None:
    text = "".join(pages(make_receipt(papers().receipt())))
    assert "Против" not in text
    assert "Воздержался" not in text
    assert fingerprint_words(papers().receipt().leaf_hash) in text


def test_fingerprint_words_differ_where_the_hash_differs() -> None:
    assert fingerprint_words("00" * 32) == "бабаб-бабаб-бабаб-бабаб"
    assert len({fingerprint_words(f"{n:04x}" * 16, "en", 1) for n in range(0, 65536, 257)}) == 256
