"""`veche serve`, `veche worker`, `veche migrate`, `veche doctor`."""

from __future__ import annotations

import argparse
from dataclasses import replace

from assembly.commands.answer import Answer, Commands, Wrong, opened


def add(commands: Commands, shared: argparse.ArgumentParser) -> None:
    serve = commands.add_parser("serve", parents=[shared], help="the web and, on the embedded default, its worker")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.set_defaults(run=_serve)
    commands.add_parser("worker", parents=[shared], help="a separate worker").set_defaults(run=_worker)
    commands.add_parser("migrate", parents=[shared], help="bring the schema up to date").set_defaults(run=_migrate)
    commands.add_parser("doctor", parents=[shared], help="what this machine lacks and how to get it").set_defaults(
        run=_doctor
    )


def _serve(args: argparse.Namespace) -> Answer:
    from assembly.settings import Settings
    from assembly.supervise import Company, environment_of, web_command, worker_command

    try:
        settings = Settings.from_environment()
    except ValueError as error:
        raise Wrong(str(error)) from error
    settings = replace(settings, host=args.host or settings.host, port=args.port or settings.port)
    with opened():
        pass  # the schema is brought up to date before anybody serves
    commands = {"web": web_command(settings)}
    if not settings.broker_url:
        commands["worker"] = worker_command()
    company = Company(commands, environment_of(settings))
    company.start()
    print(f"Veche serves on http://{settings.host}:{settings.port} (Ctrl-C ends it)", flush=True)
    company.watch()
    return Answer()


def _worker(_args: argparse.Namespace) -> Answer:
    from assembly.supervise import end_with_supervisor
    from assembly.worker import run_worker

    end_with_supervisor()
    with opened() as application:
        run_worker(application)
    return Answer()


def _migrate(_args: argparse.Namespace) -> Answer:
    from assembly.db.migrate import head

    with opened() as application:
        address = application.settings.shown()["database_url"] or application.settings.database
    return Answer(True, {"revision": head(), "database": address}, [f"{address}: schema {head()}"])


def _doctor(_args: argparse.Namespace) -> Answer:
    from assembly.doctor import examine

    findings = examine()
    lines = [f"{'ok     ' if f.ok else 'MISSING' if f.needed else 'missing'} {f.name}: {f.says}" for f in findings]
    lines += [f"        {f.name}: {f.get_it}" for f in findings if not f.ok and f.get_it]
    rows = [{"name": f.name, "ok": f.ok, "needed": f.needed, "says": f.says, "get_it": f.get_it} for f in findings]
    return Answer(all(f.ok or not f.needed for f in findings), {"findings": rows}, lines)
