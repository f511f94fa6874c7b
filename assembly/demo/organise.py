"""The organiser's half of the demo, through the API: register, agenda, notices, ballots, opening."""

from __future__ import annotations

import io
import re
import threading
import time
from datetime import datetime
from typing import Any

from assembly.demo.client import Api, DemoFailed
from assembly.demo.house import EMPLOYEE, DemoHouse
from assembly.demo.staff import ADMIN, STAFF

ONE_READER = threading.Lock()
PATIENCE_SECONDS = 600
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2,4}\b")

INITIATOR = {
    "name": "Белова Анна Ивановна",
    "premises": "кв. 47",
    "title_document": "собственность 26:24:0000001:1047-26/2016",
    "passport": "0700 000000",
}
ADMINISTRATOR = {
    "name": "ООО «Управдом»",
    "address": "г. Светлоград, ул. Примерная, д. 1, пом. I",
    "contacts": "8 800 000-00-00",
}


def hire(admin: Api, building: str) -> dict[str, Api]:
    """Accounts and roles for the staff; returns the API of each by login."""
    apis = {ADMIN.login: admin}
    for member in STAFF:
        admin.post("/accounts", login=member.login, display_name=member.name, password=member.password)
        admin.post(f"/buildings/{building}/roles", login=member.login, role=member.role)
        apis[member.login] = admin.sign_in(member.login, member.password)
    return apis


def register(admin: Api, building: str, name: str, content: bytes, on: datetime) -> dict[str, Any]:
    """Import the register: first it is refused for its warnings, then they are accepted."""
    files = [("file", (name, content, "application/octet-stream"))]
    try:
        admin.send(f"/buildings/{building}/register", {"effective_on": on.date().isoformat()}, files)
    except DemoFailed as refused:
        if ": 409 " not in str(refused):
            raise
    fields = {"effective_on": on.date().isoformat(), "accept_warnings": "1"}
    answer: dict[str, Any] = admin.send(f"/buildings/{building}/register", fields, files)
    return answer


def draft(  # noqa: PLR0917 - title and moments read well in their order
    admin: Api,
    chair: Api,
    building: str,
    title: str,
    moments: tuple[datetime, datetime, datetime],
    items: list[dict[str, Any]],
    *,
    is_annual: bool = True,
) -> str:
    """Draft an assembly with its agenda; every category is confirmed by the second person. moments: open, written, close."""
    opens, written, closes = (moment.isoformat() for moment in moments)
    assembly: str = admin.post(
        f"/buildings/{building}/assemblies",
        title=title, form="system", opens_at=opens, closes_at=closes, written_until=written,
        acceptance_address="ул. Примерная, д. 1, пом. I, по будням с 9 до 20", is_annual=is_annual,
        initiator=INITIATOR,
        administrator=ADMINISTRATOR,
        chair="Белова А. И.", secretary="Титов О. Л.", commission=["Носов П. Л.", "Орлова В. И.", "Ежов Г. Р."],
        storage_place="ООО «Управдом», ул. Примерная, д. 1, пом. I", materials_place="ул. Примерная, д. 1, пом. I",
    )["id"]  # fmt: skip
    composed = admin.put(f"/assemblies/{assembly}/agenda", items=items)["items"]
    for item in composed:
        chair.post(f"/agenda/{item['id']}/confirm")
        for reader in (admin, chair):
            reader.post(f"/agenda/{item['id']}/law-read")
    estimate = [("file", ("smeta.pdf", small_pdf("Estimate of the repair, 4 pages"), "application/pdf"))]
    repair = next(
        item["id"] for item, asked in zip(composed, items, strict=True) if "ремонт подъездов" in asked["title"]
    )
    admin.send(f"/agenda/{repair}/attachments", {}, estimate)
    return assembly


def announce(admin: Api, assembly: str) -> list[dict[str, Any]]:
    """Send the notices and wait until the worker has made every PDF."""
    admin.post(f"/assemblies/{assembly}/notice")
    return announced(admin, assembly)


def announced(admin: Api, assembly: str) -> list[dict[str, Any]]:
    """The notices, once the worker has made every PDF."""

    def ready() -> list[dict[str, Any]] | None:
        notices: list[dict[str, Any]] = admin.get(f"/assemblies/{assembly}/notices")
        return notices if notices and all(one["pdf_ready"] for one in notices) else None

    found: list[dict[str, Any]] = wait_for(ready, "the notices")
    return found


def evidence(admin: Api, assembly: str, notices: list[dict[str, Any]]) -> None:
    """Enter the proof of notice: the number of the message, and the signed list."""
    for notice in notices[::9]:
        admin.post(f"/notices/{notice['id']}/deliveries", channel="signed_list")
    scan = [("file", ("reestr.pdf", small_pdf("Signed list"), "application/pdf"))]
    admin.send(f"/assemblies/{assembly}/evidence", {"kind": "system_number", "number": "26-0424-000017"}, [])
    admin.send(f"/assemblies/{assembly}/evidence", {"kind": "signed_list"}, scan)


def enrolment_code(admin: Api, notice: str) -> str:
    """The code on the printed notice, read from its PDF as an owner reads it."""
    found = CODE.search(_text_of(admin.content(f"/notices/{notice}/pdf")))
    if found is None:
        raise DemoFailed(f"notice {notice} carries no code")
    return found.group()


def _text_of(pdf: bytes) -> str:
    """All words of a PDF. One thread at a time: PDFium knows nothing of threads and ends the process otherwise."""
    import pypdfium2 as pdfium

    with ONE_READER:
        document = pdfium.PdfDocument(pdf)
        try:
            return "\n".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
        finally:
            document.close()


def appoint_employee(admin: Api, building: str, owners: list[dict[str, Any]], house: DemoHouse) -> str:
    """The employee who answers for five owners gets an account and their documents; returns the login."""
    login = "employee"
    admin.post("/accounts", login=login, display_name=EMPLOYEE, password=f"{login}-uchebnyj-parol")
    for owner in house.owners:
        if owner.representative == EMPLOYEE:
            row = next(one for one in owners if one["name"] == owner.name)
            admin.post(f"/buildings/{building}/authorities", owner=row["id"], login=login, document=owner.authority)
    return login


def wait_for(look: Any, what: str) -> Any:
    """Look again until there is an answer, a tenth of the time at most; raises DemoFailed when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (now := time.monotonic()) < deadline:
        found = look()
        if found is not None:
            return found
        time.sleep(max(0.25, 9 * (time.monotonic() - now)))
    raise DemoFailed(f"{what}: not ready after {PATIENCE_SECONDS} s")


def small_pdf(title: str) -> bytes:
    """A page with a title, for documents that the demo attaches."""
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    canvas.drawString(72, 760, title)
    canvas.save()
    return stream.getvalue()
