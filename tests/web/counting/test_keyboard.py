"""The commission's queue by keyboard alone in a real browser: nothing is lost, nothing is answered by accident."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from assembly.model import Review
from assembly.web.app import create_web
from tests.web.counting.counting_house import Counting
from tests.web.house import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PRESSES_AGAIN = """() => {
  window.pressedAgain = 0;
  new MutationObserver((_, watch) => {
    watch.disconnect();
    for (const after of [0, 100, 250]) setTimeout(() => {
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "1", code: "Digit1", bubbles: true }));
      window.pressedAgain += 1;
    }, after);
  }).observe(document.body, { childList: true });
}"""
"""A fast hand: the same key again as soon as the next card has come, and for as long as a double press takes."""

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt install chromium")]


@pytest.fixture
def marks(counting: Counting) -> Counting:
    """Four doubtful marks on two sheets."""
    pages = []
    for name, choices in (
        ("Титов", {"1": ["for", "against"], "2": ["for"], "3": ["against", "abstain"], "4": ["for"]}),
        ("Галеева", {"1": ["for"], "2": ["against", "abstain"], "3": ["for"], "4": ["for", "abstain"]}),
    ):
        counting.receive(name)
        pages += counting.sheets(name, choices)
    counting.scan(pages)
    return counting


@pytest.fixture
def page(marks: Counting) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with socket.create_server(("127.0.0.1", 0)) as listening, sync_playwright() as playwright:
        web = create_web(marks.house.application)
        server = uvicorn.Server(uvicorn.Config(web, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        shown = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=address)
        shown.set_default_timeout(20_000)
        shown.goto("/sign-in")
        shown.fill("#login", "titova")
        shown.fill("#password", PASSWORD)
        shown.keyboard.press("Enter")
        shown.wait_for_url("**/my")
        shown.goto(f"/queue/{marks.house.assembly_id}")
        yield shown
        browser.close()
        server.should_exit = True
        thread.join()


def _said(marks: Counting) -> dict[tuple[str, str], list[str]]:
    """{(решение, question): what was answered}, of what was answered at all."""
    with marks.house.application.database.reading() as session:
        return {
            (review.ballot.code, review.contest or ""): [one.answer["answer"] for one in review.answers]
            for review in session.query(Review)
            if review.answers and review.ballot is not None
        }


def _arrived(page: Any, number: str) -> None:
    """The card with this number is there, with its pictures, and may be answered."""
    page.wait_for_function(f"() => document.querySelector('#place')?.textContent.trim().startsWith('{number} из 4')")
    page.wait_for_selector("[data-card][data-ready]:not(.is-coming)")
    assert page.evaluate("[...document.querySelectorAll('[data-look] img')].every(one => one.naturalWidth > 0)")


def test_four_marks_by_keys_alone(page: Any, marks: Counting, clock: Any) -> None:
    titov, galeeva = marks.code("Титов"), marks.code("Галеева")
    asked: Counter[str] = Counter()
    complaints: list[str] = []
    page.on(
        "request", lambda one: asked.update([one.url.split("/review/")[-1]]) if one.resource_type == "image" else None
    )
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.keyboard.press("1")  # «Начать»
    _arrived(page, "1")
    page.wait_for_load_state("networkidle")
    second = [
        address for address in page.get_attribute("[data-card]", "data-ahead").split(" ") if "/review/" in address
    ]
    assert second
    assert {asked[address.split("/review/")[-1]] for address in second} == {1}  # here before its card is

    page.evaluate(PRESSES_AGAIN)
    page.keyboard.press("1")
    page.keyboard.press("1")  # at once: on its way already
    page.wait_for_function("() => window.pressedAgain === 3")
    _arrived(page, "2")
    assert _said(marks) == {(titov, "1"): ["for"]}
    assert {asked[address.split("/review/")[-1]] for address in second} == {1}  # and not fetched again

    clock.pass_(seconds=5)
    page.keyboard.press("KeyY")  # «Н», wherever the letter is on this keyboard
    _arrived(page, "3")
    assert _said(marks)[titov, "3"] == ["invalid"]
    page.keyboard.press("ArrowLeft")
    _arrived(page, "2")
    assert (titov, "3") not in _said(marks)
    page.keyboard.press("3")
    _arrived(page, "3")
    assert _said(marks) == {(titov, "1"): ["for"], (titov, "3"): ["abstain"]}

    page.keyboard.press("Shift+Slash")  # left to another
    _arrived(page, "4")
    page.keyboard.press("KeyG")
    assert page.locator("#whole.is-wide").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#whole.is-wide").count() == 0

    page.context.set_offline(True)
    page.keyboard.press("0")
    page.wait_for_selector("[data-lost]:visible")
    assert len(_said(marks)) == 2
    page.context.set_offline(False)
    page.keyboard.press("0")
    page.wait_for_url("**/queue/**")
    assert _said(marks)[galeeva, "4"] == ["blank"]
    page.keyboard.press("1")
    _arrived(page, "4")
    page.keyboard.press("2")
    page.wait_for_url("**/queue/**")
    assert "Ваша часть сделана" in page.text_content("h1")
    assert sorted(_said(marks).values()) == [["abstain"], ["against"], ["blank"], ["for"]]
    assert [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one] == []


def test_where_the_focus_is_can_be_seen_and_it_fits_a_telephone(page: Any) -> None:
    page.keyboard.press("1")
    _arrived(page, "1")
    page.locator(".answers-row button").first.focus()
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(({ outlineStyle, outlineWidth }) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert style == ["solid", "3px"]
    assert page.evaluate("document.activeElement.dataset.key") == "2"
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_a_mouse_goes_the_same_way_and_a_double_click_answers_one_card(page: Any, marks: Counting) -> None:
    page.click("text=Начать")
    _arrived(page, "1")
    with page.expect_navigation(wait_until="load"):
        page.locator(".answers-row button").first.dblclick()
    _arrived(page, "2")
    assert _said(marks) == {(marks.code("Титов"), "1"): ["for"]}
    page.go_back()
    page.wait_for_selector("text=Вы ответили. Ждём другого человека.")
