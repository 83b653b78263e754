"""Every case folder of every platform: its answers read give what ``expected.json`` says."""

import importlib.util
import json
from pathlib import Path

import pytest

from netwatch import registry

_SPEC = importlib.util.spec_from_file_location(
    "golden", Path(__file__).parents[1] / "support" / "golden.py"
)
golden = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(golden)


@pytest.mark.parametrize("case", golden.cases(), ids=lambda case: f"{case.parent.name}#{case.name}")
def test_reading_is_as_expected(case):
    found = json.loads(json.dumps(golden.shape(case)))
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize("platform", registry.names("platforms"))
def test_every_platform_has_a_case(platform):
    assert any(case.parent.name == platform for case in golden.cases())


def test_no_case_belongs_to_an_unknown_platform():
    assert {case.parent.name for case in golden.cases()} <= set(registry.names("platforms"))
