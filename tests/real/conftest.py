"""Real devices, one of each for a module's tests."""

import pytest
from support.namespaces import FRR_TOOLS, OVS_TOOLS, TOOLS, Bench, require
from support.real_devices import frr_router, linux_router, open_vswitch, overlay_box


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    require(*TOOLS)
    made = Bench(tmp_path_factory.mktemp("bench"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def router(bench):
    return linux_router(bench)


@pytest.fixture(scope="module")
def switch(bench):
    require(*OVS_TOOLS)
    return open_vswitch(bench)


@pytest.fixture(scope="module")
def frr(bench):
    require(*FRR_TOOLS)
    return frr_router(bench)


@pytest.fixture(scope="module")
def box(bench):
    return overlay_box(bench)
