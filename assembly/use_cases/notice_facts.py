"""Everything that one owner's notice says, gathered and written out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from assembly.documents.notice import NoticeFacts, NoticeQuestion, OnlineWay
from assembly.model import Account, Assembly, Holding, Notice
from assembly.settings import Settings
from assembly.text import Text
from assembly.use_cases.enrolment_code import enrolment_code
from assembly.use_cases.law import online_ruling, takes_poll
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.meaning import meaning_for
from assembly.use_cases.stakes import unit_name
from assembly.wording import FORMS, asks_words, format_date, format_m2, format_moment, format_share

if TYPE_CHECKING:
    from assembly.adapters.keys import Keys


@dataclass(frozen=True, slots=True)
class Writing:
    """What all notices of one assembly share while they are written."""

    assembly: Assembly
    settings: Settings
    keys: Keys
    now: datetime


def notice_facts(session: Session, writing: Writing, notice: Notice, holdings: list[Holding]) -> NoticeFacts:
    """The finished values of one notice, in the language of the owner's account, Russian without one."""
    assembly, building = writing.assembly, writing.assembly.building
    account = session.get(Account, notice.owner.account_id) if notice.owner.account_id else None
    lang = account.language if account is not None else "ru"
    votes = {holding.stake_key: holding.votes for holding in holdings}
    area = sum(votes.values(), start=holdings[0].votes * 0) if holdings else None
    premises = [
        ", ".join([unit_name(held.unit, lang), format_m2(held.unit.area_m2, lang), _share_words(held, lang)])
        for held in holdings
    ]

    def moment(value: datetime | None) -> str:
        return format_moment(value, building.timezone, lang) if value is not None else ""

    ruling = online_ruling(assembly)
    return NoticeFacts(
        language=lang,
        training=assembly.training,
        address=building.address,
        owner=notice.owner.name,
        premises=tuple(premises),
        votes=format_m2(area, lang) if area is not None else "",
        title=assembly.title,
        form=FORMS[str(assembly.form)].get(lang, FORMS[str(assembly.form)]["ru"]),
        initiator=", ".join(
            part for part in (assembly.initiator.get("name", ""), assembly.initiator.get("premises", "")) if part
        ),
        opens=moment(assembly.opens_at),
        closes=moment(assembly.closes_at),
        written_until=moment(assembly.written_until or assembly.closes_at),
        acceptance_address=assembly.acceptance_address,
        questions=tuple(
            NoticeQuestion(
                number=item.number,
                title=item.title,
                text="\n".join(dict.fromkeys(part for part in (item.text, item.proposal) if part)),
                needs=_word(item.rule.get("needs"), lang),
                article=_word(item.rule.get("article"), lang),
                meaning=meaning_for(item, area, lang) if area is not None else "",
                materials=tuple(attachment.name for attachment in item.attachments),
                asks=asks_words(item.part, item.parts_apart, lang),
            )
            for item in assembly.items
        ),
        materials_place=assembly.materials_place or assembly.acceptance_address,
        telephone=assembly.telephone,
        made_on=format_date(legal_day(building, writing.now), lang),
        annual=assembly.is_annual,
        gis_number=assembly.gis_number or "",
        administrator=", ".join(value for value in assembly.administrator.values() if value),
        discussion=moment(assembly.discussion_at),
        discussion_place=assembly.discussion_place or "",
        materials_address=writing.settings.base_url,
        management=building.management or "",
        online=_online_way(writing, notice, lang),
        online_note="" if ruling.ok else ruling.sentence.read(lang),
        results_place=assembly.storage_place or "",
    )


def _online_way(writing: Writing, notice: Notice, lang: str) -> OnlineWay:
    address = f"{writing.settings.base_url.rstrip('/')}/enrol"
    code = enrolment_code(writing.keys, notice)
    days = writing.assembly.enrolment_wait_days
    if not writing.assembly.online_voting:
        # Also where paper alone counts the owner looks up here what was recorded in their name.
        waits = (
            Text(
                "Здесь можно посмотреть повестку, проверить решение, записанное от вашего имени, и ответить на опрос. Опрос "
                "в решение не входит: чтобы голоса считались, отдайте решение на бумаге."
            )
            if takes_poll(writing.assembly)
            else Text("Здесь можно посмотреть повестку и проверить решение, записанное от вашего имени.")
        ).read(lang)
    elif days:
        waits = Text(
            "Голосовать в системе можно не сразу: дней ожидания после создания входа — {days}.", days=days
        ).read(lang)
    else:
        waits = ""
    return OnlineWay(address=address, code=code, qr=f"{address}?code={code}", waits=waits)


def _share_words(holding: Holding, lang: str) -> str:
    if holding.joint:
        return Text("совместная собственность").read(lang)
    return Text("доля {share}", share=format_share(holding.share)).read(lang)


def _word(words: object, lang: str) -> str:
    return str(words.get(lang) or words.get("ru") or "") if isinstance(words, dict) else ""
