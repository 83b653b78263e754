import paramiko
import pytest

from netwatch.collect.algorithms import Offer, inventory_line, offers, prepare, unknown
from netwatch.collect.transport import Transport
from netwatch.model.device import SshAlgorithms

OLD_IOS = Offer(
    kex=("diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1"),
    host_keys=("ssh-rsa",),
    ciphers=("3des-cbc", "aes128-cbc"),
)


def test_what_is_legacy_is_offered_to_nobody_by_default():
    ours = offers(SshAlgorithms())
    names = (*ours.kex, *ours.host_keys, *ours.ciphers)
    assert not [each for each in names if each.endswith(("sha1", "cbc")) or each == "ssh-rsa"]


def test_the_line_names_the_best_of_what_the_device_has():
    line = "ssh: {kex: [diffie-hellman-group14-sha1], host_keys: [ssh-rsa], ciphers: [aes128-cbc]}"
    assert inventory_line(OLD_IOS, SshAlgorithms()) == line


def test_the_line_keeps_what_the_inventory_has_already():
    half = SshAlgorithms(kex=("diffie-hellman-group14-sha1",), host_keys=("ssh-rsa",))
    assert inventory_line(OLD_IOS, half) == (
        "ssh: {kex: [diffie-hellman-group14-sha1], host_keys: [ssh-rsa], ciphers: [aes128-cbc]}"
    )


def test_no_line_helps_where_nothing_is_known():
    alien = Offer(kex=("sntrup4591761x25519",), host_keys=("ssh-dss",), ciphers=("arcfour",))
    assert inventory_line(alien, SshAlgorithms()) is None


def test_names_nobody_has_are_named():
    assert unknown(SshAlgorithms(kex=("diffie-helman",), ciphers=("aes128-cbc",))) == (
        "diffie-helman",
    )


@pytest.mark.parametrize(
    ("pinned", "first"),
    [
        (None, "ssh-ed25519"),
        ("ssh-rsa SHA256:x", "rsa-sha2-512"),
        ("ecdsa-sha2-nistp384 SHA256:x", "ecdsa-sha2-nistp384"),
    ],
)
def test_the_pinned_keys_type_is_asked_for_first(pinned, first):
    class Pipe:
        def settimeout(self, seconds):
            pass

    transport = Transport(Pipe())
    prepare(transport, SshAlgorithms(), pinned)
    assert transport.preferred_keys[0] == first
    assert "ssh-rsa" not in transport.preferred_pubkeys


def test_paramiko_still_has_every_name_offered():
    every = SshAlgorithms(
        kex=("diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"),
        ciphers=("aes128-cbc", "3des-cbc"),
        host_keys=("ssh-rsa",),
    )
    ours = offers(every)
    assert set(ours.kex) <= set(Transport._kex_info)
    assert set(ours.ciphers) <= set(paramiko.Transport._cipher_info)
    assert set(ours.host_keys) <= set(paramiko.Transport._key_info)
