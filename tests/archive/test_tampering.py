"""What was changed is found: by anybody who has the file, and by the operator who can sign anew."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from assembly.archive.verify import canonical, verify_archive
from assembly.errors import BrokenPromise

Members = dict[str, bytes]


def read(path: Path) -> Members:
    with zipfile.ZipFile(path) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def write(members: Members, path: Path, *, listed: bool) -> Path:
    """The members as an archive; `listed` makes the manifest agree with them, as a careful forger would."""
    if listed:
        manifest = json.loads(members["manifest.json"])
        manifest["members"] = [
            {"name": name, "sha256": hashlib.sha256(body).hexdigest(), "size": len(body)}
            for name, body in sorted(members.items())
            if name != "manifest.json"
        ]
        manifest["records"] = sum(name.startswith("records/") for name in members)
        members = {**members, "manifest.json": canonical(manifest)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, body in members.items():
            pack.writestr(name, body)
    return path


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every plain value and every empty or whole list or mapping inside."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for key, inner in enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


def changed(value: Any, path: tuple[Any, ...]) -> Any:
    """The same with another value at the path."""
    copy = deepcopy(value)
    place = copy
    for key in path[:-1]:
        place = place[key]
    old = place[path[-1]]
    new: Any = {bool: not old, int: 7 if old != 7 else 8, type(None): "x"}.get(type(old))
    if isinstance(old, str):
        new = (
            (f"{int(old.split('/')[0]) + 1}/{old.split('/')[1]}") if "/" in old and old[0].isdigit() else old[:-1] + "_"
        )
    place[path[-1]] = new
    return copy


@pytest.mark.parametrize("listed", [False, True])
def test_every_changed_value_of_every_member_is_found(honest: Path, tmp_path: Path, listed: bool) -> None:
    members = read(honest)
    unnoticed = []
    for name in [name for name in members if name.endswith(".json")]:
        value = json.loads(members[name])
        paths = list(leaves(value))
        for path in paths if len(paths) < 20 else paths[:: len(paths) // 15]:
            if listed and name == "manifest.json" and path[0] in {"members", "records"}:
                continue  # the forger's own manifest puts these right again
            forged = write({**members, name: canonical(changed(value, path))}, tmp_path / "forged.zip", listed=listed)
            if verify_archive(forged).ok:
                unnoticed.append((name, path))
    assert not unnoticed, "\n".join(map(str, unnoticed))


@pytest.mark.parametrize("listed", [False, True])
def test_every_dropped_added_swapped_or_cut_member_is_found_and_named(
    honest: Path, tmp_path: Path, listed: bool
) -> None:
    members = read(honest)
    forged: dict[str, Members] = {}
    for name in members:
        forged[f"drop {name}"] = {key: body for key, body in members.items() if key != name}
        forged[f"cut {name}"] = {**members, name: members[name][:-1]}
        forged[f"space {name}"] = {**members, name: members[name] + b"\n"}
    last = max(name for name in members if name.startswith("records/"))
    forged["one more record"] = {**members, f"records/{int(last[8:14]) + 1:06}.json": members[last]}
    forged["swapped"] = {
        **members, "records/000003.json": members["records/000004.json"], "records/000004.json": members["records/000003.json"],
    }  # fmt: skip
    forged["rolled back"] = {name: body for name, body in members.items() if name != last}
    forged["unlisted"] = {**members, "readme.txt": b"hello"}
    forged["nested"] = {**members, "records/../manifest.json": b"{}"}
    unnoticed = []
    for what, those in forged.items():
        if "manifest.json" not in those or (listed and what.endswith(" manifest.json")):
            continue
        report = verify_archive(write(those, tmp_path / "forged.zip", listed=listed))
        if report.ok or not report.steps[-1].where or not report.steps[-1].says:
            unnoticed.append(what)
    assert not unnoticed, "\n".join(map(str, unnoticed))
    without = verify_archive(write(forged["drop manifest.json"], tmp_path / "forged.zip", listed=False))
    assert (without.ok, without.steps[-1].where) == (False, "manifest.json")


def test_any_flipped_bit_of_the_file_is_found_or_harmless(honest: Path, tmp_path: Path) -> None:
    content = honest.read_bytes()
    whole = read(honest)
    for place in range(0, len(content), max(1, len(content) // 300)):
        forged = bytearray(content)
        forged[place] ^= 1 << place % 8
        path = tmp_path / "flipped.zip"
        path.write_bytes(bytes(forged))
        if verify_archive(path).ok:
            assert read(path) == whole


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.7", b"\0" * 4096])
def test_what_is_no_archive_gets_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.zip"
    path.write_bytes(content)
    report = verify_archive(path)
    assert not report.ok
    assert report.steps[-1].says


def test_a_missing_file_gets_a_sentence(tmp_path: Path) -> None:
    assert "cannot be read" in verify_archive(tmp_path / "none.zip").steps[0].says


def test_a_bomb_is_not_opened(honest: Path, tmp_path: Path) -> None:
    members = {**read(honest), "sums.xlsx": b"\0" * (65 * 2**20)}
    report = verify_archive(write(members, tmp_path / "bomb.zip", listed=True))
    assert (report.ok, report.steps[0].where) == (False, "sums.xlsx")


def test_a_name_that_stands_twice_is_refused(honest: Path, tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    path.write_bytes(honest.read_bytes())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as pack:
        pack.writestr("tally.json", b"{}")
    assert verify_archive(path).steps[-1].where == "tally.json"


def test_records_nested_without_end_get_a_sentence(honest: Path, tmp_path: Path) -> None:
    members = {**read(honest), "records/000002.json": b"[" * 200_000 + b"]" * 200_000}
    assert not verify_archive(write(members, tmp_path / "deep.zip", listed=True)).ok


def test_another_key_in_place_of_the_ledgers_is_found(honest: Path, tmp_path: Path) -> None:
    members = read(honest)
    keys = json.loads(members["keys.json"])
    keys["ledger"]["public_key"] = "A" * 43 + "="
    report = verify_archive(write({**members, "keys.json": canonical(keys)}, tmp_path / "forged.zip", listed=True))
    assert report.steps[-1].where == "checkpoint"


# --- the operator signs anew ------------------------------------------------------------------------------------------

Story = list[Any]
FREE = {
    # Facts that tell what happened and decide nothing; the tree keeps them from being changed afterwards.
    "assembly:created": None, "notice:sent": None, "ballot:received": None, "objections:opened": None,
    "acceptance:ended": None, "dispute:raised": None,
    "register:taken": {"snapshot", "effective_on", "file_sha256", "units", "holdings"},
    "agenda:composed": {"title", "definition_sha256", "objection_days", "options", "depends_on", "form", "subject", "needs",
                        "article", "mark", "subject_mark", "since", "until", "measure", "base", "bridges", "exclude", "deemed",
                        "vote_change_allowed", "cross_channel", "online_voting", "category"},
    "ballot:issued": {"print"}, "ballot:cast": {"original", "represented"},
    "ballot:read": {"original", "received_at", "represented"},
    "ballot:adjudicated": {"contest", "reason", "detail", "answer", "by"}, "ballot:set_aside": {"reason"},
    "dispute:answered": {"dispute"}, "voting:opened": {"opens_at", "online"}, "voting:closed": {"by", "reason"},
    "assembly:tallied": {"because", "law_day"}, "protocol:drawn_up": {"number", "sha256"},
}  # fmt: skip


def test_a_changed_fact_is_found_although_the_ledger_is_signed_anew(
    invented_house: Callable[..., Any], packed: Callable[..., Path]
) -> None:
    story = invented_house(seed=11, units=6, questions=2).story
    unnoticed = []
    used = {entry["ballot"] for entry in _facts(story, "voting:closed")["counted"]}
    for index, told in enumerate(story):
        if FREE.get(told.kind, set()) is None or (told.kind == "ballot:issued" and told.facts["ballot"] not in used):
            continue
        plain = json.loads(json.dumps(told.facts, default=lambda number: f"{number.numerator}/{number.denominator}"))
        paths = list(leaves(plain))
        for path in paths if len(paths) < 25 else paths[:: len(paths) // 15]:
            if FREE.get(told.kind, set()) & set(path):
                continue
            forged = deepcopy(story)
            forged[index].facts = changed(plain, path)
            try:
                if verify_archive(packed(forged)).ok:
                    unnoticed.append((told.kind, path))
            except BrokenPromise:
                continue  # not even our own writer makes an archive of it
    assert not unnoticed, "\n".join(map(str, unnoticed))


def _facts(story: Story, kind: str) -> Any:
    return next(told for told in story if told.kind == kind).facts


def _a_stake_twice(story: Story) -> None:
    counted = _facts(story, "voting:closed")["counted"]
    counted.append(deepcopy(counted[0]))


def _a_vote_dropped(story: Story) -> None:
    _facts(story, "voting:closed")["counted"].pop()


def _a_vote_left_out(story: Story) -> None:
    closed = _facts(story, "voting:closed")
    closed["not_counted"].append({"cast": closed["counted"].pop()["cast"], "reason": "no_signature"})


def _a_ballot_for_an_absent_owner(story: Story) -> None:
    _facts(story, "voting:closed")["counted"].append({
        "cast": "c999", "ballot": "ZZZZZZZZ", "channel": "paper", "stakes": ["hu00"], "selections": {"1": "for", "2": "for"},
    })  # fmt: skip


def _a_ballot_nobody_issued(story: Story) -> None:
    del story[next(n for n, told in enumerate(story) if told.kind == "ballot:issued")]


def _a_heavier_share(story: Story) -> None:
    stake = _facts(story, "register:taken")["stakes"][0]
    stake["votes"] += 1


def _a_hidden_unit(story: Story) -> None:
    _facts(story, "register:taken")["premises"].pop()


def _voting_after_the_end(story: Story) -> None:
    cast = next(n for n, told in enumerate(story) if told.kind in {"ballot:cast"})
    end = next(n for n, told in enumerate(story) if told.kind == "acceptance:ended")
    story.insert(end, story.pop(cast))


def _a_late_online_vote(story: Story) -> None:
    _facts(story, "ballot:cast")["received_at"] = "2026-12-31T00:00:00.000000Z"


def _agenda_changed_while_voting(story: Story) -> None:
    agenda = next(told for told in story if told.kind == "agenda:composed")
    story.insert(len(story) - 4, agenda)


def _never_opened(story: Story) -> None:
    story[:] = [told for told in story if told.kind != "voting:opened"]


def _tallied_twice(story: Story) -> None:
    story.append(next(told for told in story if told.kind == "assembly:tallied"))


def _an_unknown_answer(story: Story) -> None:
    _facts(story, "voting:closed")["counted"][0]["selections"]["1"] = "person"


def _an_easier_rule(story: Story) -> None:
    test = _facts(story, "agenda:composed")["items"][0]["rule"]["variants"][0]
    test["test"] = {"for": "share", "of": "all", "gt": "9/10"}


def _outcome_turned(story: Story) -> None:
    decision = _facts(story, "assembly:tallied")["decisions"][0]
    decision["outcome"] = "carried" if decision["outcome"] != "carried" else "not_carried"


def _a_hair_more(story: Story) -> None:
    sums = _facts(story, "assembly:tallied")["decisions"][0]["sums"]["share"]
    sums["for"] += type(sums["for"])(1, 10**9)


def _a_question_not_tallied(story: Story) -> None:
    _facts(story, "assembly:tallied")["decisions"].pop()


def _one_person_stands_for_a_kind(story: Story) -> None:
    category = _facts(story, "agenda:composed")["items"][0]["category"]
    category["confirmed_by"] = category["proposed_by"]


def _nobody_stands_for_a_kind(story: Story) -> None:
    _facts(story, "agenda:composed")["items"][0]["category"]["confirmed_by"] = None


def _the_law_read_by_one_person_only(story: Story) -> None:
    item = _facts(story, "agenda:composed")["items"][0]
    item["rule"]["mark"], item["category"]["readers"] = "unverified", ["a1", "a1"]


OPERATOR = [
    _a_stake_twice, _a_vote_dropped, _a_vote_left_out, _a_ballot_for_an_absent_owner, _a_ballot_nobody_issued,
    _a_heavier_share, _a_hidden_unit, _voting_after_the_end, _a_late_online_vote, _agenda_changed_while_voting, _never_opened,
    _tallied_twice, _an_unknown_answer, _an_easier_rule, _outcome_turned, _a_hair_more, _a_question_not_tallied,
    _one_person_stands_for_a_kind, _nobody_stands_for_a_kind, _the_law_read_by_one_person_only,
]  # fmt: skip


@pytest.mark.parametrize("trick", OPERATOR, ids=lambda trick: trick.__name__)
def test_a_dishonest_operator_is_found(
    trick: Callable[[Story], None], invented_house: Callable[..., Any], packed: Callable[..., Path]
) -> None:
    story = deepcopy(invented_house(seed=11, units=6, questions=2).story)
    assert verify_archive(packed(story)).ok
    trick(story)
    report = verify_archive(packed(story))
    assert not report.ok
    assert report.steps[-1].where


@pytest.mark.parametrize("later", [0, 1])
def test_a_rule_nobody_checked_decides_once_two_people_have_read_the_law(
    invented_house: Callable[..., Any], packed: Callable[..., Path], later: int
) -> None:
    story = deepcopy(invented_house(seed=11, units=6, questions=2).story)
    item = _facts(story, "agenda:composed")["items"][0]
    item["rule"]["mark"], item["category"]["readers"] = "unverified", ["a1", "a2"][: 2 - later]
    opened = next(place for place, told in enumerate(story) if told.kind == "voting:opened")
    for _ in range(later):
        told = deepcopy(story[opened])
        told.kind, told.facts = "law:read", {"number": 1, "decision": item["decision"], "by": "a2"}
        story.insert(opened + 1, told)
    assert verify_archive(packed(story)).ok


@pytest.mark.parametrize(("announced", "opened"), [(True, False), (False, True)])
def test_what_counts_online_is_what_was_announced(
    invented_house: Callable[..., Any], packed: Callable[..., Path], announced: bool, opened: bool
) -> None:
    story = deepcopy(invented_house(seed=5, units=10).story)
    assert any(one["channel"] == "online" for one in _facts(story, "voting:closed")["counted"])
    _facts(story, "agenda:composed")["policies"]["online_voting"] = announced
    _facts(story, "voting:opened")["online"] = opened
    assert verify_archive(packed(story)).steps[-1].checks.startswith("the poll")


def _a_poll_prettier(story: Story) -> None:
    share = _facts(story, "poll:summed")["questions"][0]["share"]
    share["for"] = share.get("for", 0) + 1


def _a_poll_forgotten(story: Story) -> None:
    story[:] = [told for told in story if told.kind != "poll:summed"]


def _a_poll_counted(story: Story) -> None:
    aside = next(told for told in story if told.kind == "ballot:set_aside")
    closed = _facts(story, "voting:closed")
    cast = next(told.facts for told in story if told.facts.get("cast") == aside.facts["cast"])
    issued = next(
        told.facts for told in story if told.kind == "ballot:issued" and told.facts["ballot"] == cast["ballot"]
    )
    closed["not_counted"] = [one for one in closed["not_counted"] if one["cast"] != cast["cast"]]
    closed["counted"].append({
        "cast": cast["cast"], "ballot": cast["ballot"], "channel": "online",
        "stakes": [one["key"] for one in issued["stakes"]], "selections": cast["rules_applied"],
    })  # fmt: skip
    story.remove(aside)


@pytest.mark.parametrize(
    "trick", [_a_poll_prettier, _a_poll_forgotten, _a_poll_counted], ids=lambda trick: trick.__name__
)
def test_a_poll_is_no_vote(
    trick: Callable[[Story], None], invented_house: Callable[..., Any], packed: Callable[..., Path]
) -> None:
    story = deepcopy(invented_house(seed=11, units=8, questions=2, online=False).story)
    assert verify_archive(packed(story)).ok
    trick(story)
    report = verify_archive(packed(story))
    assert not report.ok
    assert report.steps[-1].where


def test_the_channel_that_the_policy_names_counts(
    invented_house: Callable[..., Any], packed: Callable[..., Path]
) -> None:
    for seed in range(60):
        story = invented_house(seed=seed, units=10).story
        closed = _facts(story, "voting:closed")
        if any(entry["reason"] == "other_channel_first" for entry in closed["not_counted"]):
            _facts(story, "agenda:composed")["policies"]["cross_channel"] = "last"
            report = verify_archive(packed(story))
            assert report.steps[-1].checks.startswith("paper and online")
            return
    pytest.fail("no owner answered in both ways")


def test_an_archive_is_read_from_a_stream_of_any_zip_writer(honest: Path, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as pack:
        for name, body in read(honest).items():
            pack.writestr(name, body)
    path = tmp_path / "stored.zip"
    path.write_bytes(stream.getvalue())
    assert verify_archive(path).ok
