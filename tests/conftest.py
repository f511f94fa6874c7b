"""What every test may use: an application in a folder of its own, real services where the machine has them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text

from assembly.bootstrap import Application, build_application
from assembly.db.migrate import migrate
from assembly.settings import Settings

_NOISY: list[HealthCheck] = [HealthCheck.too_slow]  # the machines are: no test fails by the clock
settings.register_profile("soak", max_examples=5000, deadline=None, suppress_health_check=_NOISY)
settings.register_profile("default", deadline=None, suppress_health_check=_NOISY)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

CI = os.environ.get("CI") == "true"
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class StillClock:
    """A clock that stands until a test moves it."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def make_application(folder: Path, **settings: object) -> Application:
    """An application whose clock stands and whose database is ready."""
    values: dict[str, object] = {"data": folder, "training": True, "operator": "state_system", **settings}
    application = build_application(Settings(**values))  # type: ignore[arg-type]
    object.__setattr__(application, "clock", StillClock())
    application.database.wake = None
    migrate(application.database)
    return application


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    """One installation on SQLite."""
    built = make_application(tmp_path / "data")
    yield built
    built.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: the one that runs here, or one of our own."""
    if _answers(5432):
        for user in ("postgres", os.environ.get("USER", "root")):
            url = f"postgresql+psycopg://{user}@127.0.0.1:5432/postgres"
            if _connects(url):
                yield url
                return
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries:
        pytest.skip("PostgreSQL is not installed")
    yield from _own_postgres(binaries[-1])


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A database of its own on that server."""
    name = f"veche_{uuid4().hex[:12]}"
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield postgres_server.rsplit("/", 1)[0] + f"/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def a_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The suite of the database runs on both."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'veche.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    """The URL of a RabbitMQ broker: the one that runs here, or one of our own."""
    if _answers(5672):
        yield "amqp://guest:guest@127.0.0.1:5672//"
        return
    server = shutil.which("rabbitmq-server", path=f"{os.environ['PATH']}:/usr/sbin")
    if server is None:
        pytest.skip("RabbitMQ is not installed")
    yield from _own_rabbitmq(server)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium lies."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed")
    return found


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if CI and reporter is not None and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(1)
        return caller.connect_ex(("127.0.0.1", port)) == 0


def _connects(url: str) -> bool:
    engine = create_engine(url)
    try:
        with engine.connect():
            return True
    except Exception:  # noqa: BLE001 - any reason means: not this one
        return False
    finally:
        engine.dispose()


def _own_postgres(binaries: Path) -> Iterator[str]:
    """Start a server in a temporary folder; it refuses to run as root, so root lends it to `postgres`."""
    folder = Path("/tmp") / f"veche-postgres-{uuid4().hex[:8]}"  # noqa: S108 - the server's user must reach it
    port = free_port()
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*as_user, binaries / "initdb", "-D", folder, "-U", "postgres", "-A", "trust"], check=True, capture_output=True
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control = [*as_user, binaries / "pg_ctl", "-D", folder, "-w"]
    subprocess.run([*control, "-l", folder / "log", "-o", options, "start"], check=True, capture_output=True)
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def _own_rabbitmq(server: str) -> Iterator[str]:
    """Start a broker in a temporary folder, on a port of its own; Debian's runs as `rabbitmq` where root starts it."""
    folder = Path("/tmp") / f"veche-rabbitmq-{uuid4().hex[:8]}"  # noqa: S108 - the server's user must reach it
    folder.mkdir(mode=0o700)
    port = free_port()
    (folder / "rabbitmq.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{port}\n")
    if os.geteuid() == 0:
        for path in (folder, folder / "rabbitmq.conf"):
            shutil.chown(path, "rabbitmq", "rabbitmq")
    environment = os.environ | {
        "RABBITMQ_NODENAME": f"veche{port}@localhost",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(folder),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
    }
    process = subprocess.Popen(
        [server],
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.skip("RabbitMQ is installed and does not start")
            time.sleep(0.2)
        yield f"amqp://guest:guest@127.0.0.1:{port}//"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        if (folder / "pid").exists():
            with suppress(ProcessLookupError, ValueError):
                os.kill(int((folder / "pid").read_text()), signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)
