"""The chains that real devices printed: roots of SHA-1 days hold and are named."""

import re
from datetime import UTC, datetime

import pytest
from support.corpus import corpus

from netwatch.judgement.signed import NotTrustedError, check_chain, read_certificates

pytestmark = pytest.mark.corpus

NOW = datetime(2026, 3, 2, tzinfo=UTC)
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_OLD = ("CN=ACT2 SUDI CA,O=Cisco (sha1)", "CN=Cisco Root CA 2048,O=Cisco Systems (sha1)")
CHAINS = {
    "show_platform_sudi/isr1k_show_plat_sudi_sign_nonce.txt": (0, ()),
    "show_platform_sudi/example_show_plat_sudi.txt": (1, _OLD),
    "show_platform_sudi/38_show_sudi_sign_nonce.txt": (0, _OLD),
    "show_platform_sudi/show_plat_sudi_crlf_eol.txt": (0, _OLD),
    "show_platform_sudi/isr4k_show_plat_sudi_cert.txt": (1, _OLD),
    "show_system_integrity_or_other/cli_valid_trust_chain.txt": (0, _OLD),
}
DAMAGED = "show_platform_sudi/isr4k_show_plat_sudi_sign_invalid_dev_cert.txt"


def printed(name):
    """Root, authority and device, in the order a device prints them."""
    path = corpus("outputs", "cisco_bootintegrity", name)
    return read_certificates(b"\n".join(_PEM.findall(path.read_bytes())))


@pytest.mark.parametrize("name", CHAINS)
def test_a_real_chain_holds(name):
    outdated, weak = CHAINS[name]
    root, authority, device = printed(name)
    trust = check_chain(device, [authority], [root], NOW)
    assert len(trust.chain) == 3
    assert (len(trust.outdated), trust.weak) == (outdated, weak)


def test_a_damaged_certificate_leads_nowhere():
    root, authority, device = printed(DAMAGED)
    with pytest.raises(NotTrustedError, match="nothing leads from"):
        check_chain(device, [authority], [root], NOW)


def test_the_root_of_another_chain_is_no_root():
    _, authority, device = printed("show_platform_sudi/example_show_plat_sudi.txt")
    other, _, _ = printed("show_platform_sudi/isr1k_show_plat_sudi_sign_nonce.txt")
    with pytest.raises(NotTrustedError, match="ACT2 SUDI CA"):
        check_chain(device, [authority], [other], NOW)
