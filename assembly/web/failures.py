"""Every failure in the same calm voice: what is wrong, where, what to do, whom to call."""

from __future__ import annotations

import errno
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from assembly.errors import BrokenPromise, Fixable, NotFound, Refused
from assembly.model.base import new_id
from assembly.text import Text
from assembly.web.application import Application
from assembly.web.gate import SignInFirst, WrongForm, language_of
from assembly.web.rendering import render
from assembly.web.visit import Visit, status_of

AnyRequest = Request[Any, Any, Any]
log = logging.getLogger("veche.web")


@dataclass(frozen=True, slots=True)
class Explained:
    """What an error page says."""

    status: int
    title: Text
    what: Text
    do: Text
    code: str


def _explain(status: int) -> Explained:
    texts = {
        400: (
            Text("Адрес или форма не читаются"),
            Text("Страница получила то, чего не понимает."),
            Text("Вернитесь назад и попробуйте ещё раз."),
        ),
        403: (
            Text("Форма устарела"),
            Text("Форма открыта слишком давно или в другом окне; ничего не изменилось."),
            Text("Откройте страницу заново и повторите."),
        ),
        404: (
            Text("Такой страницы нет"),
            Text("Адрес набран с ошибкой, или страница не для вас."),
            Text("Проверьте адрес или начните с первой страницы."),
        ),
        413: (
            Text("Слишком большой файл"),
            Text("Файл больше, чем можно принять за один раз; он не сохранён."),
            Text("Разделите его на части и загрузите их по очереди."),
        ),
        507: (
            Text("На сервере кончилось место"),
            Text("То, что вы сейчас отправили, не записано; всё, что записано раньше, на месте."),
            Text("Позвоните нам: место освободим. Потом отправьте ещё раз."),
        ),
        429: (
            Text("Слишком много попыток"),
            Text("Сейчас слишком много запросов сразу."),
            Text("Подождите минуту и повторите."),
        ),
    }
    if status in {405, 415}:
        return Explained(status, *texts[404], code="not_here")
    if status in texts:
        return Explained(status, *texts[status], code=f"http_{status}")
    if status < 500:
        return Explained(status, *texts[400], code=f"http_{status}")
    return Explained(
        status,
        Text("Ошибка на нашей стороне"),
        Text("Что-то сломалось; мы об этом уже знаем. То, что вы сделали раньше, сохранено."),
        Text("Попробуйте через несколько минут. Если не получится, позвоните нам."),
        code="broken",
    )


def on_http(request: AnyRequest, failure: HTTPException) -> Response[Any]:
    """The framework's own refusals: no such route, too large, not readable."""
    status = 413 if "Entity Too Large" in str(failure.detail) else failure.status_code
    if status >= 500:
        return on_anything(request, failure)
    return _answer(request, _explain(status))


def on_too_deep(request: AnyRequest, failure: RecursionError) -> Response[Any]:
    """A body nested deeper than anything we ask for; from a page it would be a fault of ours."""
    return _answer(request, _explain(400)) if _is_api(request) else on_anything(request, failure)


def on_not_found(request: AnyRequest, _failure: NotFound) -> Response[Any]:
    """Nothing here for this person."""
    return _answer(request, _explain(404))


def on_sign_in_first(request: AnyRequest, _failure: SignInFirst) -> Response[Any]:
    """Signed out: a page leads to the sign-in and back; a form or a program is told."""
    if request.method == "GET" and not _is_api(request):
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return Redirect(f"/sign-in?next={quote(target, safe='/')}", status_code=303)
    return _answer(
        request,
        Explained(
            401 if _is_api(request) else 403, Text("Сначала войдите"),
            Text("Вы вышли из системы или прошло больше 12 часов."),
            Text("Войдите и повторите; сохранённые ответы на месте."), code="sign_in_first",
        ),
    )  # fmt: skip


def on_wrong_form(request: AnyRequest, _failure: WrongForm) -> Response[Any]:
    """A form that is not ours or too old."""
    return _answer(request, _explain(403))


def on_refused(request: AnyRequest, refused: Refused) -> Response[Any]:
    """A rule says no: its sentence and its article, as they are."""
    explained = Explained(
        status_of(refused), Text("Так нельзя") if not refused.forbidden else Text("Нет доступа"),
        refused.sentence, Text("Вернитесь назад. Если так быть не должно, позвоните."), code=refused.code,
    )  # fmt: skip
    return _answer(request, explained, article=refused.article)


def on_fixable(request: AnyRequest, fixable: Fixable) -> Response[Any]:
    """What a handler did not show beside its form."""
    explained = Explained(
        422, Text("Нужно исправить"), Text("Это нельзя принять в таком виде."),
        Text("Вернитесь назад, исправьте и отправьте ещё раз."), code="fixable",
    )  # fmt: skip
    return _answer(request, explained, problems=fixable.problems)


def on_anything(request: AnyRequest, failure: Exception) -> Response[Any]:
    """A broken promise or a fault of ours: stop and alarm; the page names the report, never its inside."""
    report = new_id()
    status = 507 if _is_out_of_space(failure) else 500
    kind = "broken promise" if isinstance(failure, BrokenPromise) else "no space" if status == 507 else "fault"
    log.critical("%s %s at %s %s", kind, report, request.method, request.url.path, exc_info=failure)
    return _answer(request, _explain(status), report=report)


def _is_out_of_space(failure: BaseException | None) -> bool:
    """A full disk or quota, said by the file system or by a database, at the root of a failure."""
    while failure is not None:
        if isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if any(words in str(failure) for words in ("disk is full", "No space left on device")):
            return True
        failure = failure.__cause__ or failure.__context__
    return False


def _answer(
    request: AnyRequest,
    explained: Explained,
    *,
    article: Text | None = None,
    problems: tuple[Any, ...] = (),
    report: str | None = None,
) -> Response[Any]:
    visit: Visit | None = request.scope.get("state", {}).get("visit")
    language = visit.language if visit else language_of(request)
    if _is_api(request):
        return Response(_as_record(explained, article, problems, report), status_code=explained.status)
    application: Application = request.app.state.application
    html = render(
        "errors/error.html",
        language,
        {
            "visit": visit, "person": visit.person if visit else None, "roles": visit.roles if visit else frozenset(),
            "explained": explained, "article": article, "problems": problems, "report": report, "refusal": None,
            "path": request.url.path, "training": application.settings.training,
            "telephone": application.settings.telephone, "csrf": "",
        },
    )  # fmt: skip
    return Response(html, status_code=explained.status, media_type="text/html")


def _as_record(
    explained: Explained, article: Text | None, problems: tuple[Any, ...], report: str | None
) -> dict[str, Any]:
    record: dict[str, Any] = {"error": explained.code, "says": explained.what.both(), "do": explained.do.both()}
    if article is not None:
        record["article"] = article.both()
    if problems:
        record["problems"] = [
            {
                "field": problem.field, "problem": problem.problem.both(), "fix": problem.fix.both(),
                "where": problem.where.both() if problem.where else None,
            }
            for problem in problems
        ]  # fmt: skip
    if report:
        record["report"] = report
    return record


def _is_api(request: AnyRequest) -> bool:
    return request.url.path.startswith("/api/")


HANDLERS: dict[Any, Any] = {
    Refused: on_refused,
    Fixable: on_fixable,
    NotFound: on_not_found,
    SignInFirst: on_sign_in_first,
    WrongForm: on_wrong_form,
    HTTPException: on_http,
    RecursionError: on_too_deep,
    Exception: on_anything,
}

__all__ = ["HANDLERS", "Explained"]
