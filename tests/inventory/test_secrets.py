import sys

import pytest

from netwatch.inventory.errors import SecretError
from netwatch.inventory.secrets import lookup, resolve
from netwatch.model.inventory import CredentialRefs, SecretRef, SecretSource


def test_environment():
    ref = SecretRef(SecretSource.ENV, "NETWATCH_PASSWORD")
    assert lookup(ref, {"NETWATCH_PASSWORD": "s3cret"}, "x") == "s3cret"
    with pytest.raises(SecretError, match="set the environment variable NETWATCH_PASSWORD"):
        lookup(ref, {}, "default.password")


def test_a_file_open_to_others_is_refused(tmp_path):
    path = tmp_path / "password"
    path.write_text("s3cret\n")
    ref = SecretRef(SecretSource.FILE, str(path))
    path.chmod(0o600)
    assert lookup(ref, {}, "x") == "s3cret"
    path.chmod(0o644)
    with pytest.raises(SecretError, match="chmod 600") as caught:
        lookup(ref, {}, "x")
    assert "s3cret" not in str(caught.value)


def test_a_credential_from_systemd_may_be_read_through_an_acl(tmp_path):
    path = tmp_path / "password"
    path.write_text("s3cret\n")
    ref = SecretRef(SecretSource.FILE, str(path))
    path.chmod(0o440)
    assert lookup(ref, {"CREDENTIALS_DIRECTORY": str(tmp_path)}, "x") == "s3cret"
    for elsewhere in ({}, {"CREDENTIALS_DIRECTORY": "/run/credentials/netwatch.service"}):
        with pytest.raises(SecretError, match="chmod 600"):
            lookup(ref, elsewhere, "x")
    path.chmod(0o444)
    with pytest.raises(SecretError, match="chmod 600"):
        lookup(ref, {"CREDENTIALS_DIRECTORY": str(tmp_path)}, "x")


def test_a_helper_command():
    ok = SecretRef(SecretSource.COMMAND, f"{sys.executable} -c 'print(\"s3cret\")'")
    assert lookup(ok, {}, "x") == "s3cret"
    bad = SecretRef(
        SecretSource.COMMAND, f"{sys.executable} -c 'print(\"s3cret\"); raise SystemExit(4)'"
    )
    with pytest.raises(SecretError, match="exited with 4") as caught:
        lookup(bad, {}, "x")
    assert "s3cret" not in str(caught.value)
    with pytest.raises(SecretError, match="helper"):
        lookup(SecretRef(SecretSource.COMMAND, "/no/such/helper"), {}, "x")


def test_credentials_never_show_a_secret():
    refs = CredentialRefs(
        name="default",
        username="netwatch",
        password=SecretRef(SecretSource.ENV, "P"),
        enable=SecretRef(SecretSource.ENV, "E"),
    )
    found = resolve(refs, {"P": "s3cret", "E": "t0psecret"})
    assert (found.password, found.enable) == ("s3cret", "t0psecret")
    assert "s3cret" not in repr(found)
    assert "t0psecret" not in repr(found)
