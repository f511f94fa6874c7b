"""The fixed words of the printed ballot in its four languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Every word that stands on each ballot; `{…}` are filled in."""

    heading: str
    subheading: str
    code: str
    page: str
    training: str
    address: str
    form: str
    discussion: str
    acceptance: str
    initiator: str
    owner: str
    birth_date: str
    snils: str
    ogrn: str
    signatory: str
    premises: str
    area: str
    share: str
    votes: str
    title_document: str
    total: str
    representative: str
    authority: str
    rule: str
    needs: str
    basis: str
    signature: str
    name: str
    date: str
    received: str
    received_date: str
    received_time: str
    received_by: str
    telephone: str
    continued: str
    sign_last: str


WORDS: dict[str, Words] = {
    "ru": Words(
        heading="РЕШЕНИЕ СОБСТВЕННИКА",
        subheading="по вопросам повестки общего собрания собственников помещений",
        code="Код решения",
        page="страница {page} из {of}",
        training="Учебная система. Голоса ненастоящие.",
        address="Адрес дома",
        form="Форма собрания",
        discussion="Обсуждение",
        acceptance="Приём решений до",
        initiator="Инициатор",
        owner="Собственник",
        birth_date="Дата рождения",
        snils="СНИЛС",
        ogrn="ОГРН",
        signatory="Подписывает",
        premises="Помещение",
        area="Площадь, м²",
        share="Доля",
        votes="Голоса, м²",
        title_document="Документ о праве собственности",
        total="Всего голосов, м²",
        representative="Представитель",
        authority="Доверенность",
        rule=(
            "Поставьте крест или галочку в одной клетке каждого вопроса. Две отметки в одном вопросе — голос по нему "
            "не считается. Ошиблись: зачеркните неверную отметку, поставьте новую и распишитесь рядом."
        ),
        needs="Нужно",
        basis="Основание",
        signature="Подпись",
        name="Фамилия, инициалы",
        date="Дата подписания",
        received="Принято:",
        received_date="дата",
        received_time="время",
        received_by="кто",
        telephone="Вопросы по телефону",
        continued="Продолжение на следующей странице.",
        sign_last="Подпись и дата — на последней странице.",
    ),
    "en": Words(
        heading="DECISION OF THE OWNER",
        subheading="on the agenda of the general assembly of the owners of premises",
        code="Ballot code",
        page="page {page} of {of}",
        training="Training system. These votes are not real.",
        address="House",
        form="Form of assembly",
        discussion="Discussion",
        acceptance="To be handed in by",
        initiator="Convened by",
        owner="Owner",
        birth_date="Date of birth",
        snils="SNILS",
        ogrn="OGRN",
        signatory="Signed by",
        premises="Premises",
        area="Area, m²",
        share="Share",
        votes="Votes, m²",
        title_document="Title document",
        total="Votes in all, m²",
        representative="Representative",
        authority="Power of attorney",
        rule=(
            "Put a cross or a tick in one box of each question. Two marks in one question: your vote on it does not "
            "count. A mistake: strike out the wrong mark, make the right one and sign beside it."
        ),
        needs="Needs",
        basis="Basis",
        signature="Signature",
        name="Surname, initials",
        date="Date of signing",
        received="Received:",
        received_date="date",
        received_time="time",
        received_by="by",
        telephone="Questions by telephone",
        continued="Continued on the next page.",
        sign_last="Signature and date are on the last page.",
    ),
    "kk": Words(
        heading="МЕНШІК ИЕСІНІҢ ШЕШІМІ",
        subheading="үй-жайлар меншік иелерінің жалпы жиналысы күн тәртібінің мәселелері бойынша",
        code="Шешім коды",
        page="{of} беттің {page}-беті",
        training="Оқу жүйесі. Дауыстар шынайы емес.",
        address="Үйдің мекенжайы",
        form="Жиналыс нысаны",
        discussion="Талқылау",
        acceptance="Қабылдаудың соңғы мерзімі",
        initiator="Бастамашы",
        owner="Меншік иесі",
        birth_date="Туған күні",
        snils="ЖСН / СНИЛС",
        ogrn="БСН / ОГРН",
        signatory="Қол қоюшы",
        premises="Үй-жай",
        area="Ауданы, м²",
        share="Үлесі",
        votes="Дауыстар, м²",
        title_document="Меншік құқығы туралы құжат",
        total="Барлық дауыс, м²",
        representative="Өкіл",
        authority="Сенімхат",
        rule=(
            "Әр сұрақта бір ғана торкөзге айқас немесе құсбелгі қойыңыз. Бір сұрақта екі белгі болса, ол бойынша дауыс "
            "есептелмейді. Қателессеңіз: қате белгіні сызып тастап, жаңасын қойыңыз да, жанына қол қойыңыз."
        ),
        needs="Қажет",
        basis="Негіз",
        signature="Қолы",
        name="Тегі, аты-жөні",
        date="Қол қойылған күні",
        received="Қабылданды:",
        received_date="күні",
        received_time="уақыты",
        received_by="кім",
        telephone="Сұрақтар бойынша телефон",
        continued="Жалғасы келесі бетте.",
        sign_last="Қол мен күні — соңғы бетте.",
    ),
    "tt": Words(
        heading="МИЛЕКЧЕ КАРАРЫ",
        subheading="биналар милекчеләренең гомуми җыелышы көн тәртибе мәсьәләләре буенча",
        code="Карар коды",
        page="{of} битнең {page} нче бите",
        training="Уку системасы. Тавышлар чын түгел.",
        address="Йорт адресы",
        form="Җыелыш формасы",
        discussion="Фикер алышу",
        acceptance="Кабул итүнең соңгы вакыты",
        initiator="Башлап йөрүче",
        owner="Милекче",
        birth_date="Туган көне",
        snils="СНИЛС",
        ogrn="ОГРН",
        signatory="Имзалаучы",
        premises="Бина",
        area="Мәйданы, м²",
        share="Өлеше",
        votes="Тавышлар, м²",
        title_document="Милек хокукы турында документ",
        total="Барлык тавышлар, м²",
        representative="Вәкил",
        authority="Ышанычнамә",
        rule=(
            "Һәр сорауда бер генә шакмакка тәре яки кош билгесе куегыз. Бер сорауда ике билге булса, аның буенча тавыш "
            "исәпләнми. Ялгышсагыз: дөрес булмаган билгене сызып, яңасын куегыз һәм янына имзагызны куегыз."
        ),
        needs="Кирәк",
        basis="Нигез",
        signature="Имза",
        name="Фамилия, инициаллар",
        date="Имзалау көне",
        received="Кабул ителде:",
        received_date="көне",
        received_time="вакыты",
        received_by="кем",
        telephone="Сораулар буенча телефон",
        continued="Дәвамы киләсе биттә.",
        sign_last="Имза һәм көн — соңгы биттә.",
    ),
}
