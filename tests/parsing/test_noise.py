"""What moves by itself in an answer is blanked, and nothing beside it."""

import pytest

from netwatch import registry
from netwatch.model.platform import CONFIG, FILES, VERSION
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.noise import blank

TUNNEL = "interface Tunnel7\n tunnel mpls traffic-eng bandwidth 5000\n tunnel mode mpls\n"


@pytest.mark.parametrize(
    ("platform", "topic", "text", "left"),
    [
        ("cisco_ios", CONFIG, "ntp clock-period 17179870\nend", "\nend"),
        (
            "cisco_ios",
            CONFIG,
            TUNNEL + " tunnel mpls traffic-eng auto-bw\n",
            TUNNEL.replace(" 5000", "") + " tunnel mpls traffic-eng auto-bw\n",
        ),
        # Set by hand, or of another interface: it means something.
        ("cisco_ios", CONFIG, TUNNEL, TUNNEL),
        (
            "cisco_ios",
            CONFIG,
            TUNNEL + "interface Tunnel8\n tunnel mpls traffic-eng auto-bw\n",
            TUNNEL + "interface Tunnel8\n tunnel mpls traffic-eng auto-bw\n",
        ),
        (
            "cisco_nxos",
            CONFIG,
            "  vsan 1 wwn 21:00:00:24:ff:00:00:01 fcid 0x750000 dynamic\n",
            "\n",
        ),
        (
            "cisco_nxos",
            CONFIG,
            "  vsan 1 wwn 21:00:00:24:ff:00:00:01 fcid 0x750000\n",
            "  vsan 1 wwn 21:00:00:24:ff:00:00:01 fcid 0x750000\n",
        ),
    ],
)
def test_noise_of_a_platform(platform, topic, text, left):
    assert blank(text, registry.platform(platform).noise, topic) == left


@pytest.mark.parametrize(
    ("platform", "topic", "text", "left"),
    [
        ("cisco_ios", FILES, "    6  -rwx  40960  Nov 3 2025 09:20:11 +00:00  a.log", "a.log"),
        (
            "cisco_xr",
            FILES,
            "  13 -rw-r--r--. 1 8192 Sep  1 10:00 nvgen_bkup.log",
            "nvgen_bkup.log",
        ),
        ("cisco_ios", FILES, "  6 -rwx  40960  Nov 3 2025 09:20:11  catalog.bin", None),
        ("cisco_ios", FILES, "  6 -rwx  40960  Nov 3 2025 09:20:11  a.log.pcap", None),
        (
            "cisco_asa",
            VERSION,
            "Botnet Traffic Filter             : Enabled        39 days",
            "Botnet Traffic Filter             : Enabled        N days",
        ),
        ("cisco_asa", VERSION, "Maximum VLANs : 100            perpetual", None),
        (
            "mikrotik_routeros",
            FILES,
            ' 1 name="flash/log.0.txt" type=".txt file" size=20480 last-modified=2025-11-09',
            ' 1 name="flash/log.0.txt" type=".txt file"',
        ),
        ("mikrotik_routeros", FILES, ' 1 name="flash/a.txt" type=".txt file" size=20480', None),
    ],
)
def test_what_is_read_and_moves(platform, topic, text, left):
    volatile = registry.platform(platform).volatile
    assert blank(text, volatile, topic) == (text if left is None else left)


def test_the_bytes_of_a_certificate_are_no_statement():
    text = (
        "crypto pki certificate chain TP\n certificate self-signed 01\n  30820330 A0030201\n"
        "  9A\n  \tquit\nroute-map beef\n deadbeef\n"
    )
    assert [each.text for each in by_indent(text)] == [
        "crypto pki certificate chain TP",
        "certificate self-signed 01",
        "quit",
        "route-map beef",
        "deadbeef",
    ]
