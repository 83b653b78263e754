"""The statements a line stands under."""

from netwatch.parsing.enclosing import parents

IOS = ["interface Gi1", "!", " ip address 10.1.2.3", "  deep", "end"]
JUNOS = [
    "interfaces {",
    "    ge-0/0/0 {",
    "        unit 0;",
    "    }",
    "    ge-0/0/1 {",
    "        unit 1;",
    "}",
]


def test_parents_are_told_outermost_first():
    assert parents(IOS, 3) == ((1, "interface Gi1"),)
    assert parents(IOS, 4) == ((1, "interface Gi1"), (3, "ip address 10.1.2.3"))
    assert parents(IOS, 5) == ()
    assert parents(JUNOS, 6) == ((1, "interfaces {"), (5, "ge-0/0/1 {"))
    assert parents(["set a b", "set c d"], 2) == ()
