"""Commands answer on standard output, complain in one line on standard error, and exit 0, 1 or 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "tests" / "register_import" / "files"


def veche(
    *arguments: object, data: Path, check: int | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in an environment of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "assembly", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
        env={"PATH": "/usr/bin:/bin", "VECHE_DATA": str(data), "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    if check is not None:
        assert done.returncode == check, done.stderr
    return done


def test_a_register_without_errors_is_a_yes(tmp_path: Path) -> None:
    done = veche("register", "check", FILES / "tidy.xlsx", "--json", data=tmp_path, check=0)
    found = json.loads(done.stdout)
    assert (found["units"], found["holdings"], found["area_m2"]) == (248, 354, "14538.73")
    assert found["errors"] == []


def test_a_register_with_errors_is_a_no(tmp_path: Path) -> None:
    done = veche("register", "check", FILES / "broken.xlsx", "--json", data=tmp_path, check=1)
    rows = {row["row"] for row in json.loads(done.stdout)["errors"]}
    assert {17, 86, 87, 88, 356} <= rows


@pytest.mark.parametrize(
    "arguments",
    [
        ["register", "check", "no-such-file.xlsx"],
        ["verify", "no-such-file.zip"],
        ["law", "decide", ROOT / "README.md"],
        ["tally", "nothing"],
        ["ballots", "sample", "--questions", "61", "--ballots", "1", "--out", "x"],
        ["building"],
    ],
)
def test_a_wrong_call_is_one_sentence(arguments: list[object], tmp_path: Path) -> None:
    done = veche(*arguments, data=tmp_path, check=2)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_a_wrong_case_is_named_beside_the_answers_to_the_others(tmp_path: Path) -> None:
    right = {"id": "a", "decision": "ru:44.2.5", "on": "2026-11-21",
             "tally": {"share": {"all": "10", "present": "6", "for": "5", "against": "1"}}}  # fmt: skip
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [right, {**right, "id": "b", "call": 0}]}))
    done = veche("law", "decide", file, "--json", data=tmp_path, check=2)
    assert [verdict["outcome"] for verdict in json.loads(done.stdout)["verdicts"]] == ["carried"]
    assert json.loads(done.stdout)["refused"] == [{"id": "b", "position": 2, "problem": "'call' is 1 or 2"}]
    assert done.stderr == f"veche: {file}: case 'b': 'call' is 1 or 2\n"
    file.write_text(json.dumps({"cases": [{**right, "call": 0}, {**right, "id": "b", "call": 0}]}))
    done = veche("law", "decide", file, data=tmp_path, check=2)
    assert done.stdout == ""
    assert done.stderr == f"veche: {file}: case 'a': 'call' is 1 or 2 (and 1 more)\n"


def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    done = veche("migrate", data=tmp_path, check=2, VECHE_PORT="eighty")
    assert "VECHE_PORT" in done.stderr


def test_the_doctor_hides_passwords(tmp_path: Path) -> None:
    done = veche("doctor", "--json", data=tmp_path, VECHE_SMTP_URL="smtp://me:secret@127.0.0.1:1")
    assert "secret" not in done.stdout + done.stderr
    findings = {row["name"]: row for row in json.loads(done.stdout)["findings"]}
    assert findings["mail"]["ok"] is False
    assert findings["database"]["ok"] is True


def test_the_first_organiser_and_a_house_without_the_web(tmp_path: Path) -> None:
    veche("migrate", data=tmp_path, check=0)
    building = json.loads(veche("building", "create", "ул. Примерная, 1", "--json", data=tmp_path, check=0).stdout)[
        "building"
    ]
    done = veche("register", "import", building, FILES / "tidy.xlsx", "--json", data=tmp_path)
    if done.returncode == 1:
        done = veche(
            "register", "import", building, FILES / "tidy.xlsx", "--accept-warnings", "--json", data=tmp_path, check=0
        )
    assert json.loads(done.stdout)["snapshot"]
    agenda = tmp_path / "agenda.yaml"
    agenda.write_text(
        "title: Собрание\nform: mixed\nopens_at: 2027-03-01T09:00+03:00\ncloses_at: 2027-03-28T20:00+03:00\n"
        "acceptance_address: кв. 1\nagenda:\n- {title: Ремонт, text: подъездов, decision: 'ru:44.2.4.1'}\n"
        "- {title: Установить шлагбаум}\n",
        "utf-8",
    )
    drafted = json.loads(veche("assembly", "create", building, agenda, "--json", data=tmp_path, check=0).stdout)
    assert drafted["assembly"]
    given, proposed = drafted["items"]
    assert (given["decision"], given["proposed"], given["proposed_by"]) == ("ru:44.2.4.1", "ru:44.2.4.1", None)
    assert proposed["decision"] == "ru:44.2.2"
    assert "шлагбаум" in proposed["words"]
    veche("assembly", "create", building, agenda, "--by", "nobody", "--json", data=tmp_path, check=2)
    answer = json.loads(veche("tally", drafted["assembly"], "--json", data=tmp_path, check=1).stdout)
    assert answer == {"closed": False}


def test_law_packs_and_rules_by_day(tmp_path: Path) -> None:
    packs = json.loads(veche("law", "packs", "--json", data=tmp_path, check=0).stdout)["packs"]
    assert {"ru", "kz", "de", "fr"} <= {row["pack"] for row in packs}
    before = veche("law", "show", "ru:44.2.4.7", "--on", "2022-08-31", "--json", data=tmp_path, check=0).stdout
    after = veche("law", "show", "ru:44.2.4.7", "--on", "2022-09-01", "--json", data=tmp_path, check=0).stdout
    assert json.loads(before)["base"] != json.loads(after)["base"]


def test_sample_ballots_are_read_back(tmp_path: Path) -> None:
    out = tmp_path / "sample"
    veche(
        "ballots", "sample", "--questions", "3", "--ballots", "2", "--seed", "5", "--out", out, data=tmp_path, check=0
    )
    done = veche("scan", "read", out / "ballots.pdf", "--layout", out / "layout.json", "--json", data=tmp_path, check=0)
    pages = json.loads(done.stdout)["pages"]
    layout = json.loads((out / "layout.json").read_text("utf-8"))
    read = {page["ballot"] for page in pages if page["outcome"] == "interpreted"}
    assert read == {ballot["ballot"] for ballot in layout["ballots"]}
    assert all(set(page["selections"].values()) == {"blank"} for page in pages if page["outcome"] == "interpreted")
