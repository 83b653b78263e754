"""Whatever is sent to the API, it answers as its OpenAPI document says."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from support.console import CSRF, browser

from netwatch.web.asked import CSRF_HEADER

pytestmark = pytest.mark.lab

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def document():
    """Return the OpenAPI document; it rests on no data."""
    return browser(None).get("/api/v1/openapi.json").json()


DOCUMENT = document()
OPERATIONS = sorted(
    (path, verb)
    for path, operations in DOCUMENT["paths"].items()
    for verb in operations
    if path != "/live"  # a stream that does not end while it is watched
)


@pytest.mark.parametrize(("path", "verb"), OPERATIONS)
def test_every_operation_answers_as_it_says(demo, path, verb):
    app = browser(demo).app
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)

    @given(case=schema[path][verb.upper()].as_strategy())
    @settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def answers(case):
        case.call_and_validate(checks=CHECKS, headers={CSRF_HEADER: CSRF})

    answers()


def test_the_document_tells_of_every_refusal():
    for path, verb in OPERATIONS:
        operation = DOCUMENT["paths"][path][verb]
        assert {"401", "403", "404", "422", "503"} <= operation["responses"].keys(), (path, verb)
        assert operation["summary"]
