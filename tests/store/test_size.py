"""What an unchanged poll costs, counted in bytes of the database itself."""

from sqlalchemy import text
from support.visits import config, finding, visit

POLLS = 400
# Over 1000 polls: 57 with SQLite 3.40; 180 with PostgreSQL 15 (row header, free space map).
MOST = {"sqlite": 80, "postgresql": 250}


def size(store):
    dialect = store.database.engine.dialect.name
    with store.database.reading() as connection:
        if dialect == "postgresql":
            tables = "('device', 'blob', 'stream', 'observation', 'finding', 'finding_event')"
            query = (
                "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE "
                f"c.relnamespace = current_schema()::regnamespace AND relname IN {tables}"
            )
            return int(connection.execute(text(query)).scalar())
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        return pages * connection.execute(text("PRAGMA page_size")).scalar()


def test_an_unchanged_poll_costs_tens_of_bytes(store):
    store.keep(visit(0))
    before = size(store)
    for number in range(1, POLLS + 1):
        store.keep(visit(number))
    assert (size(store) - before) / POLLS <= MOST[store.database.engine.dialect.name]


def test_an_edited_line_costs_a_small_part_of_the_configuration(store):
    store.keep(visit(0))
    before = size(store)
    for number in range(1, 51):
        text_ = config([(number * 2, f" description edited {number * 104729}")])
        store.keep(visit(number, text=text_))
    assert (size(store) - before) / 50 < len(config()) / 10


def test_a_standing_finding_adds_no_event_at_each_poll(store):
    found = finding()
    for number in range(20):
        store.keep(visit(number, raised=(found,)))
    assert len(store.events(found.fingerprint)) == 1
