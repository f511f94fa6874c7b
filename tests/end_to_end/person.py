"""Somebody in front of a browser: reads a page, clicks, types, saves files; what goes wrong on a page is noted."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--headless",
]  # fmt: skip
PICTURES = os.environ.get("VECHE_TEST_PICTURES", "")
"""A folder for pictures of the pages, for whoever works on them."""
WIDTHS = "[document.scrollingElement.scrollWidth, window.innerWidth]"


@contextmanager
def chromium_running(path: str) -> Iterator[Any]:
    """A browser of its own; every person has a context of their own in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Person:
    """One person with an own browser window; types the address once and then only clicks."""

    def __init__(self, browser: Any, address: str, name: str, *, phone: bool = False) -> None:
        self.name, self.phone = name, phone
        self.context = browser.new_context(
            viewport=PHONE if phone else DESKTOP, locale="ru-RU", is_mobile=phone, has_touch=phone
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.wrong: list[str] = []
        self._expected: set[int] = set()
        self._measured: set[str] = set()
        self.page.on("response", self._note_answer)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url}: {error}"))
        self.page.goto(address)
        self._look()

    # ---- clicking

    def follow(self, words: str, *, within: Any = None, exact: bool = True) -> None:
        """Click a link and arrive at its page."""
        self.click((within or self.page).get_by_role("link", name=words, exact=exact).first)

    def press(self, words: str, *, within: Any = None, refused: int = 0) -> None:
        """Click a button and arrive where its form leads; `refused`: the answer that is meant to come."""
        self._expected = {refused} if refused else set()
        self.click((within or self.page).get_by_role("button", name=words, exact=True).first)
        self._expected = set()

    def pick(self, words: str, *, within: Any = None) -> None:
        """Choose one of several answers, or tick a box, by its words."""
        named = re.compile("^" + re.escape(words))
        scope = within or self.page
        scope.get_by_role("radio", name=named).or_(scope.get_by_role("checkbox", name=named)).first.check()

    def fill(self, label: str, value: str, *, within: Any = None) -> None:
        """Type into the field with this label."""
        self._labelled(label, within).fill(value)

    def select(self, label: str, words: str) -> None:
        """Choose in a list."""
        self._labelled(label, None).select_option(label=words)

    def attach(self, label: str, path: Path) -> None:
        """Choose a file for a form."""
        self._labelled(label, None).set_input_files(path)

    def save(self, words: str, *, within: Any = None) -> bytes:
        """Save what a link leads to (Alt and a click), without leaving the page."""
        link = (within or self.page).get_by_role("link", name=words, exact=True).first
        with self.page.expect_download() as saving:
            link.click(modifiers=["Alt"])
        return Path(saving.value.path()).read_bytes()

    # ---- reading

    def reads(self, words: str) -> None:
        """These words stand on the page, now or in a moment."""
        from playwright.sync_api import expect

        expect(self.page.get_by_text(words).first).to_be_visible(timeout=60_000)

    def sees(self, words: str) -> bool:
        """Whether these words stand on the page now."""
        return bool(self.page.get_by_text(words).count())

    def text(self, selector: str) -> str:
        """The words of a part of the page, without the kinds of space."""
        return plain(self.page.locator(selector).first.inner_text())

    def texts(self, selector: str) -> list[str]:
        """The words of every such part."""
        return [plain(one) for one in self.page.locator(selector).all_inner_texts()]

    def pictures_loaded(self, selector: str) -> list[int]:
        """The width in pixels of each picture once it is in view; 0 where it did not load."""
        widths = []
        for picture in self.page.locator(selector).all():
            picture.scroll_into_view_if_needed()
            picture.evaluate("one => one.complete || new Promise(done => { one.onload = one.onerror = done; })")
            widths.append(picture.evaluate("one => one.naturalWidth"))
        return widths

    def sign_in(self, login: str, password: str) -> None:
        """From the first page."""
        self.follow("Войти")
        self.fill("Логин", login)
        self.fill("Пароль", password)
        self.press("Войти")

    def home(self) -> None:
        """To the first page, by the name of the system in the corner."""
        self.follow("Вече")

    # ---- what is noted

    def _labelled(self, label: str, within: Any) -> Any:
        named = re.compile("^" + re.escape(label) + r"\s*(\(можно не заполнять\))?$")
        field = (within or self.page).get_by_label(named).first
        folded = field.locator("xpath=ancestor::details[not(@open)]/summary")
        if folded.count():
            folded.first.click()
        return field

    def click(self, target: Any) -> None:
        with self.page.expect_navigation(wait_until="load"):
            target.click()
        self._look()

    def _look(self) -> None:
        """Whether the page fits its window and a telephone; noted once for each kind of page."""
        kind = re.sub(r"[0-9a-f]{32}|[0-9a-f-]{36}", "…", self.page.url.split("?")[0])
        title = f"{kind} {self.page.title()}"
        if title in self._measured:
            return
        self._measured.add(title)
        number = f"{len(self._measured):02d}"
        self.picture(number)
        self._measure("")
        if not self.phone:
            self.page.set_viewport_size(PHONE)
            self._measure(" on a telephone")
            self.picture(f"{number}-phone")
            self.page.set_viewport_size(DESKTOP)

    def picture(self, number: str) -> None:
        """The page as it is now, where somebody wants to see it."""
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{self.name}-{number}.png", full_page=True)

    def _measure(self, where: str) -> None:
        needed, shown = self.page.evaluate(WIDTHS)
        if needed > shown:
            self.wrong.append(f"{self.page.url}{where}: {needed} px wide in a window of {shown}")

    def _note_answer(self, answer: Any) -> None:
        if answer.status >= 400 and answer.status not in self._expected:
            self.wrong.append(f"{answer.request.method} {answer.url}: {answer.status}")

    def _note_console(self, said: Any) -> None:
        refusal = any(f"status of {status} " in said.text for status in self._expected)
        if said.type == "error" and not refusal:
            self.wrong.append(f"{self.page.url}: {said.text}")


def plain(text: str) -> str:
    """The words with simple spaces."""
    return " ".join(text.split())
