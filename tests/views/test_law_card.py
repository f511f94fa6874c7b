"""The law beside a question: the number in m², what is missing to a quorum of its own, how sure, and what waits."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from assembly.use_cases.compose_agenda import ItemDraft
from assembly.views.law_card import LawCard, bench_of, bound_words, law_card
from legal_rules import Bound
from tests.use_cases.small_house import OPENS, House, voting


def card(house: House, session: Session, number: int = 1, language: str = "ru") -> LawCard:
    meeting = house.meeting(session)
    return law_card(bench_of(session, assembly=meeting, language=language), meeting.items[number - 1])


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        (Bound(Fraction("5560"), strict=True), "больше 5 560,0 м²"),
        (Bound(Fraction("7200.53"), strict=False), "не меньше 7 200,53 м²"),
        (Bound(Fraction(22240, 3), strict=False), "не меньше 7 413,34 м² (точно 7 413 1/3)"),
        (Bound(Fraction("100.005"), strict=True), "больше 100,01 м² (точно 100 1/200)"),
    ],
)
def test_what_is_printed_is_enough_and_the_exact_number_is_said(bound: Bound, words: str) -> None:
    assert bound_words(bound, "share", "ru").replace("\u00a0", " ").replace("\u202f", " ") == words


def test_a_majority_of_all_is_a_number_from_the_draft_on(house: House) -> None:
    house.drafted()
    with house.reading() as session:
        of_all, of_those = card(house, session, 3), card(house, session, 2)
    assert [one.replace("\u00a0", " ") for one in of_all.needed] == ["«За» нужно не меньше 228,14 м² (точно 228 2/15)."]
    assert of_those.needed == ("Сколько это в метрах, станет известно, когда закончится приём решений.",)
    assert (of_all.missing, of_all.holds, of_all.quorum) == ((), "", "")


def test_participation_moves_the_number_and_the_missing_quorum_and_no_answer_does(house: House) -> None:
    alla, gleb = voting(house, "Алла", "Глеб")
    with house.reading() as session:
        before = card(house, session, 2)
    assert before.missing == ("Для кворума не хватает 171,1\u00a0м².",)
    house.cast(alla, choice="against")
    house.cast(gleb, choice="abstain")
    with house.reading() as session:
        after, third = card(house, session, 2), card(house, session, 3)
    assert after.missing == third.missing == ("Для кворума не хватает 106,2\u00a0м².",)
    assert "«за» нужно больше 32,45\u00a0м²" in after.needed[0]
    assert "число растёт с каждым участником" in after.needed[0]


def test_a_quorum_of_its_own_is_shown_where_it_differs(house: House) -> None:
    house.drafted(items=[ItemDraft("Перевести помещение 2 в нежилое", "", "ru:44.2.4.5", entrance="1")])
    with house.reading() as session:
        drafted = card(house, session)
    assert "Кворум по этому вопросу свой" in drafted.quorum
    assert "двух третей" in drafted.quorum
    assert [one.replace("\u00a0", " ") for one in drafted.needed[1:]] == ["В подъезде 1 «за» нужно больше 66,9 м²."]
    house.announced().proven().move_to(OPENS)
    from assembly.use_cases.open_voting import open_voting

    with house.writing() as session:
        settings = house.application.settings
        open_voting(session, now=OPENS, settings=settings, assembly=house.meeting(session), by=None)
    with house.reading() as session:
        missing = card(house, session).missing
    assert missing[0].startswith("Для кворума не хватает")
    assert missing[1].startswith("В подъезде 1 для кворума не хватает")


def test_how_sure_the_rule_is_stands_in_three_calm_degrees(house: House) -> None:
    house.drafted(
        items=[ItemDraft("Создать товарищество", "", "ru:136"), ItemDraft("Капитальный ремонт", "", "ru:44.2.1")]
    )
    with house.reading() as session:
        unverified, text = card(house, session, 1), card(house, session, 2)
        english = card(house, session, 1, "en")
    assert (unverified.mark, text.mark) == ("unverified", "text")
    assert (unverified.sure, text.sure) == ("не проверено", "текст статьи прочитан")
    assert english.sure == "not checked"
    assert unverified.waits == ""  # both people of the fixture have read it


def test_a_rule_nobody_checked_waits_for_its_readers(house: House) -> None:
    house.drafted(items=[ItemDraft("Создать товарищество", "", "ru:136")])
    with house.writing() as session:
        item = house.meeting(session).items[0]
        item.law_readers = item.law_readers[:1]
    with house.reading() as session:
        waits = card(house, session).waits
    assert "прочитают и подтвердят два человека; подтвердили: 1" in waits
