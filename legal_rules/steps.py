"""Names that packs use around the vote, with their words: steps of an assembly, roles of people."""

from __future__ import annotations

from legal_rules.words import Words

STEPS: dict[str, Words] = {
    "request": {"ru": "Требование провести собрание", "en": "The demand for an assembly"},
    "convened": {"ru": "Собрание созвано по требованию", "en": "The assembly is called on demand"},
    "message_to_administrator": {
        "ru": "Передать сообщение администратору",
        "en": "Hand the message to the administrator",
    },
    "notice": {"ru": "Уведомить собственников", "en": "Notify the owners"},
    "refusal_of_system": {"ru": "Отказаться от голосования в системе", "en": "Refuse voting in the system"},
    "remote_participation": {"ru": "Сообщить об участии на расстоянии", "en": "Announce remote participation"},
    "postal_form": {"ru": "Приём бланков, присланных заранее", "en": "Receive the forms sent in advance"},
    "opening": {"ru": "Начало голосования", "en": "Voting begins"},
    "meeting": {"ru": "Собрание", "en": "The meeting"},
    "second_meeting": {"ru": "Собрание второго созыва", "en": "The meeting of the second call"},
    "written_decisions": {"ru": "Конец приёма письменных решений", "en": "Last moment for written decisions"},
    "closing": {"ru": "Конец голосования", "en": "Voting ends"},
    "objections": {"ru": "Конец приёма возражений", "en": "End of objections"},
    "decision": {"ru": "Решение принято", "en": "The decision"},
    "protocol": {"ru": "Составить протокол", "en": "Draw up the protocol"},
    "results": {"ru": "Сообщить итоги собственникам", "en": "Publish the results"},
    "posting": {"ru": "Вывесить решение в доме", "en": "Post the decision in the house"},
    "minutes_notified": {"ru": "Вручить протокол", "en": "Notify the minutes"},
    "knowledge": {"ru": "Собственник узнал о решении", "en": "The owner learns of the decision"},
    "originals_to_manager": {
        "ru": "Передать подлинники управляющей организации",
        "en": "Hand the originals to the managing organisation",
    },
    "originals_to_inspectorate": {
        "ru": "Направить подлинники в жилищную инспекцию",
        "en": "Send the originals to the housing inspectorate",
    },
    "copies": {"ru": "Выдать копию по запросу", "en": "Hand out a copy on request"},
    "kept_until": {"ru": "Подлинники хранятся", "en": "The originals are kept"},
    "challenge": {"ru": "Оспорить в суде", "en": "Challenge in court"},
}

ROLES: dict[str, Words] = {
    "manager": {"ru": "управляющий", "en": "the manager"},
    "manager_kin": {"ru": "близкие управляющего", "en": "the manager's kin"},
    "manager_staff": {"ru": "работники управляющего", "en": "the manager's employees"},
    "council": {"ru": "члены совета", "en": "members of the council"},
    "council_chair": {"ru": "председатель совета", "en": "the chair of the council"},
    "tenant": {"ru": "наниматели", "en": "tenants"},
    "developer": {"ru": "застройщик", "en": "the developer"},
    "paid_by_association": {"ru": "те, кому платит объединение собственников", "en": "those the association pays"},
}
