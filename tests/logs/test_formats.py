from pathlib import Path

import pytest
import yaml

from netwatch import registry
from netwatch.model.heard import Told

LINES = yaml.safe_load(
    (Path(__file__).parent.parent / "data" / "logs" / "device_lines.yaml").read_text()
)


def event_of(text):
    found = [each.event(text) for each in registry.log_formats()]
    return next((each for each in found if each), None)


@pytest.mark.parametrize("each", LINES["changes"], ids=lambda each: each["line"][:50])
def test_a_change_is_told_with_who_and_from_where(each):
    event = event_of(each["line"])
    assert event is not None
    told = (event.told, event.user, event.origin, event.command)
    assert told == (Told(each["tells"]), *(each.get(k) for k in ("user", "origin", "command")))


@pytest.mark.parametrize("text", LINES["others"])
def test_other_lines_tell_of_no_change(text):
    assert event_of(text) is None


def test_accounting_names_the_device_it_speaks_of():
    assert event_of(LINES["changes"][-1]["line"]).device == "192.0.2.1"


def test_every_format_names_its_source_and_is_tried_here():
    formats = registry.log_formats()
    tried = {f.name for f in formats for each in LINES["changes"] if f.event(each["line"])}
    assert tried == {each.name for each in formats}
    assert all(each.source for each in formats)
