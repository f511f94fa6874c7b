"""Everything the protocol says, gathered from what the service remembers of a closed assembly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly.documents.facts_count import CountedLine, CountFacts, day_text, gather_count, named, premises_of
from assembly.documents.facts_protocol_question import protocol_questions, quorum_bound
from assembly.documents.protocol import (
    AreaLine,
    Attendee,
    Initiator,
    NotCountedRow,
    Participant,
    ProtocolFacts,
    RepresentativeRow,
)
from assembly.model import (
    Account,
    Assembly,
    Ballot,
    CastVote,
    Delivery,
    DeliveryChannel,
    Dispute,
    DisputeKind,
    DisputeOutcome,
    EvidenceKind,
    LedgerEntry,
    Notice,
    NoticeEvidence,
    Owner,
    UnitKind,
)
from assembly.wording import (
    CHANNELS,
    Tongue,
    by_law_words,
    counted,
    form_word,
    format_date,
    format_m2,
    format_moment,
    format_number,
    format_percent,
    poll_answers,
    reading_words,
    reason_word,
    word,
)
from ballots.code import group_code
from ballots.ledger import tree_root

KINDS = {
    UnitKind.RESIDENTIAL: ("Жилые помещения", "Residential"),
    UnitKind.NON_RESIDENTIAL: ("Нежилые помещения", "Non-residential"),
    UnitKind.PARKING: ("Машино-места", "Parking places"),
}


def gather_protocol(
    session: Session, *, assembly: Assembly, on: date, number: str = "", language: str = "ru"
) -> ProtocolFacts:
    """The finished values of the protocol, for filing; `.for_publication()` gives those for the archive.

    on: the day of the protocol; number: the one of ГИС ЖКХ where it is known already.
    Raises BrokenPromise where the assembly is not closed.
    """
    count = gather_count(session, assembly=assembly)
    return _Protocol(session, assembly, count, on, number, language).facts()


class _Protocol:
    """One protocol on its way; the parts share the assembly, the count and the language."""

    def __init__(self, session: Session, assembly: Assembly, count: CountFacts, on: date, number: str, language: str):  # noqa: PLR0917 - what a protocol is made of
        self.session, self.assembly, self.count, self.on, self.number = session, assembly, count, on, number
        self.say = Tongue(language)
        self.lang = self.say.language
        self.total, self.present = count.total, count.present

    def facts(self) -> ProtocolFacts:
        assembly, say = self.assembly, self.say
        given = assembly.initiator
        has_quorum, quorum = self._quorum()
        return ProtocolFacts(
            language=self.lang, training=assembly.training, number=self.number or assembly.protocol_number or "",
            date=format_date(self.on, self.lang), address=assembly.building.address,
            place=assembly.discussion_place or assembly.acceptance_address, title=assembly.title,
            form=form_word(str(assembly.form), self.lang), period=self._period(),
            initiator=Initiator(
                given.get("name", ""), given.get("premises", ""), given.get("title_document", ""),
                given.get("passport", ""), given.get("ogrn", ""),
            ),
            chair=assembly.chair or "", secretary=assembly.secretary or "",
            commission=tuple(", ".join(part for part in named(one) if part) for one in assembly.commission),
            attendees=tuple(Attendee(*named(one)) for one in assembly.attendees),
            areas=tuple(self._areas()), area_total=self._m2(self.total),
            votes_total=say(f"{format_number(self.total)} (1 голос = 1 м²)",
                            f"{format_number(self.total, 'en')} (1 vote = 1 m²)"),
            votes_present=self._m2(self.present), percent_present=format_percent(self.present, self.total, self.lang),
            has_quorum=has_quorum, quorum=quorum,
            questions=protocol_questions(self.session, assembly, self.count, self.lang),
            participants=tuple(self._participants()), not_counted=tuple(self._not_counted()),
            storage_place=assembly.storage_place or assembly.building.management or assembly.acceptance_address,
            annexes=tuple(self._annexes()), signatures=tuple(self._signatures()), annual=assembly.is_annual,
            message_number=assembly.gis_number or "", notice=self._notice(),
            discussion=", ".join(
                part for part in (self._moment(assembly.discussion_at), assembly.discussion_place or "") if part
            ) if assembly.discussion_at else "",
            administrator=", ".join(value for value in assembly.administrator.values() if value),
            management=assembly.building.management or "",
            prolongations=tuple(
                f"{say('до', 'until')} {self._moment(one.new_closes_at)}: {one.reason}" for one in assembly.prolongations
            ),
            participation=tuple(self._participation()), objections=tuple(self._objections()),
            representatives=tuple(self._representatives()), remarks=tuple(self._remarks()), ledger=self._ledger(),
            challenge=self._challenge(),
        )  # fmt: skip

    def _m2(self, value: Fraction) -> str:
        return format_m2(value, self.lang)

    def _moment(self, moment: datetime | None) -> str:
        return "" if moment is None else format_moment(moment, self.assembly.building.timezone, self.lang)

    def _period(self) -> str:
        opens, closes = self._moment(self.assembly.opens_at), self._moment(self.assembly.closes_at)
        return self.say(f"с {opens} до {closes}", f"from {opens} until {closes}")

    def _quorum(self) -> tuple[bool, str]:
        """Whether enough of the house took part for the questions of the agenda, and the numbers."""
        met = all(decision.quorum is not False for decision in self.count.decisions.values())
        bound = quorum_bound(self.assembly.items[0].rule, self.total) if self.assembly.items else None
        took = self._m2(self.present)
        if bound is None:
            return met, self.say(f"участвовали {took}", f"{took} took part")
        amount, strict = bound
        needed = (
            self.say("больше" if strict else "не менее", "more than" if strict else "at least") + f" {self._m2(amount)}"
        )
        article = self.say(" (ЖК РФ, ст. 45 ч. 3)", " (Housing Code, art. 45(3))") if self.assembly.pack == "ru" else ""
        is_met = self.say("Кворум есть" if met else "Кворума нет", "The quorum is met" if met else "There is no quorum")
        return met, self.say(
            f"{is_met}: нужно {needed}, участвовали {took}{article}.",
            f"{is_met}: {needed} needed, {took} took part{article}.",
        )

    def _areas(self) -> Iterator[AreaLine]:
        took: Counter[str] = Counter()
        part: dict[str, Fraction] = {}
        for line in self.count.lines:
            for stake in line.stakes:
                part[str(stake.unit.kind)] = part.get(str(stake.unit.kind), Fraction(0)) + stake.votes
        area: dict[str, Fraction] = {}
        for unit in self.count.units:
            took[str(unit.kind)] += 1
            area[str(unit.kind)] = area.get(str(unit.kind), Fraction(0)) + unit.area_m2
        for kind, names in KINDS.items():
            if took[str(kind)]:
                present = self._m2(part.get(str(kind), Fraction(0)))
                yield AreaLine(self.say(*names), took[str(kind)], self._m2(area[str(kind)]), present)

    def _participation(self) -> Iterator[str]:
        for channel in ("online", "paper"):
            lines = [line for line in self.count.lines if str(line.cast.channel) == channel]
            casts = len({line.cast.id for line in lines})
            votes = self._m2(sum((line.votes for line in lines), Fraction(0)))
            if casts:
                decisions = self.say(counted(casts, "решение", "решения", "решений"), f"{casts} decisions")
                yield f"{word(CHANNELS, channel, self.lang)}: {decisions}, {votes}"

    def _participants(self) -> Iterator[Participant]:
        by_cast: dict[str, list[CountedLine]] = {}
        for line in self.count.lines:
            by_cast.setdefault(line.cast.id, []).append(line)
        rows = []
        for lines in by_cast.values():
            stakes = [stake for line in lines for stake in line.stakes]
            rows.append((min((s.unit.position, s.position) for s in stakes), lines[0].cast, stakes))
        for _, cast, stakes in sorted(rows, key=lambda row: (row[0], row[1].id)):
            titles = dict.fromkeys(stake.holding.title_document or "" for stake in stakes)
            yield Participant(
                name=cast.ballot.owner.name if cast.ballot.owner else "", premises=premises_of(stakes, self.lang),
                votes=format_number(sum((stake.votes for stake in stakes), Fraction(0)), self.lang),
                channel=word(CHANNELS, str(cast.channel), self.lang), received=self._moment(cast.received_at),
                title_document="\n".join(title for title in titles if title), identity=self._identity(cast.ballot.owner),
                representative=_by(cast),
            )  # fmt: skip

    def _identity(self, owner: Owner | None) -> str:
        if owner is None:
            return ""
        parts = (
            self.say(f"род. {day_text(owner.birth_date)}", f"born {day_text(owner.birth_date)}")
            if owner.birth_date
            else "",
            self.say(f"СНИЛС {owner.snils}", f"insurance no. {owner.snils}") if owner.snils else "",
            self.say(f"ОГРН {owner.ogrn}", f"reg. no. {owner.ogrn}") if owner.ogrn else "",
        )
        return ", ".join(part for part in parts if part)

    def _not_counted(self) -> Iterator[NotCountedRow]:
        for cast, reason in self.count.left_out:
            yield self._left_out(cast.ballot, reason, word(CHANNELS, str(cast.channel), self.lang), cast.received_at)
        recorded = select(CastVote.ballot_id).where(CastVote.assembly_id == self.assembly.id)
        aside = select(Ballot).where(
            Ballot.assembly_id == self.assembly.id, Ballot.state == "set_aside", Ballot.id.not_in(recorded),
            Ballot.received_at.is_not(None),
        )  # fmt: skip
        for ballot in self.session.scalars(aside.order_by(Ballot.number)):
            paper = word(CHANNELS, "paper", self.lang)
            yield self._left_out(ballot, ballot.set_aside_reason or "", paper, ballot.received_at)

    def _left_out(self, ballot: Ballot, reason: str, channel: str, moment: datetime | None) -> NotCountedRow:
        votes = format_number(ballot.votes, self.lang)
        premises = premises_of(list(ballot.stakes), self.lang)
        return NotCountedRow(
            group_code(ballot.code), premises, channel, self._moment(moment), votes, reason_word(reason, self.lang)
        )

    def _representatives(self) -> Iterator[RepresentativeRow]:
        found: dict[str, list[CountedLine]] = {}
        for line in self.count.lines:
            if line.cast.representative:
                found.setdefault(line.cast.representative, []).append(line)
        for name, lines in sorted(found.items()):
            documents = "; ".join(dict.fromkeys(line.cast.authority or "" for line in lines))
            owners = len({line.cast.ballot.owner_id for line in lines})
            yield RepresentativeRow(name, owners, self._m2(sum((line.votes for line in lines), Fraction(0))), documents)

    def _objections(self) -> Iterator[str]:
        kinds = {
            DisputeKind.NOT_MINE: self.say("«Это не моё решение»", "“This is not my decision”"),
            DisputeKind.MISREAD: self.say("«Прочитано неверно»", "“It was misread”"),
            DisputeKind.WRONG_SHARE: self.say("«Моя доля неверна»", "“My share is wrong”"),
        }
        disputes = (
            select(Dispute).where(Dispute.assembly_id == self.assembly.id).order_by(Dispute.raised_at, Dispute.id)
        )
        for one in self.session.scalars(disputes):
            outcome = {
                DisputeOutcome.UPHELD: self.say("признано обоснованным", "upheld"),
                DisputeOutcome.REJECTED: self.say("отклонено", "rejected"),
                None: self.say("без ответа", "unanswered"),
            }[one.outcome]
            said = f"{kinds[DisputeKind(one.kind)]}, {self._moment(one.raised_at)}"
            answer = f" {one.answer}" if one.answer else ""
            yield self.say(
                f"Решение {group_code(one.ballot.code)}: {said} — {outcome}.{answer}",
                f"Decision {group_code(one.ballot.code)}: {said} — {outcome}.{answer}",
            )

    def _notice(self) -> str:
        """How and when the owners were told, as the law wants it proved."""
        say = self.say
        names = {
            DeliveryChannel.SIGNED_LIST: say("под подпись", "against signature"),
            DeliveryChannel.REGISTERED_LETTER: say("заказным письмом", "by registered letter"),
            DeliveryChannel.POSTING: say("размещением в доме", "posted in the house"),
            DeliveryChannel.EMAIL: say("по электронной почте (дополнительно)", "by e-mail (in addition)"),
        }
        rows = self.session.execute(
            select(Delivery.channel, func.count())
            .join(Notice, Notice.id == Delivery.notice_id)
            .where(Notice.assembly_id == self.assembly.id)
            .group_by(Delivery.channel)
        ).all()
        told = {DeliveryChannel(channel): int(number) for channel, number in rows}
        ways = [f"{names[channel]} — {told[channel]}" for channel in names if channel in told]
        proofs = {
            EvidenceKind.SYSTEM_NUMBER: say("номер в ГИС ЖКХ", "number in the state system"),
            EvidenceKind.SIGNED_LIST: say("реестр вручения", "signed list"),
            EvidenceKind.POSTAL_LIST: say("почтовый реестр", "postal list"),
            EvidenceKind.POSTING_ACT: say("акт о размещении с фотографиями", "posting act with photographs"),
        }
        evidence = self.session.scalars(
            select(NoticeEvidence)
            .where(NoticeEvidence.assembly_id == self.assembly.id)
            .order_by(NoticeEvidence.recorded_at)
        )
        papers = list(dict.fromkeys(f"{proofs[EvidenceKind(one.kind)]} {one.number}".strip() for one in evidence))
        parts = [
            say(
                f"разослано {self._moment(self.assembly.announced_at)}",
                f"sent {self._moment(self.assembly.announced_at)}",
            )
            if self.assembly.announced_at
            else "",
            say("собственникам: ", "to owners: ") + ", ".join(ways) if ways else "",
            say("подтверждено: ", "proved by: ") + ", ".join(papers) if papers else "",
        ]
        return "; ".join(part for part in parts if part)

    def _annexes(self) -> Iterator[str]:
        say = self.say
        yield say("Сообщение о проведении собрания", "Notice of the assembly")
        yield say("Документы о вручении сообщений и бланков решений", "Proof that notices and forms were handed over")
        yield say("Список собственников, принявших участие", "Owners who took part")
        if self.assembly.attendees:
            yield say("Список присутствовавших и приглашённых с подписями", "Those present and invited, signed")
        yield say("Решения, которые не засчитаны, с причинами", "Decisions that do not count, with reasons")
        if any(line.cast.representative for line in self.count.lines):
            yield say("Доверенности и иные документы представителей", "Powers of attorney")
        for item in self.assembly.items:
            for attachment in item.attachments:
                yield say(
                    f"Материалы к вопросу {item.number}: {attachment.name}",
                    f"Question {item.number}: {attachment.name}",
                )
        yield say("Решения собственников (письменные и электронные)", "Decisions of the owners, written and electronic")

    def _signatures(self) -> Iterator[tuple[str, str]]:
        assembly, say = self.assembly, self.say
        yield say("Председатель собрания", "Chair"), assembly.chair or ""
        yield say("Секретарь собрания", "Secretary"), assembly.secretary or ""
        for one in assembly.commission:
            yield say("Счётная комиссия", "Counting commission"), named(one)[0]
        if not assembly.commission:
            yield say("Инициатор собрания", "Initiator"), assembly.initiator.get("name", "")

    def _law(self) -> Iterator[str]:
        """How disputed places of the law were read, and what the house's own rules say."""
        say = self.say
        for switch, one in sorted(self.assembly.readings.items()):
            by = self.session.get(Account, one["by"]) if one["by"] else None
            chosen = say("выбрано до рассылки сообщений", "chosen before the notices")
            who = f"{chosen}, {by.display_name}" if by is not None else chosen
            yield f"{reading_words(switch, one['option'], self.lang)} ({who}: {one['why']})"
        for name, one in sorted(self.assembly.law_facts.get("by_law", {}).items()):
            yield f"{by_law_words(name, one['value'], self.lang)} ({one['evidence']})"

    def _remarks(self) -> Iterator[str]:
        say = self.say
        yield from self._law()
        looked = self.session.scalar(
            select(func.count()).where(CastVote.assembly_id == self.assembly.id, CastVote.confirmed_at.is_not(None))
        )
        if looked:
            yield say(
                f"Проверили запись своего решения и ответили «Всё верно»: {looked}.",
                f"Owners who looked at the record of their decision and confirmed it: {looked}.",
            )
        if any(decision.flips for decision in self.count.decisions.values()):
            yield say(
                "По отмеченным вопросам итог зависит от счёта голосов машино-мест; приведены оба подсчёта.",
                "For the questions marked, parking places decide the outcome; both counts are given.",
            )
        if any(reason == "online_not_counted" for _, reason in self.count.left_out):
            yield say(
                "Ответы в системе — опрос, в решение не входит: с 01.03.2025 такое голосование возможно только в "
                "государственной или региональной системе (ЖК РФ, ст. 47.1).",
                "Online answers are a poll and do not count: since 01.03.2025 only a state or regional system may hold them.",
            )
            for item in self.assembly.items:
                decision = self.count.decisions.get(item.id)
                rows = poll_answers((decision.poll if decision is not None else None) or {}, self.lang)
                told = ", ".join(f"{answer.lower()} {votes}" for answer, votes in rows)
                if told:
                    yield say(
                        f"Опрос, вопрос {item.number}: {told}. В решение не входит.",
                        f"Poll, question {item.number}: {told}. No part of the decision.",
                    )

    def _ledger(self) -> str:
        leaves = self.session.scalars(
            select(LedgerEntry.leaf_hash).where(LedgerEntry.assembly_id == self.assembly.id).order_by(LedgerEntry.index)
        ).all()
        head = tree_root([bytes.fromhex(leaf) for leaf in leaves]).hex()
        records = self.say(counted(len(leaves), "запись", "записи", "записей"), f"{len(leaves)} records")
        return self.say(
            f"Журнал собрания до этого протокола: {records}, отпечаток {head}.",
            f"The assembly's ledger before these minutes: {records}, head {head}.",
        )

    def _challenge(self) -> str:
        if self.assembly.pack != "ru":
            return ""
        return self.say(
            "Решение можно обжаловать в суде в течение шести месяцев со дня, когда собственник узнал или должен был узнать "
            "о нём (ЖК РФ, ст. 46 ч. 6). Итоги объявляют в течение 10 дней (ст. 46 ч. 3).",
            "A decision can be challenged in court within six months of the day the owner knew or should have known of it "
            "(Housing Code, art. 46(6)). The outcome is announced within 10 days (art. 46(3)).",
        )


def _by(cast: CastVote) -> str:
    if not cast.representative:
        return ""
    return f"{cast.representative} ({cast.authority})" if cast.authority else cast.representative
