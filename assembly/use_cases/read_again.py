"""A file that the worker gave up is asked to be read again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.jobs import ask_for
from assembly.model import Upload, UploadState
from assembly.text import Text


def read_again(session: Session, *, now: datetime, upload: Upload) -> None:
    """Ask for the file once more; may be repeated. Raises Refused for a file that is read or was refused."""
    if upload.state in {UploadState.READ, UploadState.REFUSED}:
        raise Refused(Text("Этот файл уже прочитан."), code="read")
    ask_for(session, "read_upload", f"read_upload:{upload.id}", now=now, upload_id=upload.id)
