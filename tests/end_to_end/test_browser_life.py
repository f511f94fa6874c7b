"""The whole life of an assembly by clicking: one address typed a person, nothing mocked, no call beside the browser."""

from __future__ import annotations

import io
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import httpx
import pyotp
import pypdfium2
import pytest

from assembly.archive.verify import verify_archive
from assembly.demo.calendar import ZONE, Calendar
from assembly.demo.organise import small_pdf
from assembly.demo.paper import Press, Sheet, as_pdf, fill_in
from tests.conftest import free_port
from tests.end_to_end.person import Person, chromium_running, plain
from tests.end_to_end.small_house import (
    ADDRESS,
    QUESTIONS,
    ROWS,
    TOTAL,
    WITHOUT_DOCUMENT,
    Holder,
    is_carried,
    recount,
    voters,
    write_register,
)

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "три-случайных-слова"
TITLE = "Годовое общее собрание собственников"
OBJECTION = "Я никому не отдавал решение."
STAFF = {
    "chair": ("Белова Анна Ивановна", "Организатор"),
    "desk": ("Орлов Пётр Ильич", "Приём"),
    "counter1": ("Титов Олег Львович", "Счётная"),
    "counter2": ("Носова Кира Юрьевна", "Счётная"),
}
WORDS = {
    "for": "За",
    "against": "Против",
    "abstain": "Воздержался",
    "invalid": "Недействительно",
    "blank": "Нет ответа",
}
SAID = WORDS | {"abstain": "Воздержусь"}
"""As a person who is about to answer says it."""
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2,4}\b")

