import pytest

from netwatch.app.merging import CannotMergeError, merge

BASE = """hostname a
interface GigabitEthernet1/0/1
 description x
 shutdown
!
ntp server 192.0.2.1 prefer
monitor session 52 type erspan-source
 source interface Gi1/0/1
 destination
  ip address 192.0.2.200
!
banner motd ^C
ntp server 203.0.113.66
^C
line vty 0 4
 transport input ssh
end
"""


def lines(text):
    return [" ".join(each.split()) for each in text.splitlines() if each.strip() not in {"", "!"}]


def difference(fragment, platform="cisco_xe"):
    merged = merge(platform, BASE, fragment)
    before, after = lines(merged.before), lines(merged.after)
    return ([each for each in after if each not in before],
            [each for each in before if each not in after])  # fmt: skip


@pytest.mark.parametrize(
    ("fragment", "added", "removed"),
    [
        ("ntp server 192.0.2.9\n", ["ntp server 192.0.2.9"], []),
        (
            "interface GigabitEthernet1/0/1\n description y\n no shutdown\n",
            ["description y"], ["description x", "shutdown"],
        ),
        ("no ntp server 192.0.2.1\n", [], ["ntp server 192.0.2.1 prefer"]),
        (
            "no monitor session 52\n", [],
            ["monitor session 52 type erspan-source", "source interface Gi1/0/1", "destination",
             "ip address 192.0.2.200"],
        ),
        ("no ip http server\n", ["no ip http server"], []),
        ("no ntp server 192.0.2\n", ["no ntp server 192.0.2"], []),
    ],
)  # fmt: skip
def test_what_a_fragment_does(fragment, added, removed):
    assert difference(fragment) == (added, removed)


def test_nothing_changes_nothing():
    assert difference("\n") == ([], [])


def test_a_platform_hier_config_does_not_know_is_refused_with_its_reason():
    with pytest.raises(CannotMergeError, match=r"mikrotik_routeros.*give the whole"):
        merge("mikrotik_routeros", "", "")


def test_more_than_any_configuration_is_refused():
    with pytest.raises(CannotMergeError, match="too large"):
        merge("cisco_xe", "x" * 4_000_000, "y")
