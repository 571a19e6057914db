"""What holds for every test: where data and repository lie, no way out to the network, and how property tests look for examples."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import is_hypothesis_test, settings

from tests.searching import GATE, SOAK

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.load_profile(GATE)
#: Folders and files of tests whose fixtures are dear (a server, an environment, a case, real networks): each file's tests go to one worker.
DEAR = (
    "tests/access/test_against_networkx.py",
    "tests/access/test_circles.py",
    "tests/access/test_costs.py",
    "tests/cli/",
    "tests/example/",
    "tests/installed/",
    "tests/report/test_plates.py",
    "tests/report/test_word.py",
    "tests/test_site.py",
    "tests/ui/",
)
ROOT = Path(__file__).resolve().parents[1]
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", ""})  # noqa: S104 - compared, never bound


class NetworkBlockedError(OSError):
    """A test tried to reach another machine."""


def _refuse_unless_local(family: int, address: Any) -> None:
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host not in _LOCAL_HOSTS:
        raise NetworkBlockedError(f"tests do not use the network, but one tried to reach {host!r}")


class _GuardedSocket(socket.socket):
    """A socket that only speaks to this machine."""

    def connect(self, address: Any, /) -> None:
        _refuse_unless_local(self.family, address)
        super().connect(address)

    def connect_ex(self, address: Any, /) -> int:
        _refuse_unless_local(self.family, address)
        return super().connect_ex(address)

    def sendto(self, *args: Any) -> int:
        _refuse_unless_local(self.family, args[-1])
        return super().sendto(*args)


_real_getaddrinfo = socket.getaddrinfo


def _guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    if host is not None:
        _refuse_unless_local(socket.AF_INET, (host,))
    return _real_getaddrinfo(host, *args, **kwargs)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Let sockets reach this machine only (localhost and AF_UNIX), for the whole session."""
    patch = pytest.MonkeyPatch()
    patch.setattr(socket, "socket", _GuardedSocket)
    patch.setattr(socket, "getaddrinfo", _guarded_getaddrinfo)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def repo() -> Path:
    """Root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def example_data() -> Path:
    """Folder of the committed example city."""
    return ROOT / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the large test data, which is not part of the repository.

    Taken from the environment variable ``PLANNER_TEST_DATA``, else ``../shared/data`` beside the repository. Absent: the test is
    skipped; but where the variable is set, data was promised, so absence fails the test.
    """
    promised = os.environ.get("PLANNER_TEST_DATA")
    folder = Path(promised) if promised else ROOT.parent / "shared" / "data"
    if (folder / "README.md").is_file():
        return folder
    if promised:
        pytest.fail(f"PLANNER_TEST_DATA is set, but no test data (README.md) lies in {folder}", pytrace=False)
    pytest.skip("the large test data is not here: set PLANNER_TEST_DATA to its folder, or place it in ../shared/data")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Turn a skip into a failure where ``PLANNER_TEST_DATA`` is set and the test asked for the shared data."""
    report: Any = yield
    uses_data = "shared_data" in getattr(item, "fixturenames", ())
    if os.environ.get("PLANNER_TEST_DATA") and uses_data and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped although PLANNER_TEST_DATA is set: {report.longrepr}"
    return report  # type: ignore[no-any-return]


def _soaking(config: pytest.Config) -> bool:
    return str(config.option.markexpr).strip() == SOAK


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """In the soak let property tests search at random, from a seed that is drawn here unless ``--hypothesis-seed`` gives one."""
    if _soaking(config):
        settings.load_profile(SOAK)
        if config.option.hypothesis_seed is None:  # a worker has it from the one who started it
            config.option.hypothesis_seed = str(secrets.randbelow(2**32))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser (``-m 'not browser'`` leaves them out); in the soak property tests are long tests.

    Tests of one file whose fixtures are dear are marked as one group, which ``--dist loadgroup`` keeps together.
    """
    for item in items:
        file = item.path.relative_to(ROOT).as_posix() if item.path.is_relative_to(ROOT) else ""
        if file.startswith(DEAR):
            item.add_marker(pytest.mark.xdist_group(file))
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if _soaking(config) and isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            item.add_marker(SOAK)


def _say_seed(config: pytest.Config) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if _soaking(config) and reporter is not None:
        seed = config.option.hypothesis_seed
        reporter.write_line(f"property tests search at random; the same search again: pytest -m {SOAK} --hypothesis-seed={seed}")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Say the seed before anything can be killed."""
    _say_seed(session.config)


def pytest_terminal_summary(config: pytest.Config) -> None:
    """Say the seed beside what failed."""
    _say_seed(config)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for every test that needs one. Absent: the test is skipped, but under CI it fails."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        word = "chromium is not installed (apt-get install chromium fonts-noto-cjk)"
        if os.environ.get("CI"):
            pytest.fail(word, pytrace=False)
        pytest.skip(word)
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield started
        started.close()