pytestmark = pytest.mark.browser


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Calendar]]:
    """`veche serve` on a free port, its clock in the past, with the first organiser of `veche admin create`."""
    calendar = Calendar(datetime.now(UTC))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "VECHE_DATA": str(tmp_path / "data"), "VECHE_PORT": str(port), "VECHE_TRAINING": "1", "PYTHONPATH": str(ROOT),
        "VECHE_TRAINING_FROM": calendar.start.isoformat(), "VECHE_OPERATOR": "state_system", "VECHE_BASE_URL": url,
    }  # fmt: skip
    veche = [sys.executable, "-m", "assembly"]
    subprocess.run(
        [*veche, "admin", "create", "admin", "--password-stdin"], input=f"{PASSWORD}\n", text=True, check=True,
        cwd=ROOT, env=environment, capture_output=True,
    )  # fmt: skip
    process = subprocess.Popen([*veche, "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_until_it_serves(url)
        yield url, calendar
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_it_serves(url: str) -> None:
    transport = httpx.HTTPTransport(retries=0)
    with httpx.Client(transport=transport) as client:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if client.get(f"{url}/health").status_code == 200:
                    return
            except httpx.TransportError:
                pass
    raise AssertionError("veche serve did not answer")


@pytest.fixture
def life(served: tuple[str, Calendar], chromium: str, tmp_path: Path) -> Iterator[Life]:
    with chromium_running(chromium) as browser:
        life = Life(browser, *served, tmp_path)
        yield life
        for person in life.people.values():
            person.picture("last")


def test_the_whole_life_by_clicking(life: Life) -> None:
    life.house_and_staff()
    life.register()
    life.draft_and_agenda()
    life.notices()
    life.ballots()
    life.owners_enrol()
    life.open()
    life.vote_online()
    life.receive_paper()
    life.settle()
    life.object()
    life.end()
    life.answer_the_objection()
    life.count()
    life.check_decisions()
    life.publish()
    assert [wrong for person in life.people.values() for wrong in person.wrong] == []


class Life:
    """The steps in their order; every person has a window of their own."""

    def __init__(self, browser: object, url: str, calendar: Calendar, folder: Path) -> None:
        self.browser, self.url, self.calendar, self.folder = browser, url, calendar, folder
        self.people: dict[str, Person] = {}
        self.voters = {one.name: one for one in voters()}
        self.codes: dict[str, str] = {}
        self.behind = timedelta(0)

    # ---- before the notices

    def house_and_staff(self) -> None:
        admin = self._comes("admin")
        admin.sign_in("admin", PASSWORD)
        admin.follow("Все дома")
        admin.follow("Добавить дом")
        admin.fill("Адрес дома", ADDRESS)
        admin.fill("Телефон для вопросов", "8 800 000-00-00")
        admin.press("Добавить дом")
        admin.follow("Все и их поручения")
        for login, (name, role) in STAFF.items():
            form = admin.page.locator("form", has=admin.page.get_by_role("heading", name="Новая учётная запись"))
            admin.fill("Фамилия и имя", name, within=form)
            admin.fill("Логин", login, within=form)
            admin.fill("Первый пароль", PASSWORD, within=form)
            admin.pick(role, within=form)
            admin.press("Создать и поручить", within=form)
            admin.reads(login)

    def register(self) -> None:
        admin = self.people["admin"]
        write_register(self.folder / "register.xlsx")
        admin.follow("Реестр")
        admin.follow("Загрузить реестр")
        admin.attach("Файл реестра", self.folder / "register.xlsx")
        admin.press("Проверить файл")
        admin.reads("Проверьте замечания")
        load = f"Загрузить реестр на {admin.text('.lead').rsplit(' на ', 1)[1]}"
        admin.press(load, refused=409)
        admin.pick("Замечания просмотрены")
        admin.press(load)
        admin.reads("Это первый реестр дома.")
        admin.reads("436,0")
        admin.follow("К собраниям дома")

    def draft_and_agenda(self) -> None:
        admin = self.people["admin"]
        admin.follow("Начать собрание")
        admin.fill("Название", TITLE)
        admin.pick("Заочное голосование с использованием информационной системы")
        admin.fill("Начало приёма решений", _field(self.calendar.opens))
        admin.fill("Конец приёма решений", _field(self.calendar.closes))
        admin.fill("Решения на бумаге — до", _field(self.calendar.written_until))
        for label, value in {
            "Инициатор": WITHOUT_DOCUMENT, "Его помещение": "кв. 7",
            "Его документ о праве": "собственность 26:24:0000001:7-26/2016", "Паспорт, для подшитого протокола": "0700 000000",
            "Администратор общего собрания": "ООО «Управдом»", "Адрес администратора": "пом. II",
            "Телефон и почта администратора": "8 800 000-00-00", "Председатель собрания": "Белова А. И.",
            "Секретарь собрания": "Титов О. Л.", "Счётная комиссия": "Титов О. Л.\nНосова К. Ю.",
            "Где будут храниться протокол и решения": "пом. II",
        }.items():  # fmt: skip
            admin.fill(label, value)
        admin.press("Создать черновик")
        admin.reads("Сохранено.")
        admin.follow("Повестка")
        for number, (title, wanted, kind, _) in enumerate(QUESTIONS, 1):
            admin.follow("Добавить вопрос")
            if number == 1:  # one is chosen from the catalogue, the others are proposed from their words
                admin.follow("Весь перечень видов решений")
                admin.fill("Поиск по перечню", wanted)
                admin.press("Найти")
                admin.follow(kind, exact=False)
            admin.fill("Заголовок, как в повестке и на бумаге", title)
            if number == 2:
                admin.fill("Один раз, ₽ за м²", "1100,92")
            admin.press("Сохранить вопрос")
            admin.reads(f"{number}. {title}")
            assert kind in admin.text(f"#item-{number}")
        assert "по словам" in admin.text("#item-2")
        chair = self._comes("chair")
        chair.sign_in("chair", PASSWORD)
        chair.follow("Собрания и реестр")
        chair.follow(TITLE, exact=False)
        chair.follow("Повестка")
        chair.reads("Ждут вашего подтверждения: 3 вопроса")
        if chair.sees("Я прочитал(а)"):
            chair.pick("Я прочитал(а)")
        chair.press("Подтверждаю все виды решений")
        for number in range(1, len(QUESTIONS) + 1):
            assert f"подтвердил(а) {STAFF['chair'][0]}" in chair.text(f"#item-{number}")
        admin.follow("Повестка")
        if admin.sees("Прочитайте статьи закона"):
            admin.pick("Я прочитал(а)")
            admin.press("Сохранить", within=admin.page.locator("#read"))
            assert not admin.sees("Прочитайте статьи закона")

    def notices(self) -> None:
        admin = self.people["admin"]
        self._move_clock(self.calendar.notices)
        self._to_the_assembly()
        admin.follow("Сообщения")
        admin.reads("Сроки соответствуют закону")
        admin.press("Разослать сообщения")
        self._until(lambda: not admin.sees("Готовятся:"), "Сообщения")
        admin.press("Подготовить к печати все")
        self._until(lambda: admin.sees("Открыть файл для печати"), "Сообщения")
        self.codes = _enrolment_codes(admin.save("Открыть файл для печати"))
        assert admin.save("Реестр вручения").startswith(b"%PDF")
        admin.select("Как вручено", "лично, под подпись")
        admin.page.get_by_role("button", name=re.compile("^Всем в списке")).click()
        admin.reads("Всем вручено.")
        admin.follow("Внести")
        admin.fill("Номер", "26-0424-000017")
        admin.press("Записать номер")
        admin.pick("Реестр вручения с подписями")
        (self.folder / "reestr.pdf").write_bytes(small_pdf("Signed list"))
        admin.attach("Сканы или фотографии", self.folder / "reestr.pdf")
        admin.press("Приложить")
        admin.reads("Всё внесено.")

    def ballots(self) -> None:
        admin = self.people["admin"]
        admin.follow("Решения")
        admin.fill("Запасных бланков", "2")
        admin.press("Подготовить к печати")
        self._until(lambda: admin.sees("Стопка для печати"), "Решения")
        pdf = admin.save("Стопка для печати")
        layout = json.loads(admin.save("Расположение клеток (layout.json)"))
        self.press = Press(pdf, layout)
        for ballot, words in _words_of_ballots(pdf, layout).items():
            for voter in self.voters.values():
                if voter.name in words:
                    voter.ballot = ballot

    def owners_enrol(self) -> None:
        for login, name in {
            "somova": "Сомова Мария Петровна",
            "panin": "Панин Глеб Ильич",
            "ezhov": "Ежов Егор Львович",
        }.items():
            owner = self._comes(login, phone=True)
            owner.fill("Код из сообщения", self.codes[name].lower().replace("-", " "))
            owner.press("Продолжить")
            owner.fill("Логин", login)
            owner.fill("Пароль", PASSWORD)
            owner.fill("Пароль ещё раз", PASSWORD)
            owner.press("Создать вход")
        self._take_the_app(self.people["somova"])
        self._take_the_list(self.people["panin"])
        ezhov = self.people["ezhov"]
        ezhov.home()
        ezhov.follow(TITLE)
        ezhov.follow("Новые входы по номерам квартир")
        assert len(ezhov.texts("tbody tr")) == 3

    def _take_the_app(self, owner: Person) -> None:
        owner.pick("Из приложения на телефоне")
        owner.press("Дальше")
        owner.page.get_by_text("Приложение на этом же телефоне или камеры нет?").click()
        self.secret = owner.text(".given").replace(" ", "")
        owner.fill("Код из приложения, шесть цифр", self._code_of_the_app())
        owner.press("Готово")

    def _take_the_list(self, owner: Person) -> None:
        owner.pick("Из списка на бумаге")
        owner.press("Дальше")
        self.printed = owner.texts(".code-list .c")
        assert len(self.printed) == 20
        owner.follow("Коды у меня, дальше")

    def _code_of_the_app(self) -> str:
        return pyotp.TOTP(self.secret).at(datetime.now(UTC) - self.behind)

    # ---- answering

    def open(self) -> None:
        self._move_clock(self.calendar.opens + timedelta(minutes=1))
        admin = self.people["admin"]
        self._to_the_assembly()
        admin.follow("Ход собрания")
        admin.press("Открыть приём решений")
        self._move_clock(self.calendar.at(14, 19))

    def vote_online(self) -> None:
        for login, name in {"somova": "Сомова Мария Петровна", "panin": "Панин Глеб Ильич"}.items():
            owner, means = self.people[login], self.voters[name].means
            owner.home()
            owner.follow(TITLE)
            for title, *_ in QUESTIONS:
                owner.reads(title)
            owner.follow("Ответить на вопросы")
            for number, (title, *_) in enumerate(QUESTIONS, 1):
                assert owner.text("h1") == title
                owner.pick(SAID[means[str(number)]])
                owner.press("Дальше")
            assert owner.texts("tbody .tag") == [SAID[means[str(number)]] for number in range(1, 4)]
            owner.fill("Одноразовый код", self._code_of_the_app() if login == "somova" else self.printed[0])
            owner.press("Подать голос")
            assert owner.text("h1") == "Ваше решение записано"
            assert owner.save("Подтверждение, PDF").startswith(b"%PDF")
            owner.follow("Что записано от вашего имени")
            assert owner.texts("tbody td .tag") == [WORDS[means[str(number)]] for number in range(1, 4)]
            owner.press("Всё верно")

    # ---- paper

    def receive_paper(self) -> None:
        self._move_clock(self.calendar.at(25, 12))
        desk = self._comes("desk")
        desk.sign_in("desk", PASSWORD)
        desk.follow("Приём решений и сканы")
        desk.follow("Принять решение")
        paper = [voter for voter in self.voters.values() if voter.channel == "paper"]
        for voter in paper:
            desk.fill("Код с листа", voter.ballot.lower())
            desk.press("Принять")
            assert voter.name in desk.text(".got")
        desk.reads(f"всего {len(paper)}")
        pile = self._fill_in(paper)
        (self.folder / "pile.pdf").write_bytes(as_pdf(pile))
        desk.follow("Сканы")
        desk.fill("Сколько листов в пачке", str(len(pile)))
        desk.attach("Файлы со сканами", self.folder / "pile.pdf")
        desk.press("Загрузить")
        desk.reads(f"Прочитано: {len(pile)} страниц")

    def _fill_in(self, paper: list[Holder]) -> list[Sheet]:
        rng = random.Random(7)
        return [sheet for voter in paper for sheet in fill_in(self.press, voter, rng)]  # type: ignore[arg-type]

    def settle(self) -> None:
        """Two counters look at everything that waits, each alone, and say what the voter meant."""
        first, second = (
            self._read_the_queue("counter1", "Ваша часть сделана"),
            self._read_the_queue("counter2", "Очередь пуста"),
        )
        assert "overvotes" in first
        assert "unsigned" in first
        assert "overvotes" in second
        assert "unsigned" not in second

    def _read_the_queue(self, login: str, then: str) -> list[str]:
        counter = self._comes(login)
        counter.sign_in(login, PASSWORD)
        counter.follow("Счётная комиссия")
        counter.follow("Очередь комиссии")
        counter.follow("Начать")
        read = []
        while "/review/" in counter.page.url:
            assert min(counter.pictures_loaded("main img")) > 0
            read.append(self._answer_the_card(counter))
        counter.reads(then)
        return read

    def _answer_the_card(self, counter: Person) -> str:
        crumb, heading = counter.text("#place").replace("-", ""), counter.text("h1")
        voter = next(one for one in self.voters.values() if one.ballot and one.ballot in crumb)
        number = next((str(at) for at, (title, *_) in enumerate(QUESTIONS, 1) if title in heading), "")
        words = WORDS[voter.means[number]] if number else "Подписи нет: не учитывать"
        counter.click(counter.page.locator(".answers-row").get_by_role("button", name=words).first)
        return voter.story

    def object(self) -> None:
        """The owner of flat 6 finds a paper that somebody handed in."""
        owner = self.people["ezhov"]
        owner.home()
        owner.follow("Что записано от вашего имени")
        assert owner.text("h1") == "Записано от вашего имени"
        assert owner.texts("td[data-label='Записано'] .tag") == ["Против"] * 3
        crops, scans = owner.pictures_loaded(".crop img"), owner.pictures_loaded("img.scan")
        assert len(crops) == 3
        assert min(crops + scans) > 0
        owner.follow("Это не моё решение")
        owner.pick("Это не моё решение: его подал кто-то другой")
        owner.fill("Своими словами", OBJECTION)
        owner.press("Подать возражение")
        owner.reads("Ваше возражение от")

    # ---- the end

    def end(self) -> None:
        self._move_clock(self.calendar.closes + timedelta(minutes=1))
        admin = self.people["admin"]
        self._to_the_assembly()
        admin.follow("Ход собрания")
        admin.press("Закончить приём")
        admin.press("Открыть срок возражений")

    def answer_the_objection(self) -> None:
        counter = self.people["counter1"]
        counter.follow("Возражения")
        counter.follow(OBJECTION, exact=False)
        assert min(counter.pictures_loaded("main img")) > 0
        counter.pick("Согласиться: эту запись не учитывать")
        counter.fill("Ответ собственнику", "Подпись сличена в присутствии собственника: она не его.")
        counter.press("Ответить")
        counter.reads("Возражений без ответа нет")

    def count(self) -> None:
        self._move_clock(self.calendar.closes + timedelta(days=5))
        admin = self.people["admin"]
        self._to_the_assembly()
        admin.follow("Ход собрания")
        admin.pick("Возражения и листы проверены")
        admin.press("Подсчитать и закрыть собрание")
        ezhov = self.people["ezhov"]
        ezhov.home()
        ezhov.follow("Что записано от вашего имени")
        ezhov.reads("Комиссия согласилась")

    def check_decisions(self) -> None:
        """What everybody may read equals what the voters meant."""
        counter = self.people["counter1"]
        counter.follow("Завершение")
        counter.follow("Открытая страница собрания")
        cards = counter.page.locator(".question-open").all()
        assert len(cards) == len(QUESTIONS)
        for number, card in enumerate(cards, 1):
            carried = is_carried(str(number), with_parking=True)
            assert plain(card.locator(".tag").first.inner_text()) == ("Принято" if carried else "Не принято")
            card.get_by_text("Суммы").click()
            tables = card.locator("table.sums").all()
            assert len(tables) == 2
            for table, with_parking in zip(tables, (True, False), strict=True):
                shown = _sums(table)
                meant = recount(str(number), with_parking=with_parking)
                for answer in ("for", "against", "abstain"):
                    assert shown[WORDS[answer]] == meant[answer], (number, answer)
                assert shown["Участвовали"] == meant["present"]
        somova = self.people["somova"]
        somova.home()
        somova.follow(TITLE)
        for number in range(1, len(QUESTIONS) + 1):
            words = "Принято" if is_carried(str(number), with_parking=True) else "Не принято"
            assert words in somova.text(f"#question-{number}")

    def publish(self) -> None:
        admin = self.people["admin"]
        admin.fill("Номер протокола", "1/2026")
        admin.press("Составить протокол")
        protocol = admin.save("Протокол для подписи и подшивки")
        assert "1/2026" in _pdf_text(protocol)
        admin.follow("Ход собрания")
        admin.press("Опубликовать архив")
        (self.folder / "archive.zip").write_bytes(admin.save("Открытый архив: по нему пересчитывают кворум и решения"))
        report = verify_archive(self.folder / "archive.zip")
        assert report.ok, report.as_json()

    # ---- what the steps share

    def _comes(self, name: str, *, phone: bool = False) -> Person:
        self.people[name] = Person(self.browser, self.url, name, phone=phone)
        return self.people[name]

    def _to_the_assembly(self) -> None:
        admin = self.people["admin"]
        admin.home()
        admin.follow("Собрания и реестр")
        admin.follow(TITLE, exact=False)

    def _move_clock(self, moment: datetime) -> None:
        admin = self.people["admin"]
        admin.home()
        admin.follow("Учебные часы")
        admin.fill("Перевести на", _field(moment))
        admin.press("Перевести часы")
        self.behind = datetime.now(UTC) - moment

    def _until(self, done: object, link: str) -> None:
        """Look at the page again, as it asks, until it is done."""
        deadline = time.monotonic() + 60
        while not done():  # type: ignore[operator]
            assert time.monotonic() < deadline
            self.people["admin"].follow(link)


def _field(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def _pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return [plain(document[number].get_textpage().get_text_range()) for number in range(len(document))]
    finally:
        document.close()


def _pdf_text(pdf: bytes) -> str:
    return " ".join(_pages(pdf))


def _enrolment_codes(pdf: bytes) -> dict[str, str]:
    """{owner: code}, read from the printed notices as their owners read them."""
    names = {row[4] for row in ROWS if row[4]} - {WITHOUT_DOCUMENT}  # who calls the assembly stands on every notice
    codes: dict[str, str] = {}
    whose = ""
    for page in _pages(pdf):
        whose = next((name for name in names if name in page), whose)
        found = CODE.search(page)
        if found:
            codes.setdefault(whose, found.group())
    return codes


def _words_of_ballots(pdf: bytes, layout: dict) -> dict[str, str]:  # type: ignore[type-arg]
    """{code of a printed решение: its words}."""
    pages = _pages(pdf)
    return {one["ballot"]: " ".join(pages[page["pdf_page"]] for page in one["pages"]) for one in layout["ballots"]}


def _sums(table: object) -> dict[str, Fraction]:
    """{row: m²} of a table of sums."""
    found = {}
    for row in table.locator("tr").all():  # type: ignore[attr-defined]
        name, number = row.locator("th").inner_text(), row.locator("td").first.inner_text()
        digits = re.sub(r"[^0-9,]", "", number.replace("м²", "")).replace(",", ".")
        found[plain(name)] = Fraction(digits or "0")
    return found


def test_the_house_adds_up() -> None:
    areas = {row[0]: Fraction(row[3]) for row in ROWS}
    assert sum(areas.values()) == TOTAL[True]
