"""Owners' pages in a real browser: no sideways scrolling at 320 px (400 % zoom), and a policy nothing breaks."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from assembly.bootstrap import Application
from assembly.web.app import create_web
from tests.web.house import PASSWORD, House, build_house, give_on_paper

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt install chromium")]


@pytest.fixture
def house(application: Application, tmp_path: Path, clock: Any) -> House:
    made = build_house(application, tmp_path, clock)
    clock.move_to(clock.now().replace(day=21, hour=9))
    give_on_paper(made, "Титов", {"1": "for", "2": "against"})
    return made


@pytest.fixture
def address(application: Application, house: House) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_web(application), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def page(address: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 320, "height": 640}, java_script_enabled=True, base_url=address)
        yield shown
        browser.close()


def test_pages_reflow_at_400_percent_and_keep_to_the_policy(page: Any, house: House) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    ballot = house.ballot_id("Титов")
    seen = [_look(page, path) for path in ("/", "/sign-in", "/enrol", f"/enrol?code={house.enrolment_code('Касымов')}")]
    page.goto("/sign-in")
    page.fill("#login", "titov")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/my")
    paths = ("/my", "/account", "/account/code", f"/a/{house.assembly_id}", f"/a/{house.assembly_id}/participants",
             f"/a/{house.assembly_id}/enrolments", f"/b/{ballot}/question/3", f"/b/{ballot}/review", f"/b/{ballot}/record",
             f"/b/{ballot}/receipt")  # fmt: skip
    seen += [_look(page, path) for path in paths]
    assert [path for path, width, _small in seen if width > 320] == []
    assert [(path, small) for path, _width, small in seen if small] == []
    assert complaints == []


def test_a_question_is_answered_with_the_keyboard_alone(page: Any, house: House) -> None:
    page.goto("/sign-in")
    page.fill("#login", "belova")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/my")
    ballot = house.ballot_id("Белова")
    page.goto(f"/b/{ballot}/question/1")
    page.focus("input[name=answer]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/b/{ballot}/question/2")
    page.goto(f"/b/{ballot}/question/1")
    assert page.is_checked("input[value=against]")


def _look(page: Any, path: str) -> tuple[str, int, list[str]]:
    """The page's width, and the buttons and fields lower than 44 px."""
    page.goto(path)
    width = page.evaluate("document.documentElement.scrollWidth")
    small = page.evaluate(
        """[...document.querySelectorAll('button, .button, input:not([type=hidden], [type=radio]), .radio')]
           .filter(one => one.offsetHeight && one.offsetHeight < 44).map(one => one.outerHTML.slice(0, 80))"""
    )
    return path, width, small
