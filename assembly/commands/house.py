"""`veche building create`, `veche assembly create`, `veche admin create`: a start without the web."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assembly.commands.answer import Answer, Commands, Wrong, a_file, opened

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from assembly.model import Account


def add(commands: Commands, shared: argparse.ArgumentParser) -> None:
    building = commands.add_parser("building", help="a house").add_subparsers(required=True)
    create = building.add_parser("create", parents=[shared], help="add a house")
    create.add_argument("address")
    create.add_argument("--pack", default="ru")
    create.add_argument("--timezone", default="Europe/Moscow")
    create.add_argument("--management")
    create.add_argument("--telephone")
    create.set_defaults(run=_building)

    assembly = commands.add_parser("assembly", help="an assembly").add_subparsers(required=True)
    create = assembly.add_parser("create", parents=[shared], help="draft an assembly from an agenda in YAML")
    create.add_argument("building")
    create.add_argument("agenda", type=a_file)
    create.add_argument(
        "--by", metavar="LOGIN", help="who proposes the kinds of the questions; another person confirms"
    )
    create.set_defaults(run=_assembly)

    admin = commands.add_parser("admin", help="the first organiser").add_subparsers(required=True)
    create = admin.add_parser("create", parents=[shared], help="an account that may create houses and grant roles")
    create.add_argument("login")
    create.add_argument("--name", default="")
    create.add_argument("--email")
    create.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    create.set_defaults(run=_admin)


def _building(args: argparse.Namespace) -> Answer:
    from assembly.use_cases.create_building import create_building

    with opened() as application, application.database.writing() as session:
        building = create_building(
            session,
            now=application.clock.now(),
            address=args.address,
            pack=args.pack,
            timezone=args.timezone,
            management=args.management,
            telephone=args.telephone,
        )
        return Answer(True, {"building": building.id}, [building.id])


def _assembly(args: argparse.Namespace) -> Answer:
    import yaml

    from assembly.model import Building
    from assembly.use_cases.compose_agenda import ItemDraft, compose_agenda
    from assembly.use_cases.create_assembly import create_assembly
    from assembly.use_cases.send_notice import category_facts

    try:
        plan = yaml.safe_load(args.agenda.read_text("utf-8"))
        items = [ItemDraft(**item) for item in plan.pop("agenda")]
        fields = {key: _moment(key, value) for key, value in plan.items()}
    except (yaml.YAMLError, TypeError, KeyError, AttributeError, ValueError) as error:
        raise Wrong(f"{args.agenda}: {error}") from error
    with opened() as application, application.database.writing() as session:
        now = application.clock.now()
        building = session.get(Building, args.building)
        if building is None:
            raise Wrong(f"there is no building {args.building}")
        by = _account(session, args.by)
        try:
            drafted = create_assembly(
                session, now=now, settings=application.settings, building=building, by=by, **fields
            )
        except TypeError as error:
            raise Wrong(f"{args.agenda}: {error}") from error
        composed = compose_agenda(session, now=now, assembly=drafted, items=items, by=by)
        asked = [{"number": item.number, "decision": item.decision, **category_facts(item)} for item in composed]
        return Answer(True, {"assembly": drafted.id, "items": asked}, [drafted.id])


def _account(session: Session, login: str | None) -> Account | None:
    from sqlalchemy import select

    from assembly.model import Account

    if login is None:
        return None
    account = session.scalar(select(Account).where(Account.login == login))
    if account is None:
        raise Wrong(f"there is no account {login}")
    return account


def _moment(key: str, value: Any) -> Any:
    if not key.endswith(("_at", "_until")) or value is None:
        return value
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError(f"{key}: {value} needs a time zone, such as 2026-03-01T09:00+03:00")
    return moment


def _admin(args: argparse.Namespace) -> Answer:
    from assembly.use_cases.create_account import create_account

    password = sys.stdin.readline().rstrip("\n") if args.password_stdin else getpass.getpass("Password: ")
    with opened() as application, application.database.writing() as session:
        account = create_account(
            session,
            now=application.clock.now(),
            login=args.login,
            display_name=args.name or args.login,
            password=password,
            email=args.email,
            is_installer=True,
        )
        return Answer(
            True, {"account": account.id}, [f"{account.login} may sign in at {application.settings.base_url}"]
        )
