"""Why a file or page was not opened: one code and one sentence for the person who brought it."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, dict[str, str]]] = {
    "too_large": {
        "ru": "Этот файл слишком велик, чтобы его открыть.",
        "en": "This file is too large to open.",
    },
    "too_many_pages": {
        "ru": "В файле слишком много страниц: разделите его на части не больше 4000 страниц.",
        "en": "The file has too many pages: split it into parts of at most 4,000 pages.",
    },
    "took_too_long": {
        "ru": "Файл открывался слишком долго, и мы остановились. Отсканируйте эти листы ещё раз.",
        "en": "Opening the file took too long and was stopped. Scan these sheets again.",
    },
    "empty_file": {"ru": "Файл пуст.", "en": "The file is empty."},
    "unknown_kind": {
        "ru": "Это не скан: нужен PDF, TIFF, JPEG, PNG, WebP, HEIC или ZIP с такими файлами.",
        "en": "This is not a scan: a PDF, TIFF, JPEG, PNG, WebP, HEIC or a ZIP of these is needed.",
    },
    "two_kinds": {
        "ru": "Файл выдаёт себя за два разных вида сразу, поэтому мы его не открыли.",
        "en": "The file claims to be two kinds at once, so it was not opened.",
    },
    "encrypted": {
        "ru": "Файл закрыт паролем. Сохраните его без пароля и загрузите снова.",
        "en": "The file is locked with a password. Save it without one and upload it again.",
    },
    "broken_file": {
        "ru": "Файл повреждён или обрывается на середине. Отсканируйте эти листы ещё раз.",
        "en": "The file is damaged or breaks off in the middle. Scan these sheets again.",
    },
    "broken_page": {
        "ru": "Эта страница файла повреждена. Отсканируйте лист ещё раз.",
        "en": "This page of the file is damaged. Scan the sheet again.",
    },
    "no_pages": {"ru": "В файле нет ни одной страницы.", "en": "There is no page in the file."},
    "archive_in_archive": {
        "ru": "В архиве лежит другой архив. Положите в ZIP сами сканы.",
        "en": "The archive contains another archive. Put the scans themselves into the ZIP.",
    },
    "unsafe_name": {
        "ru": "Имя файла в архиве ведёт за пределы папки, поэтому архив не открыт.",
        "en": "The name of a file in the archive points outside its folder, so the archive was not opened.",
    },
    "too_many_members": {
        "ru": "В архиве слишком много файлов: не больше 4000.",
        "en": "There are too many files in the archive: at most 4,000.",
    },
    "not_found": {"ru": "Такого файла нет.", "en": "There is no such file."},
}


class FileRefused(Exception):
    """A file, or one page of it, that is not opened.

    `reason` is a key of SENTENCES, `sentence` its words in Russian and English, `detail` for the log only.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.sentence = SENTENCES[reason]
        self.detail = detail
