# hostile texts and steps stand in one line each
"""What the index finds is what a scan of the kept texts finds."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from support.databases import postgres_schema
from support.visits import config, moment, unreachable, visit

from netwatch.parsing.automaton import Automaton
from netwatch.parsing.regular import fold
from netwatch.store import Store, line_index, line_search, migrate, trigrams
from netwatch.store.line_text import keepable
from netwatch.store.line_text import lines as lines_of
from netwatch.store.line_values import LineKey, LineQuery
from netwatch.store.schema import Base


def indexed(store):
    return sum(each.visits for each in store.lines.catch_up())


def query(needle, **more):
    return LineQuery(literals=(fold(keepable(needle)),), **more)


def everything(store, wanted, **more):
    """All pages, each key once and in order."""
    found = []
    while True:
        page = store.lines.search(wanted, **more)
        found += page.lines
        if page.next is None:
            keys = [each.key for each in found]
            assert len(set(keys)) == len(keys)
            return found
        wanted = replace(wanted, after=page.next)


def found(store, needle, **more):
    return [(each.key.device, each.text) for each in everything(store, query(needle, **more))]


def test_a_line_is_found_with_when_it_was_seen(store):
    store.keep(visit(0, text="interface Gi1/0/1\n ip address 10.1.2.3\nend"))
    store.keep(visit(1, text="interface Gi1/0/1\n ip address 10.1.2.3\nend"))
    store.keep(visit(2, text="interface Gi1/0/1\n ip address 10.9.9.9\nend"))
    store.keep(visit(3, text="interface Gi1/0/1\n ip address 10.9.9.9\nend"))
    assert indexed(store) == 4
    (gone,) = everything(store, query("10.1.2.3"))
    assert (gone.first_seen, gone.last_seen, gone.standing) == (moment(0), moment(1), False)
    assert (
        store.lines.texts([gone.digest])[gone.digest]
        == visit(0, text="interface Gi1/0/1\n ip address 10.1.2.3\nend").known.config
    )
    (there,) = everything(store, query("10.9.9.9"))
    assert (there.first_seen, there.last_seen, there.standing) == (moment(2), moment(3), True)
    (port,) = everything(store, query("gi1/0/1"))
    assert (port.first_seen, port.last_seen, port.standing) == (moment(0), moment(3), True)
    assert found(store, "10.1.2.3", standing=True) == []
    assert found(store, "10.1.2.3", at=moment(1) + timedelta(seconds=5)) != []
    assert found(store, "10.1.2.3", at=moment(2)) == []
    assert found(store, "gi1/0/1", at=moment(0) - timedelta(seconds=1)) == []
    assert found(store, "gi1/0/1", devices=frozenset()) == []


def test_an_unchanged_visit_writes_no_line(store):
    store.keep(visit(0))
    indexed(store)

    def rows():
        with store.database.reading() as connection:
            return [
                connection.exec_driver_sql(f"SELECT count(*) FROM {each}").scalar()
                for each in ("config_line", "line_span", "config_version", "config_source")
            ]

    before = rows()
    for number in range(1, 5):
        store.keep(visit(number))
    indexed(store)
    assert rows() == before


def test_an_edited_line_writes_one_line_and_two_spans(store):
    store.keep(visit(0))
    store.keep(visit(1, text=config([(4, " description another")])))
    indexed(store)
    with store.database.reading() as connection:
        assert (
            connection.exec_driver_sql("SELECT count(*) FROM line_span WHERE last = 1").scalar()
            == 1
        )
        assert (
            connection.exec_driver_sql("SELECT count(*) FROM line_span WHERE first = 2").scalar()
            == 1
        )


def test_what_could_not_be_observed_is_not_gone(store):
    store.keep(visit(0))
    store.keep(unreachable(1, visit(0)))
    indexed(store)
    assert all(each.standing for each in everything(store, query("description")))


@pytest.mark.parametrize(
    "text",
    [
        "a%b_c\\d",
        'say "x" AND y',
        "NEAR(a b)",
        "x' OR 1=1 --",
        "a*b^c:d",
        "é\u4e2d\U0001f600z",
        "x\x00y\ud800z",
        "\u202eabc",
        ":at :ids",
        "%(x)s {y}",
    ],
)
def test_hostile_text_is_found_literally(store, text):
    store.keep(visit(0, text=f"first\n  {text} more\nlast line here"))
    indexed(store)
    assert found(store, text) == [("core-rtr1", f"  {keepable(text)} more")]
    for number in range(len(text) - 2):
        assert found(store, text[number : number + 3]) == [
            ("core-rtr1", f"  {keepable(text)} more")
        ]
    assert found(store, "a_b%c") == []


def test_a_very_long_line_is_found_everywhere(store):
    long = "".join(f"<{number}>" for number in range(5000))
    store.keep(visit(0, text=f"short\n{long}\nend"))
    indexed(store)
    for number in (0, 800, 801, 850, 4999):
        assert found(store, f"<{number}><" if number < 4999 else "<4999>")


def test_case_counts_for_no_ascii_letter(store):
    store.keep(visit(0, text="Interface GigabitEthernet1\nÄrger"))
    indexed(store)
    assert found(store, "gigabitETHERNET")
    assert found(store, "ÄRG")
    assert not found(store, "ärg")


def test_pages_follow_each_other_whichever_way_is_walked(store, monkeypatch):
    for number, name in enumerate(("r2", "r1", "r3", "r10")):
        store.keep(visit(number, device=name, text=config(ports=7)))
    indexed(store)
    whole = found(store, "description", limit=1000)
    assert [each for each, _ in whole] == sorted(each for each, _ in whole)
    assert len(whole) == 28
    assert found(store, "description", limit=3) == whole
    monkeypatch.setattr(line_search, "MOST_SPANS", 5)
    assert found(store, "description", limit=3) == whole
    monkeypatch.setattr(line_search, "MOST_LINES", 2)
    assert found(store, "description", limit=3) == whole
    monkeypatch.setattr(line_search, "_FIRST_CHUNK", 1)
    found_slowly = everything(store, query("description", limit=3), budget_s=0)
    assert [(each.key.device, each.text) for each in found_slowly] == whole
    assert found(store, "description", devices=frozenset({"r1", "r10"})) == [
        each for each in whole if each[0] in {"r1", "r10"}
    ]


def test_a_search_that_is_cut_short_says_so_and_goes_on(store):
    for number in range(12):
        store.keep(visit(number, device=f"r{number:02}", text=f"name r{number:02}\nxy\n"))
    store.keep(visit(12, device="r99", text="zq"))
    indexed(store)
    page = store.lines.search(query("zq"), 0.0)
    assert page.cut
    assert page.lines == ()
    assert page.next is not None
    assert [each.key.device for each in everything(store, query("zq"), budget_s=0)] == ["r99"]


def test_catching_up_may_be_interrupted_anywhere(store, monkeypatch):
    monkeypatch.setattr(line_index, "_STEP_S", 0.0)
    for number in range(4):
        store.keep(visit(number, text=config([(3, f" description d{number}")], ports=5)))
    for _ in store.lines.catch_up():
        break
    assert store.lines.pending() == 3
    steps = store.lines.catch_up()
    next(steps)
    steps.close()
    assert store.lines.pending() == 2

    def fail(*_):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(line_index._Step, "finish", fail)
        with pytest.raises(RuntimeError):
            list(store.lines.catch_up())
    assert store.lines.pending() == 2
    assert indexed(store) == 2
    assert store.lines.pending() == 0
    assert len(found(store, "description d")) == 4


def test_a_visit_of_an_earlier_time_is_put_in_its_place(store):
    store.keep(visit(5, text="alpha one\nbeta two"))
    indexed(store)
    store.keep(visit(1, text="gamma three\nbeta two"))
    store.keep(visit(6, text="alpha one\nbeta two"))
    indexed(store)
    (old,) = everything(store, query("gamma"))
    assert (old.first_seen, old.last_seen, old.standing) == (moment(1), moment(1), False)
    (both,) = everything(store, query("beta"))
    assert (both.first_seen, both.last_seen, both.standing) == (moment(1), moment(6), True)


def test_the_schema_check_knows_what_the_search_makes(url):
    migrate.upgrade(url)
    with Store.open(url) as store:
        store.keep(visit(0))
        indexed(store)
        assert store.lines.indexed()
    migrate.check(url)
    migrate.upgrade(url)


def test_without_an_index_devices_are_looked_through(store, monkeypatch):
    monkeypatch.setattr(trigrams, "ready", lambda _: False)
    monkeypatch.setattr(trigrams, "make", lambda _: False)
    store.keep(visit(0))
    indexed(store)
    assert not store.lines.indexed()
    assert len(found(store, "description")) == 300
    assert found(store, "nowhere") == []


def test_an_index_made_later_knows_the_lines_kept_before(store, monkeypatch):
    store.keep(visit(0))
    with monkeypatch.context() as patch:
        patch.setattr(trigrams, "ready", lambda _: False)
        patch.setattr(trigrams, "make", lambda _: False)
        indexed(store)
    indexed(store)
    assert store.lines.indexed()
    with store.database.reading() as connection:
        ((_, line),) = trigrams.propose(connection, ["uplink 2367781"], 10)
    assert line == " description uplink 2367781"


def test_a_page_reads_no_table_whole(tmp_path):
    with Store.open(f"sqlite:///{tmp_path}/netwatch.db") as store:
        for number in range(3):
            store.keep(visit(number, device=f"sw{number}"))
        indexed(store)
        asked = []

        def note(_connection, _cursor, statement, parameters, *_):
            asked.append((statement, parameters))

        event.listen(store.database.engine, "before_cursor_execute", note)
        assert len(store.lines.search(query("description")).lines) == 50
        assert len(store.lines.search(query("de", after=LineKey("sw1", 0, 0))).lines) == 50
        event.remove(store.database.engine, "before_cursor_execute", note)
        with store.database.reading() as connection:
            plans = [
                row[3]
                for statement, parameters in asked
                if statement.startswith(("SELECT", "WITH"))
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
    assert any("line_span" in each or "SEARCH p" in each for each in plans)
    whole = re.compile(r"SCAN (line_span|config_\w+|[pslabv])\b|TEMP B-TREE FOR (GROUP|ORDER) BY")
    assert [each for each in plans if whole.match(each) and "trigrams" not in each] == []


# -- as a scan finds ---------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "ip",
        "10.1.2.3",
        "10.1.2.33",
        "Gi1/0/1",
        "gi1/0/10",
        "no",
        "permit",
        "100%",
        "a_b",
        '"x"',
        "\\",
        "é",
        "\x00",
    ]
)
LINES = st.lists(WORDS, max_size=4).map(" ".join)
CONFIGS = st.lists(LINES, max_size=6).map("\n".join)
DEVICES = st.sampled_from(["r1", "r2", "r10"])
STEPS = st.lists(st.tuples(DEVICES, st.one_of(st.none(), CONFIGS)), min_size=1, max_size=10)
NEEDLES = st.one_of(
    WORDS, LINES.filter(bool), st.sampled_from(["1", "i1/", ".2.3", " p", "t 1", "10.1.2.3 "])
)


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], scope="module"
)
def emptied(request, tmp_path_factory):
    """A store that is emptied before each example."""
    if request.param == "sqlite":
        with Store.open(f"sqlite:///{tmp_path_factory.mktemp('s')}/n.db") as store:
            yield store
    else:
        with postgres_schema() as url:
            migrate.upgrade(url)
            with Store.open(url) as store:
                yield store


def empty(store):
    with store.database.writing() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM config_line").scalars().all()
        connection.exec_driver_sql("DELETE FROM line_span")
        line_index.drop_unused(connection, ids)
        for table in reversed(Base.metadata.sorted_tables):
            if table.name == "blob":
                connection.execute(table.delete().where(table.c.base_id.is_not(None)))
            connection.execute(table.delete())


def scanned(store, accepts, when=None):
    """What a plain scan of the kept configurations finds: (device, line, first, last, stands)."""
    hits = {}
    for device in store.devices():
        seen = [
            (each.taken_at, artifact.text)
            for each in reversed(store.history(device.name))
            for artifact in store.artifacts_at(device.name, each.taken_at)
            if artifact.topic == "running-config"
        ]
        then = [text for at, text in seen if when is not None and at <= when]
        standing = {line for _, line in lines_of(seen[-1][1])} if seen else set()
        standing_then = {line for _, line in lines_of(then[-1])} if then else set()
        for at, text in seen:
            for line in {line for _, line in lines_of(text)}:
                if not accepts(line) or (when is not None and line not in standing_then):
                    continue
                first, _, _ = hits.get((device.name, line), (at, None, None))
                hits[device.name, line] = (first, _last(seen, line), line in standing)
    return hits


def _last(seen, line):
    """The last visit that saw the newest version which has the line."""
    return max(at for at, text in seen if line in {each for _, each in lines_of(text)})


def as_scanned(lines):
    return {
        (each.key.device, each.text): (each.first_seen, each.last_seen, each.standing)
        for each in lines
    }


def fill(store, steps):
    empty(store)
    for number, (device, text) in enumerate(steps):
        one = visit(number, device=device, text="" if text is None else text)
        store.keep(unreachable(number, one) if text is None else one)


SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@SETTINGS
@given(
    steps=STEPS,
    needle=NEEDLES,
    limit=st.integers(1, 9),
    cut=st.integers(0, 10),
    when=st.integers(-1, 11),
)
def test_the_index_finds_what_a_scan_finds(emptied, steps, needle, limit, cut, when):
    store = emptied
    fill(store, steps[:cut])
    indexed(store)
    for number, (device, text) in enumerate(steps[cut:], cut):
        one = visit(number, device=device, text="" if text is None else text)
        store.keep(unreachable(number, one) if text is None else one)
    indexed(store)
    folded = fold(keepable(needle))
    expected = scanned(store, lambda line: folded in fold(line))
    assert as_scanned(everything(store, query(needle, limit=limit))) == expected
    standing = {key: value for key, value in expected.items() if value[2]}
    assert as_scanned(everything(store, query(needle, limit=limit, standing=True))) == standing
    at = moment(when)
    then = scanned(store, lambda line: folded in fold(line), at)
    assert as_scanned(everything(store, query(needle, limit=limit, at=at))) == then


@SETTINGS
@given(steps=STEPS, needle=NEEDLES, before=st.integers(0, 10), late=st.booleans())
def test_after_pruning_it_finds_what_is_left(emptied, steps, needle, before, late):
    store = emptied
    fill(store, steps)
    if not late:
        indexed(store)
    list(store.prune(moment(before)))
    indexed(store)
    folded = fold(keepable(needle))
    expected = scanned(store, lambda line: folded in fold(line))
    assert as_scanned(everything(store, query(needle, limit=3))) == expected
    with store.database.reading() as connection:
        unused = "SELECT count(*) FROM config_line WHERE id NOT IN (SELECT line_id FROM line_span)"
        assert connection.exec_driver_sql(unused).scalar() == 0


PATTERNS = st.sampled_from(
    [
        r"10\.1\.2\.\d+",
        r"gi1/0/1$",
        r"^no|^ip",
        r"(permit|no) 1",
        r"\bip\b.*3",
        r"[^a-z]b",
        r"x?",
        r"10.{1,3}2",
    ]
)


@SETTINGS
@given(steps=STEPS, pattern=PATTERNS, limit=st.integers(1, 9))
def test_expressions_find_what_a_scan_finds(emptied, steps, pattern, limit):
    fill(emptied, steps)
    indexed(emptied)
    automaton = Automaton(pattern)
    wanted = LineQuery(literals=automaton.required, accepts=automaton.matches, limit=limit)
    plain = re.compile(pattern, re.IGNORECASE | re.ASCII)
    assert as_scanned(everything(emptied, wanted)) == scanned(emptied, plain.search)


def test_a_database_that_refuses_the_index_is_searched_all_the_same(store, monkeypatch):
    monkeypatch.setattr(trigrams, "_CREATE_FTS", "CREATE VIRTUAL TABLE no USING nosuch(line)")
    monkeypatch.setattr(trigrams, "_AS_WORD", "nosuch(text)")
    store.keep(visit(0))
    assert indexed(store) == 1
    assert not store.lines.indexed()
    assert len(found(store, "description")) == 300
