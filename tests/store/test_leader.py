"""One leads, the others wait, and one of them takes over."""

import pytest
from sqlalchemy import text

from netwatch.store import Store
from netwatch.store.errors import StoreUnreachableError


@pytest.fixture
def other(url, store):
    with Store.open(url) as opened:
        yield opened


def test_one_leads_and_the_next_takes_over(store, other):
    first, second = store.leader(), other.leader()
    assert first.lead()
    assert first.lead()
    assert not second.lead()
    first.step_down()
    assert second.lead()
    assert not first.lead()
    second.step_down()
    second.step_down()
    assert first.lead()
    first.step_down()


@pytest.mark.postgres
def test_a_broken_connection_ends_the_lead(postgres_url):
    import psycopg

    from netwatch.store import migrate

    migrate.upgrade(postgres_url)
    with Store.open(postgres_url) as one, Store.open(postgres_url) as two:
        first, second = one.leader(), two.leader()
        assert first.lead()
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", (first._backend,))
        assert second.lead()
        with pytest.raises(StoreUnreachableError):
            first.lead()
        assert not first.lead()
        second.step_down()


@pytest.mark.postgres
def test_another_schema_has_a_leader_of_its_own(postgres_url):
    from support.databases import postgres_schema

    from netwatch.store import migrate

    with postgres_schema() as elsewhere:
        for each in (postgres_url, elsewhere):
            migrate.upgrade(each)
        with Store.open(postgres_url) as one, Store.open(elsewhere) as two:
            leaders = one.leader(), two.leader()
            assert [each.lead() for each in leaders] == [True, True]
            for each in leaders:
                each.step_down()


@pytest.mark.postgres
def test_the_lead_takes_no_connection_from_the_pool(postgres_url):
    from netwatch.store import migrate

    migrate.upgrade(postgres_url)
    with Store.open(postgres_url) as store:
        leader = store.leader()
        assert leader.lead()
        assert store.database.engine.pool.checkedout() == 0
        with store.database.reading() as connection:
            held = connection.execute(
                text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = :pid"),
                {"pid": leader._backend},
            ).scalar()
        assert held == 1
        leader.step_down()
