import pytest
from support.databases import postgres_schema

from netwatch.store import migrate


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/netwatch.db"
        return
    with postgres_schema() as made:
        migrate.upgrade(made)
        yield made
