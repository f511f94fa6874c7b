"""The rule that stands beside each card: what the law or the paper's own instruction says about such a sheet."""

from __future__ import annotations

from assembly.model import Assembly, Review, ReviewReason
from assembly.text import Text
from assembly.use_cases.review_choices import SHEET_REASONS

_ONE_ANSWER = Text(
    "Засчитывается вопрос, где оставлен один вариант. Иначе голос по этому вопросу не считается, остальные считаются."
)
_TWO_PEOPLE = Text("Лист вносят два человека, не видя ответа друг друга. Если ответы разойдутся, спросят третьего.")
_RULES: dict[ReviewReason, tuple[Text, str]] = {
    ReviewReason.MISSING_SIGNATURE: (Text("Решение без подписи собственника или представителя не учитывается."), "47"),
    ReviewReason.MISSING_DATE: (
        Text("В решении указывают день его подписания. Если дня нет, но лист принят в срок, решает счётная комиссия."), "",
    ),
    ReviewReason.DUPLICATE: (Text("Одно решение учитывается один раз, сколько бы раз его ни отсканировали."), ""),
    ReviewReason.MISSING_PAGE: (Text("Вопросы, страница с которыми не сдана, остаются без ответа."), ""),
    ReviewReason.DIFFERING_PRINTS: (Text("У собственника одно решение: засчитывается не больше одного листа."), ""),
    ReviewReason.ALSO_ONLINE: (Text("У собственника одно решение: какое засчитать, сказано в условиях собрания."), ""),
    ReviewReason.JOINT_DIFFER: (
        Text("Совместная доля голосует один раз. Если собственники ответили по-разному, решает счётная комиссия."), "",
    ),
    ReviewReason.NOT_RECEIVED: (Text("Учитываются решения, полученные до конца приёма."), "47"),
}  # fmt: skip
_ARTICLES = {
    "47": Text.of({"ru": "ЖК РФ, ст. 47 ч. 2", "en": "Housing Code of Russia, art. 47(2)"}),
    "48": Text.of({"ru": "ЖК РФ, ст. 48 ч. 6", "en": "Housing Code of Russia, art. 48(6)"}),
}


def rule_of(review: Review, assembly: Assembly) -> tuple[Text, Text | None]:
    """The rule in a sentence, and its article where the law of the house says it."""
    reason = ReviewReason(review.reason)
    sentence, article = (_TWO_PEOPLE, "") if reason in SHEET_REASONS else _RULES.get(reason, (_ONE_ANSWER, "48"))
    return sentence, _ARTICLES.get(article) if assembly.pack == "ru" else None
