"""An archive with good and bad files: the good ones are recorded, the pile names each bad one and why it waits."""

from __future__ import annotations

import io
import zipfile

from sqlalchemy import func, select

from assembly.bootstrap import Application
from assembly.model import Batch, CastVote, Upload
from assembly.use_cases.read_upload import read_upload
from assembly.use_cases.upload_batch import upload_batch
from assembly.views.pile import pile_sheets
from tests.tasks.scanned import print_ballots, scan
from tests.use_cases.small_house import House

VOTES = {"1": "for", "2": "for", "3": "against"}


def test_a_bad_file_costs_only_itself_and_is_named(application: Application) -> None:
    house = House(application).found()
    house.register()
    house.opened()
    pdf, layout = print_ballots(house)
    members = {"a/good.tif": scan(pdf, layout, [VOTES]), "b.docx": b"no scan at all", "c\n\u202e.png": b""}
    with zipfile.ZipFile(content := io.BytesIO(), "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    content.seek(0)
    with house.writing() as session:
        batch = upload_batch(
            session, now=house.now, files=application.files, assembly=house.meeting(session),
            uploads=[("../pile\n\u202e.zip", content)], sheets_counted=3, by=house.by(session),
        )  # fmt: skip
        upload, batch_id = batch.uploads[0].id, batch.id
    read_upload(application, upload)
    with house.reading() as session:
        assert session.get_one(Upload, upload).state == "read"
        assert session.scalar(select(func.count()).select_from(CastVote)) == 1
        lines = pile_sheets(session, batch=session.get_one(Batch, batch_id))
        assert [line.file for line in lines] == [
            "../pile\ufffd\ufffd.zip: a/good.tif",
            "../pile\ufffd\ufffd.zip: b.docx",
            "../pile\ufffd\ufffd.zip: c\ufffd\ufffd.png",
        ]
        assert [line.state for line in lines] == ["recorded", "waiting", "waiting"]
        assert "Это не скан" in lines[1].why
        assert "Файл пуст" in lines[2].why
        english = pile_sheets(session, batch=session.get_one(Batch, batch_id), language="en")
        assert "not a scan" in english[1].why
        assert "empty" in english[2].why
