"""What every test lives under: no network unless its group says so, and a tally of the groups."""

import os
from collections import Counter

import pytest
from pytest_socket import disable_socket, enable_socket, socket_allow_hosts

GROUPS = ("corpus", "lab", "namespaces", "postgres", "browser", "spark")
_LOOPBACK = ["127.0.0.1", "::1", "localhost"]
_ran: Counter[str] = Counter()
_skipped: dict[str, str] = {}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("namespaces"):
            # Real devices share one machine's namespaces: one worker runs them all.
            item.add_marker(pytest.mark.xdist_group("namespaces"))


def pytest_runtest_setup(item):
    if item.get_closest_marker("namespaces"):
        enable_socket()
    elif any(item.get_closest_marker(name) for name in ("lab", "postgres", "browser")):
        enable_socket()
        socket_allow_hosts(_LOOPBACK, allow_unix_socket=True)
    else:
        disable_socket(allow_unix_socket=True)


def pytest_runtest_teardown():
    enable_socket()


def pytest_runtest_logreport(report):
    for group in GROUPS:
        if group not in report.keywords:
            continue
        if report.when == "call" and report.passed:
            _ran[group] += 1
        elif report.skipped and isinstance(report.longrepr, tuple):
            _skipped[group] = report.longrepr[2]


def _required():
    return os.environ.get("NETWATCH_REQUIRE_GROUPS", "").split()


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("optional groups")
    for group in GROUPS:
        state = f"{_ran[group]} ran" if _ran[group] else "did not run"
        why = f" ({_skipped[group]})" if group in _skipped else ""
        terminalreporter.write_line(f"{group:<12}{state}{why}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    if hasattr(session.config, "workerinput") or exitstatus:
        return
    if any(not _ran[group] for group in _required()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
