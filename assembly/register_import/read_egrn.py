"""Reads extracts of the Russian state register of real estate (ЕГРН): one XML a unit, or a ZIP of them."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .draft import OwnerKind, Problem, UnitKind
from .exact import ShareReading, read_area, read_share
from .kinds import is_nobody, kind_of_number, number_in_address, owner_kind_of_name, read_unit_kind
from .lines import Line
from .people import read_day
from .sentences import MOST_ROWS, Place, say
from .table import Unreadable, clean, one_line

MOST_EXTRACT_BYTES = 10 * 2**20
MOST_EXTRACTS_BYTES = 400 * 2**20
TITLES = {
    "unit": "readable_address", "area_m2": "area", "share": "shares", "owner": "right_holder", "kind": "purpose",
    "title_document": "right_number", "cadastral_number": "cad_number",
}  # fmt: skip
_OBJECTS = ("room_record", "car_parking_space_record")


@dataclass(slots=True)
class Extract:
    """One extract: the file it stands in, the day it was made, and a line for each owner."""

    name: str
    made_on: date | None
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_extract(content: bytes, name: str) -> Extract:
    """The unit and the owners of one extract.

    Raises:
        Unreadable: broken or unsafe XML, or no extract about a unit.
    """
    if len(content) > MOST_EXTRACT_BYTES:
        raise Unreadable("file_too_large")
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as unsafe:
        raise Unreadable("unsafe_xml") from unsafe
    except (ParseError, ValueError, LookupError, RecursionError) as broken:
        raise Unreadable("damaged") from broken
    _forget_namespaces(root)
    record = next((found for kind in _OBJECTS for found in root.iter(kind)), None)
    if record is None:
        raise Unreadable("not_an_extract", what=f"<{root.tag[:60]}>")
    extract = Extract(name, read_day(_text(root, ".//group_top_requisites/date_formation")))
    unit = _unit_line(extract, root, record)
    for right in root.iter("right_record"):
        extract.lines += _right_lines(extract, unit, right)
    if not extract.lines:
        unit.share = ShareReading(Fraction(1))
        extract.lines.append(unit)
    return extract


def read_extracts(archive: zipfile.ZipFile) -> Iterator[Extract]:
    """The extracts of a ZIP; a member that cannot be read becomes an extract with a problem and no lines.

    Raises:
        Unreadable: too many or too large members, or a password.
    """
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MOST_ROWS:
        raise Unreadable("too_many_rows")
    if sum(info.file_size for info in members) > MOST_EXTRACTS_BYTES:
        raise Unreadable("file_too_large")
    for info in sorted(members, key=lambda info: info.filename):
        name = member_name(info)
        if name.casefold().endswith((".sig", ".p7s", ".ds_store")) or "__MACOSX" in info.filename:
            continue
        if info.flag_bits & 1:
            raise Unreadable("encrypted")
        try:
            if not name.casefold().endswith(".xml"):
                yield Extract(name, None, problems=[say("other_member", Place(name))])
            elif info.file_size > MOST_EXTRACT_BYTES:
                raise Unreadable("file_too_large")  # noqa: TRY301  (one way for all that is wrong with a member)
            else:
                yield read_extract(archive.read(info), name)
        except Unreadable as refused:
            yield Extract(name, None, problems=[say(refused.code, Place(name), **refused.values)])
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
            yield Extract(name, None, problems=[say("damaged", Place(name))])


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a ZIP member; Russian Windows writes it in cp866 without saying so."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        try:
            name = name.encode("cp437").decode("cp866")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return name
    return clean(name)[-120:]


def _forget_namespaces(root: Element) -> None:
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]


def _text(element: Element | None, path: str) -> str:
    found = element.find(path) if element is not None else None
    return one_line(clean("".join(found.itertext())[:2_000])) if found is not None else ""


def _unit_line(extract: Extract, root: Element, record: Element) -> Line:
    address = _text(record, ".//readable_address") or _text(root, ".//readable_address")
    cadastral = re.sub(r"\s", "", _text(record, "object/common_data/cad_number"))
    area_text = _text(record, "params/area") or _text(record, ".//area")
    number = _number(record, address)
    line = Line(
        extract.name, None, _kind(record, number), number or cadastral, read_area(area_text), ShareReading(),
        "", "unknown", cadastral_number=cadastral or None, titles=TITLES,
    )  # fmt: skip
    if not number and cadastral:
        extract.problems.append(line.problem("number_from_cadastre", "unit", number=cadastral))
    if line.area.code and line.area.code != "area_missing":
        extract.problems.append(line.problem(line.area.code, "area_m2", text=area_text[:60], likely=line.area.likely))
    return line


def _number(record: Element, address: str) -> str:
    found = number_in_address(address)
    if found:
        return found
    word, number = _text(record, ".//apartment/type_apartment"), _text(record, ".//apartment/name_apartment")
    return number_in_address(f"{word or 'кв'} {number}") or number if number else ""


def _kind(record: Element, number: str) -> UnitKind:
    if record.tag == "car_parking_space_record":
        return "parking"
    for path in ("params/purpose/value", "params/name", "object/common_data/type/value"):
        text = _text(record, path)
        kind = read_unit_kind(text) if text and text.casefold() != "помещение" else None
        if kind:
            return kind
    return kind_of_number(number) or "residential"


def _right_lines(extract: Extract, unit: Line, right: Element) -> list[Line]:
    if _text(right, "record_info/cancel_date"):
        return []
    kind, code = _text(right, "right_data/right_type/value"), _text(right, "right_data/right_type/code")
    if (kind and "собственность" not in kind.casefold()) or (code and not code.startswith("00100")):
        extract.problems.append(unit.problem("other_right", "owner", text=(kind or code)[:60]))
        return []
    share = _share(extract, unit, right)
    holders = list(right.iterfind("right_holders/right_holder")) or [Element("right_holder")]
    if "совместн" in kind.casefold() or len(holders) > 1:
        share = ShareReading(None if share.share == 1 else share.share, joint=True, code=share.code)
    elif share.is_missing:
        share = ShareReading(Fraction(1))
    document = _text(right, "right_data/right_number")
    day = read_day(_text(right, "record_info/registration_date"))
    title = " ".join(part for part in (kind, document, f"от {day:%d.%m.%Y}" if day and document else "") if part)
    return [_holder_line(unit, holder, share, title) for holder in holders]


def _share(extract: Extract, unit: Line, right: Element) -> ShareReading:
    top, bottom = (_text(right, f"right_data/shares/share/{part}") for part in ("numerator", "denominator"))
    text = f"{top}/{bottom}" if top or bottom else _text(right, "right_data/share_description")
    share = read_share(text)
    if share.code:
        extract.problems.append(unit.problem(share.code, "share", text=text[:60], likely=share.likely))
    return share


def _holder_line(unit: Line, holder: Element, share: ShareReading, title: str) -> Line:
    name, kind = _name_and_kind(holder)
    person = holder.find(".//individual")
    return Line(
        unit.sheet, None, unit.kind, unit.number, unit.area, share,
        "" if is_nobody(name) else name, "unknown" if is_nobody(name) else kind,
        cadastral_number=unit.cadastral_number, title_document=title or None,
        birth_date=read_day(_text(person, "birth_date")), snils=re.sub(r"[\s-]", "", _text(person, "snils")) or None,
        ogrn=_text(holder, ".//ogrn") or None, titles=TITLES,
    )  # fmt: skip


def _name_and_kind(holder: Element) -> tuple[str, OwnerKind]:
    person = holder.find(".//individual")
    if person is not None:
        return " ".join(p for tag in ("surname", "name", "patronymic") if (p := _text(person, tag))), "person"
    public = holder.find(".//public_formation")
    if public is not None:
        return _text(public, ".//name") or _text(public, ".//value") or _text(public, "."), "municipality"
    company = holder.find(".//legal_entity")
    if company is not None:
        return _text(company, ".//name") or _text(company, ".//full_name"), "company"
    name = _text(holder, ".//name") or _text(holder, ".")
    return name, owner_kind_of_name(name)
