"""docs/alerts.md: its examples are read, and its way to verify a signature is run."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.alerts import message

from netwatch import registry
from netwatch.inventory.alerts_file import read_alerts
from netwatch.model.alert import Limits
from netwatch.model.inventory import SecretRef, SecretSource
from netwatch.notify import notifier, webhook

PAGE = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text()
YAML = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
(PYTHON,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_every_example_can_be_read_and_every_kind_has_one(tmp_path):
    kinds = set()
    for number, text in enumerate(YAML):
        path = tmp_path / f"alerts{number}.yaml"
        path.write_text(text)
        kinds |= {each.kind for each in read_alerts(path, notifier).sinks}
    assert kinds == set(registry.names("notify"))


@pytest.mark.lab
def test_the_signature_is_verified_as_the_page_says(http, secrets):
    known = {}
    exec(PYTHON, known)
    verify = known["is_from_netwatch"]
    key = SecretRef(SecretSource.ENV, "KEY")
    from dataclasses import replace

    fresh = replace(message(), sent_at=datetime.fromtimestamp(time.time(), UTC))
    for each in (fresh, message()):
        webhook.send(each, webhook.Settings(url=http.url, key=key), secrets, Limits())
    good, old = http.received
    assert verify(good.headers, good.body, "s3cr3t-t0ken")
    assert not verify(good.headers, good.body + b" ", "s3cr3t-t0ken")
    assert not verify(good.headers, good.body, "another key")
    assert not verify(old.headers, old.body, "s3cr3t-t0ken")
