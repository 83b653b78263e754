"""What each question of the web console costs on made data, and each of its pages.

    python benchmarks/pages.py FOLDER [--url URL] [--times N] [--json]

FOLDER and URL are those of ``make_data.py``. Every question is asked once to warm up and then N
times; told are median, 95th percentile and worst in ms, and what is over 200 ms.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

from starlette.routing import Mount, Route

from netwatch.app.desk import Desk
from netwatch.app.settings import Settings
from netwatch.app.workspace import Workspace
from netwatch.judgement.ladder import CONTRADICTING
from netwatch.model.evidence import Severity
from netwatch.model.finding import Status
from netwatch.store.present_values import DeviceOrder, DeviceQuery, FindingOrder, FindingQuery

sys.path.append(str(Path(__file__).parent))
from support.made_fleet import NOW

LIMIT_MS = 200
_COLUMNS = ("least", "median", "95 %", "worst", "own")
_DESTINATIONS = ("mirror-new-destination", "mirror-destination-changed", "mirror-unknown-owner")

Ask = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one question costs, in ms of the server's time; ``own`` is this process's processor."""

    name: str
    least: float
    median: float
    p95: float
    worst: float
    own: float

    @property
    def is_slow(self) -> bool:
        """Tell whether the 95th percentile is over the limit."""
        return self.p95 > LIMIT_MS


