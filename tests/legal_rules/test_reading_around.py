"""What a pack may not say around the vote: every refusal names the file, the key and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from legal_rules import PackRefused
from legal_rules.lint import lint_pack
from tests.legal_rules.around_packs import pack_of, write_pack


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("terms: {notice: [{at_least: 5 days, HEAD}]}", "terms.notice[0]", "one of before and after"),
        ("terms: {notice: [{before: opening, HEAD}]}", "terms.notice[0]", "at_least or at_most is missing"),
        ("terms: {notice: [{at_least: 5 moons, before: opening, HEAD}]}", "terms.notice[0].at_least", "is no span"),
        ("terms: {notice: [{at_least: 5, before: opening, HEAD}]}", "terms.notice[0].at_least", "a text is expected"),
        ("terms: {notice: [{at_least: 5 days, before: dawn, HEAD}]}", "terms.notice[0].before", "'dawn' is no step"),
        ("terms: {dawn: [{at_least: 5 days, before: opening, HEAD}]}", "terms.dawn[0]", "give it a title"),
        (
            "terms: {notice: [{at_least: 5 days, before: opening, after: closing, HEAD}]}",
            "terms.notice[0]",
            "one of before and after",
        ),
        (
            "terms: {notice: [{at_least: 5 days, before: opening, rolls: back, HEAD}]}",
            "terms.notice[0].rolls",
            "none of",
        ),
        (
            "terms: {notice: [{at_least: 5 days, before: opening, exact: 1, HEAD}]}",
            "terms.notice[0].exact",
            "true or false",
        ),
        (
            "terms: {notice: [{at_least: 5 days, before: opening, by_law: x, HEAD}]}",
            "terms.notice[0]",
            "needs its direction",
        ),
        (
            "terms: {notice: [{at_least: 5 days, before: opening, direction: raise, HEAD}]}",
            "terms.notice[0]",
            "needs its direction",
        ),
        (
            "terms: {notice: [{at_least: 5 days, before: opening, mark: text}]}",
            "terms.notice[0]",
            "'article' is missing",
        ),
        (
            'terms: {notice: [{at_least: 5 days, before: opening, article: {ru: "1", en: "1"}}]}',
            "terms.notice[0]",
            "'mark' is missing",
        ),
        (
            'terms: {notice: [{at_least: 5 days, hold: {ru: "1", en: "1"}}]}',
            "terms.notice[0].at_least",
            "says nothing else",
        ),
        (
            "terms: {notice: [{from: 2026-01-01, until: 2026-01-01, at_least: 5 days, before: opening, HEAD}]}",
            "terms.notice[0]",
            "is empty",
        ),
        ("calls: [{call: 2, same_day: perhaps, HEAD}]", "calls[0].same_day", "none of"),
        ("calls: [{HEAD}]", "calls[0]", "'call' is missing"),
        ("proxies: [{limits: {held: share, at_most: 0.1, of: all}, HEAD}]", "proxies[0].limits.at_most", "a float"),
        ("proxies: [{limits: {all: []}, HEAD}]", "proxies[0].limits.all", "at least one test"),
        ("proxies: [{limits: {held: love, at_most: 1}, HEAD}]", "proxies[0].limits.held", "none of"),
        ("proxies: [{limits: {held: share, at_most: 1/2, of: cast}, HEAD}]", "proxies[0].limits.of", "none of"),
        ("proxies: [{banned: [dog], HEAD}]", "proxies[0].banned[0]", "none of"),
        ("proxies: [{colour: red, HEAD}]", "proxies[0].colour", "unknown key"),
        ("channels: {pigeon: [{HEAD}]}", "channels.pigeon[0]", "none of"),
        ("channels: {postal: [{cut_off: {at_least: 3 days}, HEAD}]}", "channels.postal[0].cut_off", "one of before"),
        ("secrecy: [{vote: maybe, HEAD}]", "secrecy[0].vote", "none of"),
        ("challenges: {x: [{who: [dog], within: 1 month, after: results, HEAD}]}", "challenges.x[0].who[0]", "none of"),
        ("challenges: {x: [{who: [absent], within: 1 month, after: dawn, HEAD}]}", "challenges.x[0].after", "none of"),
        ("convening: {x: [{right: demand, HEAD}]}", "convening.x[0]", "either 'test' or 'office'"),
        (
            "convening: {x: [{right: demand, office: owner, test: {initiators: heads, number: 1}, HEAD}]}",
            "convening.x[0]",
            "either 'test' or 'office'",
        ),
        (
            "convening: {x: [{right: demand, test: {initiators: heads, of: all, number: 1}, HEAD}]}",
            "convening.x[0].test",
            "a test names a number",
        ),
        (
            "convening: {x: [{right: demand, test: {initiators: heads, ge: 1/2}, HEAD}]}",
            "convening.x[0].test",
            "a test names a number",
        ),
        (
            "convening: {x: [{right: demand, test: {initiators: heads, of: all, ge: 1/2, gt: 1/2}, HEAD}]}",
            "convening.x[0].test",
            "a test names a number",
        ),
        ('yearly: {x: [{first: "13-01", HEAD}]}', "yearly.x[0].first", "MM-DD"),
        ("calendar: {country: DE}", "calendar", "'until' is missing"),
        ("calendar: {country: DE, until: null}", "calendar.until", "first day that is not known"),
        ("calendar: {country: ZZ, until: 2028-01-01}", "calendar", "does not have this country"),
        ("provisions: {x: [{value: 1, colour: red, HEAD}]}", "provisions.x[0].colour", "unknown key"),
    ],
)
def test_a_wrong_entry_is_refused(text: str, key: str, reason: str) -> None:
    with pytest.raises(PackRefused) as caught:
        pack_of(text)
    assert caught.value.key == key
    assert reason in caught.value.reason
    assert caught.value.file == "around.yaml"


def test_the_check_lists_the_first_refusal_of_each_section(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "calls: [{HEAD}]\nsecrecy: [{vote: maybe, HEAD}]")
    assert [finding.key for finding in lint_pack(folder)] == ["calls[0]", "secrecy[0].vote"]


def test_a_pack_may_name_roles_of_its_own() -> None:
    pack = pack_of('roles: {porter: {ru: "консьерж", en: "the porter"}}\nproxies: [{banned: [porter], HEAD}]')
    assert pack.around.roles["porter"]["ru"] == "консьерж"
    assert pack.around.roles["tenant"]["en"] == "tenants"


def test_a_calendar_may_begin_late() -> None:
    pack = pack_of("calendar: {country: DE, from: 2026-01-01, until: 2028-01-01}")
    assert pack.around.working_days is not None
    assert str(pack.around.working_days.since) == "2026-01-01"
