import os
from datetime import UTC, datetime

import pytest

from netwatch.collect.files import collect
from netwatch.model.snapshot import Reason

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read(path, platform, **options):
    return collect(
        path, platform, lambda text, topic: text.replace("s3cret", "*"), now=NOW, **options
    )


def test_a_saved_configuration_is_a_snapshot(tmp_path, platform):
    path = tmp_path / "core-rtr1.cfg"
    path.write_bytes(b"hostname r1\r\nusername a password s3cret\r\nend\r\n")
    snapshot = read(path, platform)
    assert (snapshot.device, snapshot.platform, snapshot.taken_at) == ("core-rtr1", "box", NOW)
    (artifact,) = snapshot.artifacts
    assert artifact.topic == "running-config"
    assert artifact.text == "hostname r1\nusername a password *\nend\n"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_encodings(tmp_path, platform, encoding):
    path = tmp_path / "r1.cfg"
    path.write_bytes("description Büro\n".encode(encoding))
    assert read(path, platform).artifacts[0].text == "description Büro\n"


def test_it_may_be_named(tmp_path, platform):
    path = tmp_path / "r1.cfg"
    path.write_text("hostname r1\n")
    assert read(path, platform, device="edge").device == "edge"


@pytest.mark.parametrize("kind", ["missing", "empty", "folder", "pipe"])
def test_what_is_no_configuration_is_a_failure(tmp_path, platform, kind):
    path = tmp_path / "r1.cfg"
    if kind == "empty":
        path.write_text("\n")
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    snapshot = read(path, platform)
    assert snapshot.artifacts == ()
    expected = Reason.INCOMPLETE if kind == "empty" else Reason.UNREACHABLE
    assert [each.reason for each in snapshot.failures] == [expected]
    assert str(path) in snapshot.failures[0].detail