def main() -> None:
    given = _arguments()
    url = given.url or f"sqlite:///{given.folder.absolute()}/netwatch.db"
    settings = Settings(
        inventory=given.folder / "inventory.yaml", database_url=url, state_dir=given.folder
    )
    desk = Desk(settings, {})
    began = time.perf_counter()
    work = desk.work()
    opened = time.perf_counter() - began
    began = time.perf_counter()
    desk.warm().join()
    warm = time.perf_counter() - began
    costs = [_cost(name, ask, given.times) for name, ask in (*questions(work), *files(desk))]
    broken: set[str] = set()
    costs += [_cost(name, ask, given.times) for name, ask in pages(desk, broken)]
    desk.close()
    if given.json:
        said = {"opened_s": opened, "warm_s": warm, "costs": [asdict(each) for each in costs]}
        print(json.dumps(said, indent=1))
    else:
        print(f"first workspace {opened:.1f} s, boards warm after {warm:.1f} s more")
        print(
            " " * 40 + "".join(f"{each:>8}" for each in ("least", "median", "95 %", "worst", "own"))
        )
        for each in costs:
            mark = f"  OVER {LIMIT_MS} ms" if each.is_slow else ""
            numbers = (each.least, each.median, each.p95, each.worst, each.own)
            print(f"{each.name:40}" + "".join(f"{one:8.1f}" for one in numbers) + mark)
    for each in sorted(broken):
        print(f"broken: {each}", file=sys.stderr)
    sys.exit(bool(broken) or any(each.is_slow for each in costs))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def questions(work: Workspace) -> Iterator[tuple[str, Ask]]:
    """Yield every question a page asks of the store, by name."""
    names = [each.name for each in work.inventory.devices]
    some = frozenset(names[: len(names) * 3 // 10])
    pages_, present, device = work.store.finding_pages, work.store.present, names[0]
    last = pages_.page(FindingQuery(limit=1000)).following
    group = pages_.groups(FindingQuery(), least=3).items[0]
    since = NOW - timedelta(days=7)
    yield "findings: page", lambda: pages_.page(FindingQuery())
    yield "findings: page 21", lambda: pages_.page(FindingQuery(after=last))
    yield "findings: newest", lambda: pages_.page(FindingQuery(order=FindingOrder.NEWEST))
    yield "findings: every status", lambda: pages_.page(FindingQuery(statuses=tuple(Status)))
    yield "findings: high", lambda: pages_.page(FindingQuery(severities=(Severity.HIGH,)))
    yield "findings: rules", lambda: pages_.page(FindingQuery(rules=_DESTINATIONS))
    yield "findings: owner", lambda: pages_.page(FindingQuery(owner="ada"))
    yield "findings: text", lambda: pages_.page(FindingQuery(text="203.0.113.7"))
    yield "findings: text not there", lambda: pages_.page(FindingQuery(text="no such words"))
    yield "findings: since", lambda: pages_.page(FindingQuery(since=since))
    yield "findings: 30 % of devices", lambda: pages_.page(FindingQuery(within=some))
    yield "findings: one device", lambda: pages_.page(FindingQuery(within=frozenset({device})))
    yield "findings: facets", lambda: pages_.facets(FindingQuery())
    yield "findings: facets, text", lambda: pages_.facets(FindingQuery(text="203.0.113.7"))
    yield "findings: facets, 30 %", lambda: pages_.facets(FindingQuery(within=some))
    yield "findings: groups", lambda: pages_.groups(FindingQuery(), least=3)
    yield "findings: groups, 30 %", lambda: pages_.groups(FindingQuery(within=some), least=3)
    yield "findings: one group", lambda: pages_.page(FindingQuery(alike=group.alike))
    yield "overview", present.overview
    yield "overview, 30 %", lambda: present.overview(some)
    yield "blind spots", present.blind_spots
    yield "blind spots, 30 %", lambda: present.blind_spots(some)
    for order in DeviceOrder:
        yield f"devices by {order}", lambda order=order: present.devices(DeviceQuery(order=order))
    yield "devices: text", lambda: present.devices(DeviceQuery(text="site07"))
    yield "devices: blind", lambda: present.devices(DeviceQuery(blind=True))
    yield "devices: 30 %", lambda: present.devices(DeviceQuery(within=some))
    yield "devices: visited", present.visited
    yield "images", lambda: present.images(against=CONTRADICTING)
    yield "images, 30 %", lambda: present.images(some, against=CONTRADICTING)
    day = NOW.date()
    month = day - timedelta(days=29)
    yield "trend, 30 days", lambda: present.trend(month, day)
    yield "trend, 30 days, 30 %", lambda: present.trend(month, day, some)
    yield "timeline", lambda: work.store.timeline(device)
    yield "mirrors", lambda: work.boards.mirrors.ends(work, NOW)
    yield "mirrors, 30 %", lambda: work.boards.mirrors.ends(work, NOW, some)
    yield "incidents", lambda: work.boards.incidents.told(work.store)
    yield "incidents, 30 %", lambda: work.boards.incidents.told(work.store, some)
    yield "schedules: runs", work.store.schedules.runs
    yield "schedules: latest", work.store.schedules.latest
    yield "windows", lambda: work.store.windows.list(50)
    yield "approvals", work.store.approvals.all


def files(desk: Desk) -> Iterator[tuple[str, Ask]]:
    """Yield what every request does before its page."""
    yield "a workspace", desk.work


def pages(desk: Desk, broken: set[str]) -> Iterator[tuple[str, Ask]]:
    """Yield every page that takes no argument but a device or a finding, asked as an administrator.

    Those that fail are added to ``broken``.
    """
    from fastapi.testclient import TestClient

    from netwatch.web.app import create_app

    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    from support.console import FixedGate

    from netwatch.web.asked import Console
    from netwatch.web.machine import Served

    console = Console(desk=desk, gate=FixedGate(), clock=lambda: NOW)
    app = create_app(Served(troubles=tuple, metrics=str, hooks={}), console)
    client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
    work = desk.work()
    device = work.inventory.devices[0].name
    finding = work.store.finding_pages.page(FindingQuery(limit=1)).items[0].finding.fingerprint
    known = {"name": device, "device": device, "fingerprint": finding, "prefix": finding}

    def get(path: str) -> object:
        answer = client.get(path)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            broken.add(f"{path}: {answer.status_code}")
        return answer

    for prefix, each in _routes(app.routes):
        if "GET" not in (each.methods or ()) or each.path == "/live":
            continue  # a stream does not end while it is watched
        path = prefix + each.path
        for name, value in known.items():
            path = path.replace(f"{{{name}}}", value)
        if "{" not in path:
            yield f"GET {prefix}{each.path}", lambda path=path: get(path)


def _routes(routes: list, prefix: str = "") -> Iterator:  # type: ignore[type-arg]
    """Yield each route with what its path begins with."""
    for each in routes:
        if isinstance(each, Mount):
            yield from _routes(getattr(each.app, "routes", None) or [], prefix + each.path)
        elif isinstance(each, Route):
            yield prefix, each
        elif hasattr(each, "original_router"):  # FastAPI keeps the routers it was given whole
            yield from _routes(each.original_router.routes, prefix)


def _cost(name: str, ask: Ask, times: int) -> Cost:
    ask()
    spent = []
    cpu = time.process_time()
    for _ in range(times):
        began = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - began) * 1000)
    own = (time.process_time() - cpu) * 1000 / times
    spent.sort()
    p95 = spent[min(len(spent) - 1, int(len(spent) * 0.95))]
    return Cost(name, spent[0], statistics.median(spent), p95, spent[-1], own)


if __name__ == "__main__":
    main()
