"""What two readings differ in, as sentences; each rule that is named exists."""

from datetime import UTC, datetime

import pytest

from netwatch import registry
from netwatch.app.explaining import configured
from netwatch.compare import compare
from netwatch.judgement.told_difference import _RULES, _TRAITS, Ways, told_difference

BASE = """hostname core-rtr1
!
ip access-list extended VTY-ACL
 10 permit tcp 192.0.2.0 0.0.0.255 any eq 22
!
monitor session 52 type erspan-source
 source interface Gi1/0/1
 no shutdown
 destination
  erspan-id 101
  ip address 192.0.2.50
  origin ip address 198.51.100.1
!
username admin privilege 15 secret 9 <secret:aaaaaaaaaaaa>
line vty 0 4
 access-class VTY-ACL in
end
"""


def told(old, new, ways=None):
    platform = registry.platform("cisco_xe")
    was, now = (configured("r", platform, each, datetime.now(UTC)) for each in (old, new))
    changes = compare(was, now, platform)
    return [
        (each.rule, each.text)
        for each in told_difference(changes, platform.interface_key, ways or Ways())
    ]


def test_a_destination_that_moved_is_one_sentence():
    assert told(BASE, BASE.replace("192.0.2.50", "203.0.113.9")) == [
        ("mirror-destination-changed", "mirror session 52: destination 192.0.2.50 -> 203.0.113.9")
    ]


@pytest.mark.parametrize(
    ("was", "now", "rule", "words"),
    [
        ("Gi1/0/1", "Gi1/0/1 - 2", "mirror-source-widened", "more: Gi1/0/2"),
        (" no shutdown", " shutdown", None, "no longer copies"),
        ("line vty", "username eve privilege 15\nline vty", "local-user-added", "user eve added"),
        ("aaaaaaaaaaaa", "bbbbbbbbbbbb", "secret-changed", "secret changed: username admin"),
        ("eq 22\n", "eq 22\n 20 permit ip any any\n", "acl-widened", "ACL VTY-ACL widened"),
    ],
)
def test_what_a_change_means(was, now, rule, words):
    found = told(BASE, BASE.replace(was, now, 1))
    assert any(each == rule and words in text for each, text in found), found


def test_between_two_devices_nothing_was_added():
    session = BASE[BASE.index("monitor") : BASE.index("username")]
    without, ways = BASE.replace(session, ""), Ways("only on b", "only on a", places=True)
    for old, new, words in ((without, BASE, "only on b"), (BASE, without, "only on a")):
        ((rule, text),) = told(old, new, ways)
        assert rule == "mirror-new-session"
        assert words in text
        assert "added" not in text


def test_text_alone_has_no_meaning():
    assert told(BASE, BASE + "ntp server 192.0.2.9\n") == []


def test_every_rule_that_is_named_exists():
    named = {rule for _, came, went in _TRAITS.values() for rule in (came, went)}
    named |= set(_RULES.values())
    assert named - {None} <= {each.id for each in registry.rules()}
