import pytest
from support.receivers import HttpReceiver, certificate

from netwatch.model.inventory import SecretRef, SecretSource

SECRET = "s3cr3t-t0ken"


@pytest.fixture
def ref():
    return SecretRef(SecretSource.ENV, "A_SECRET")


@pytest.fixture
def secrets():
    return lambda _ref: SECRET


@pytest.fixture
def http():
    with HttpReceiver() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def tls(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))
