"""Invented facts of every document, with awkward names and as many questions as a test asks for."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest

from assembly.documents.code_list import CodeListFacts, make_code_list
from assembly.documents.delivery_list import DeliveryGroup, DeliveryListFacts, DeliveryRow, make_delivery_list
from assembly.documents.notice import NoticeFacts, NoticeQuestion, OnlineWay, make_notice
from assembly.documents.owner_file import OwnerFileFacts, RecordedAnswer, ScanPage, make_owner_file
from assembly.documents.print_manifest import ManifestGroup, ManifestRow, PrintManifestFacts, make_print_manifest
from assembly.documents.protocol import (
    AreaLine,
    Attendee,
    Initiator,
    NotCountedRow,
    Participant,
    ProtocolAnswer,
    ProtocolFacts,
    ProtocolQuestion,
    RepresentativeRow,
    WithoutParking,
    make_protocol,
)
from assembly.documents.receipt import ReceiptFacts, make_receipt
from assembly.documents.sums import SumsFacts, SumsQuestion, SumsRow
from assembly.documents.walk_list import WalkGroup, WalkListFacts, WalkRow, make_walk_list

AWKWARD = 'Заозёрская-Ұлбосын Җәмилә <img src="/etc/hostname"/> & <b'
HOUSE = {"address": "г. Образцовый, ул. Примерная, д. 1", "title": "Собрание, март 2026 г."}
HASH = sha256(b"record").hexdigest()
LONG = "Утвердить порядок пользования общим имуществом, включая размещение оборудования связи на кровле и фасаде, " * 3


@dataclass
class Papers:
    """Facts by the name of the document."""

    language: str = "ru"
    training: bool = True
    questions: int = 12
    owner: str = AWKWARD

    @property
    def common(self) -> dict[str, Any]:
        return {"language": self.language, "training": self.training, **HOUSE}

    def notice(self) -> NoticeFacts:
        return NoticeFacts(
            **self.common, owner=self.owner, premises=("кв. 12а, 46,8 м², доля 1/2", "м/м 7, 13,3 м², доля 1"),
            votes="36,7 м²", form="очно-заочное голосование", initiator="Прим Алла, кв. 1",
            opens="8 марта 2026 г., 09:00", closes="28 марта 2026 г., 20:00", written_until="28 марта 2026 г., 20:00",
            acceptance_address="пост у подъезда 2", materials_place="пост у подъезда 2", telephone="8 800 000-00-00",
            made_on="20 февраля 2026 г.", gis_number="26-0001", administrator="ООО «Управдом»",
            discussion="8 марта 2026 г., 12:00", discussion_place="двор дома",
            online=OnlineWay("http://127.0.0.1:8000/enrol", "7KQ2-M4XA-9F", "http://127.0.0.1:8000/enrol?code=7KQ2M4XA9F"),
            questions=tuple(
                NoticeQuestion(n, f"{LONG}({n})", self.owner, "больше половины голосов участников", "ЖК РФ, ст. 44",
                               "с вашей квартиры +186 ₽ в месяц", ("смета.pdf",))
                for n in range(1, self.questions + 1)
            ),
        )  # fmt: skip

    def receipt(self) -> ReceiptFacts:
        return ReceiptFacts(
            **self.common, owner=self.owner, premises=("кв. 12а",), votes="46,8 м²", ballot="7KQ2-M4XA",
            channel="в системе", moment="21 марта 2026 г., 18:42", leaf=412, leaf_hash=HASH, size=413, head=HASH,
            qr="{}", check_address="http://127.0.0.1:8000", objections_until="31 марта 2026 г.",
            telephone="8 800 000-00-00",
        )  # fmt: skip

    def delivery(self) -> DeliveryListFacts:
        rows = tuple(DeliveryRow(f"кв. {n}", self.owner, "46,8", "7KQ2-M4XA") for n in range(1, 40))
        groups = (DeliveryGroup("Подъезд 1", rows), DeliveryGroup("", rows[:1]))
        return DeliveryListFacts(**self.common, made_on="20 февраля 2026 г.", groups=groups)

    def manifest(self) -> PrintManifestFacts:
        rows = tuple(
            ManifestRow(str(n), f"кв. {n}", self.owner, "7KQ2-M4XA", "3", "крупный шрифт") for n in range(1, 90)
        )
        return PrintManifestFacts(
            **self.common, run="Печать № 1, 20 февраля 2026 г., 12:00, М. Сомова", definition="6070-CB1A-FE94-8278",
            groups=(ManifestGroup("Подъезд 1", rows, 178), ManifestGroup("Запасные бланки", rows[:2], 4)),
        )  # fmt: skip

    def walk(self) -> WalkListFacts:
        rows = tuple(WalkRow(f"кв. {n}", self.owner, "46,8", "8 900 000-00-00") for n in range(1, 40))
        return WalkListFacts(
            **self.common, made_at="25 марта 2026 г., 18:00", taken="5147,3 м²", percent="46,29 %", missing="412,7 м²",
            closes="28 марта 2026 г., 20:00", acceptance_address="пост", groups=(WalkGroup("Подъезд 1", rows),),
        )  # fmt: skip

    def codes(self) -> CodeListFacts:
        codes = tuple(f"{n:03} {n * 7:03}" for n in range(20))
        return CodeListFacts(
            self.language,
            self.training,
            self.owner,
            "login",
            codes,
            "1 марта 2026 г.",
            "http://127.0.0.1:8000",
            "8 800",
        )

    def owner_file(self) -> OwnerFileFacts:
        from PIL import Image

        stream = io.BytesIO()
        Image.new("L", (620, 877), 200).save(stream, "JPEG")
        return OwnerFileFacts(
            **self.common, owner=self.owner, premises=("кв. 12а",), votes="46,8 м²", ballot="7KQ2-M4XA",
            channel="на бумаге", received="21 марта", recorded="22 марта", counted="Засчитано",
            answers=tuple(RecordedAnswer(n, LONG, "За", "За", "машина") for n in range(1, self.questions + 1)),
            history=("получено",), scans=(ScanPage(stream.getvalue(), "Пачка 1, лист 3"),), leaf_hash=HASH,
        )  # fmt: skip

    def protocol(self) -> ProtocolFacts:
        answers = tuple(
            ProtocolAnswer(word, "10,0 м²", "50,00 %", "20,00 %") for word in ("За", "Против", "Воздержался")
        )
        return ProtocolFacts(
            **self.common, number="26-0001", date="2 апреля 2026 г.", place="двор дома", form="очно-заочное голосование",
            period="с 8 по 28 марта 2026 г.",
            initiator=Initiator("Прим Алла", "кв. 1", "01-1 от 01.02.2010", "серия 00 00 № 123456"),
            chair="Прим Алла", secretary="Образцов Борис", commission=("Пробный Глеб", "Тестова Ева"),
            attendees=(Attendee("Прим Алла", "кв. 1"),),
            areas=(AreaLine("Жилые помещения", 216, "9959,4 м²", "7300,1 м²"),), area_total="11 120,0 м²",
            votes_total="11 120,0", votes_present="8006,4 м²", percent_present="72,00 %", has_quorum=True, quorum="Есть.",
            questions=tuple(
                ProtocolQuestion(n, f"{LONG}({n})", answers, "не менее двух третей", "ЖК РФ, ст. 46", "от всех голосов",
                                 "Не принято", False, "не менее 7413,33 м²", "7405,0 м²", "Не хватило 8,33 м².",
                                 proposal=self.owner, flips=True,
                                 without_parking=WithoutParking("Принято", "не менее 7200,53 м²", "7255,0 м²"))
                for n in range(1, self.questions + 1)
            ),
            participants=tuple(
                Participant(self.owner, f"кв. {n}", "46,8", "на бумаге", "21 марта", "01-1 от 01.02.2010",
                            "СНИЛС 000-000-000 01", "Пробная Дарья (дов. 7)")
                for n in range(1, 50)
            ),
            not_counted=(NotCountedRow("7KQ2-M4XA", "кв. 5", "на бумаге", "21 марта", "46,8", "нет подписи"),),
            representatives=(RepresentativeRow("Пробная Дарья", 5, "312,0 м²", "дов. 7"),),
            storage_place="ООО «Управдом»", annexes=("Сообщение",), signatures=(("Председатель", "Прим Алла"),),
        )  # fmt: skip

    def sums(self, rows: int = 9) -> SumsFacts:
        names = ("for", "against", "abstain", "blank", "invalid")
        votes = tuple(
            SumsRow("7KQ2-M4XA", "parking" if n % 4 == 0 else "residential", Fraction(100 + n, 3), "на бумаге",
                    tuple(names[(n + place) % 5] for place in range(self.questions)), f"кв. {n}", "=HYPERLINK(1)")
            for n in range(rows)
        )  # fmt: skip
        totals = [
            {name: sum((row.votes for row in votes if row.answers[place] == name), Fraction(0)) for name in names}
            for place in range(self.questions)
        ]
        return SumsFacts(
            **self.common, total=Fraction(1000), total_without_parking=Fraction(900), rows=votes, with_names=True,
            questions=tuple(
                SumsQuestion(n, "@SUM(A1)" if n == 1 else f"Вопрос {n}", "больше половины", Fraction(50), strict=True,
                             outcome="carried" if totals[n - 1]["for"] > 50 else "not_carried", sums=totals[n - 1],
                             needed_without_parking=Fraction(45))
                for n in range(1, self.questions + 1)
            ),
        )  # fmt: skip


MAKERS: dict[str, Callable[[Papers], bytes]] = {
    "notice": lambda papers: make_notice(papers.notice()),
    "receipt": lambda papers: make_receipt(papers.receipt()),
    "delivery": lambda papers: make_delivery_list(papers.delivery()),
    "manifest": lambda papers: make_print_manifest(papers.manifest()),
    "walk": lambda papers: make_walk_list(papers.walk()),
    "codes": lambda papers: make_code_list(papers.codes()),
    "owner_file": lambda papers: make_owner_file(papers.owner_file()),
    "protocol": lambda papers: make_protocol(papers.protocol()),
}


@pytest.fixture(params=sorted(MAKERS))
def maker(request: pytest.FixtureRequest) -> Callable[[Papers], bytes]:
    """Each document that is printed."""
    return MAKERS[request.param]


@pytest.fixture
def papers() -> type[Papers]:
    """Makes the facts."""
    return Papers
