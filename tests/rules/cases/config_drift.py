from support.build import Case, erspan, lines, state, tunnel

from netwatch.model.evidence import Severity
from netwatch.model.mirror import Tunnel

OLD = "hostname r1\ninterface Gi1/0/1\n ip address 192.0.2.1 255.255.255.0\n shutdown\nend\n"
TUNNEL = "interface Tunnel5\n mtu 1400\n tunnel destination 198.51.100.9\n"
QUOTED = (
    Tunnel(
        "Tunnel5",
        remote="198.51.100.9",
        evidence=(lines(TUNNEL)[0], lines(TUNNEL)[2]),
    ),
)
SESSION = "monitor session 52 type erspan-source\n  ip address 198.51.100.9\n"

FIRES = {
    "under-one-interface": Case(
        before=state(config=OLD),
        after=state(config=OLD.replace(" shutdown\n", " description up\n no cdp enable\n")),
        severity=Severity.LOW,
        says=("under 'interface Gi1/0/1': 2 added, 1 removed", "added 'description up'"),
        quotes=("interface Gi1/0/1", "no cdp enable", "shutdown"),
    ),
    "at-the-global-level": Case(
        before=state(config=OLD),
        after=state(config=OLD + "ip http server\n"),
        severity=Severity.LOW,
        says=("at the global level: 1 added, 0 removed",),
    ),
    "a-new-stanza-is-one-section": Case(
        before=state(config=OLD),
        after=state(config=OLD + "router bgp 65000\n neighbor 192.0.2.9\n  remote-as 65001\n"),
        severity=Severity.LOW,
        says=("under 'router bgp 65000': 3 added",),
    ),
    "only-removed": Case(
        before=state(config=OLD),
        after=state(config=OLD.replace(" shutdown\n", "")),
        severity=Severity.LOW,
        says=("removed 'shutdown'",),
    ),
    "what-else-a-new-tunnel-holds": Case(
        before=state(config="", tunnels=()),
        after=state(config=TUNNEL, tunnels=QUOTED),
        severity=Severity.INFO,
        says=("added 'mtu 1400'",),
    ),
    "two-sections-are-two-findings": Case(
        before=state(config=OLD),
        after=state(config=OLD.replace(" shutdown\n", "") + "ip http server\n"),
        severity=Severity.LOW,
        count=2,
    ),
}
QUIET = {
    "reordered-and-re-aligned": Case(
        before=state(config="a\nb\ninterface Gi1\n x  y\n z\n"),
        after=state(config="b\ninterface Gi1\n  z\n  x y\na\n"),
    ),
    "a-mirror-rule-says-it": Case(
        before=state(config="", mirrors=()),
        after=state(config="\n" * 199 + SESSION, mirrors=(erspan(),)),
    ),
    "a-tunnel-rule-says-it": Case(
        before=state(config="", tunnels=()),
        after=state(
            config="\n" * 39 + "interface Tunnel5\n tunnel destination 198.51.100.9\n",
            tunnels=(tunnel(),),
        ),
    ),
    "not-observed-before": Case(before=state(files=()), after=state(config=OLD)),
}
