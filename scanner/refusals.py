"""Why a file or page was not opened: one code and one sentence for the person who brought it."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, dict[str, str]]] = {
    "too_large": {
        "ru": "Файл или лист слишком велик: бумаги такого размера не бывает. Отсканируйте лист заново, 200–300 точек на дюйм.",
        "en": "The file or sheet is too large: no paper has this size. Scan the sheet again at 200 to 300 dots an inch.",
    },
    "too_many_pages": {
        "ru": "В файле слишком много страниц: разделите его на части не больше 4 000 страниц.",
        "en": "The file has too many pages: split it into parts of at most 4,000 pages.",
    },
    "took_too_long": {
        "ru": "Файл открывался слишком долго, и мы остановились. Отсканируйте эти листы ещё раз.",
        "en": "Opening the file took too long and was stopped. Scan these sheets again.",
    },
    "empty_file": {
        "ru": "Файл пуст. Сохраните скан ещё раз и загрузите снова.",
        "en": "The file is empty. Save the scan once more and upload it again.",
    },
    "unknown_kind": {
        "ru": "Это не скан: нужен PDF, TIFF, JPEG, PNG, WebP, HEIC или ZIP с такими файлами.",
        "en": "This is not a scan: a PDF, TIFF, JPEG, PNG, WebP, HEIC or a ZIP of these is needed.",
    },
    "office_file": {
        "ru": "Это документ Word, Excel или подобный, а не скан. Отсканируйте подписанный лист и загрузите скан.",
        "en": "This is a document of Word, Excel or the like, not a scan. Scan the signed sheet and upload the scan.",
    },
    "two_kinds": {
        "ru": "Файл выдаёт себя за два разных вида сразу, поэтому мы его не открыли. Отсканируйте лист ещё раз.",
        "en": "The file claims to be two kinds at once, so it was not opened. Scan the sheet again.",
    },
    "several_pictures": {
        "ru": "В этом файле несколько картинок или кадров, а прочитать можно только одну. Сохраните каждый лист отдельно.",
        "en": "This file holds several pictures or frames, and only one could be read. Save each sheet on its own.",
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
    "broken_end": {
        "ru": "На этом месте файл обрывается. Отсканируйте ещё раз листы, которые шли дальше.",
        "en": "The file breaks off here. Scan the sheets that came after this again.",
    },
    "no_pages": {
        "ru": "В файле нет ни одной страницы. Проверьте, тот ли это файл.",
        "en": "There is no page in the file. Check that it is the right one.",
    },
    "archive_in_archive": {
        "ru": "В архиве лежит другой архив. Положите в ZIP сами сканы.",
        "en": "The archive contains another archive. Put the scans themselves into the ZIP.",
    },
    "link_in_archive": {
        "ru": "В архиве вместо файла лежит ссылка на него. Положите в ZIP сам скан.",
        "en": "The archive contains a link instead of a file. Put the scan itself into the ZIP.",
    },
    "unsafe_name": {
        "ru": "Имя этого файла в архиве ведёт за пределы папки, поэтому он не открыт. Переименуйте его и загрузите снова.",
        "en": "The name of this file in the archive points outside its folder, so it was not opened. Rename it, upload again.",
    },
    "too_many_members": {
        "ru": "В архиве слишком много файлов: разделите его на части не больше 4 000 файлов.",
        "en": "There are too many files in the archive: split it into parts of at most 4,000 files.",
    },
    "not_found": {"ru": "Такого файла нет. Проверьте его имя.", "en": "There is no such file. Check its name."},
}
# Of a name nobody can be expected to read more; its end is kept, where the kind stands.
LONGEST_NAME: Final = 120


def shown_name(name: str) -> str:
    """A stranger's file name as it may stand in a line of text: no line breaks, no marks that turn its direction."""
    clean = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return clean if len(clean) <= LONGEST_NAME else f"{clean[:80]}…{clean[-39:]}"


class FileRefused(Exception):
    """A file, or one page of it, that is not opened.

    `reason` is a key of SENTENCES, `sentence` its words in Russian and English, `detail` for the log only.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.sentence = SENTENCES[reason]
        self.detail = detail
