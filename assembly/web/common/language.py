"""Russian or English."""

from __future__ import annotations

from assembly.model import WebSession
from assembly.text import LANGUAGES
from assembly.web.access import PUBLIC
from assembly.web.routes import action
from assembly.web.sessions import language_cookie
from assembly.web.visit import Answer, Visit


def local_path(path: str) -> str:
    """The path if it is one of ours, otherwise the first page: nobody is sent to another site."""
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if plain else "/"


@action("/language", PUBLIC)
def choose_language(visit: Visit) -> Answer:
    """Remember the language in this browser and for the account; may be repeated."""
    language = visit.form.get("language")
    language = language if language in LANGUAGES else "ru"
    if visit.person is not None:
        with visit.writing() as session:
            visit.account(session).language = language
            if visit.person.session_id:
                session.get_one(WebSession, visit.person.session_id).language = language
    answer = visit.go(local_path(visit.form.get("back", "/")))
    answer.set_cookie(language_cookie(visit.application.settings, language))
    return answer
