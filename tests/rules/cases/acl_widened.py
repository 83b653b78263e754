from dataclasses import replace

from support.build import Case, policy, state, traits

from netwatch.model.evidence import Severity

OURS = policy(prefixes=("192.0.2.0/24", "10.0.0.0/8"), collectors=(("10.1.1.1/32", "nms1"),))
GUARD = ("vty 0 4 access-class in", "VTY-ACL")
NET = "VTY-ACL permit tcp 192.0.2.0 0.0.0.127 any"
OTHER = "VTY-ACL permit tcp 10.9.0.0 0.0.0.255 any"
DENY = "VTY-ACL deny tcp host 192.0.2.66 any"


def entries(*given, guards=(GUARD,)):
    return state(**traits(permits=given, protections=guards))


def opened(entry, severity, *says):
    return Case(
        before=entries(NET),
        after=entries(NET, entry),
        policy=OURS,
        severity=severity,
        says=says,
        quotes=(entry,),
    )


FIRES = {
    "an-address-nobody-knows": opened(
        "VTY-ACL permit tcp host 203.0.113.66 any eq 22",
        Severity.HIGH,
        "now lets in the address 203.0.113.66, which no known prefix",
    ),
    "everybody": opened("VTY-ACL permit ip any any", Severity.HIGH, "every address"),
    "a-network-of-nobody": opened(
        "VTY-ACL permit tcp 203.0.113.0/24 any", Severity.HIGH, "the network 203.0.113.0/24"
    ),
    "a-network-of-ours": opened(
        "VTY-ACL permit tcp 10.2.3.0 0.0.0.255 any", Severity.MEDIUM, "of prefix 10.0.0.0/8"
    ),
    "a-wide-network-of-ours": opened(
        "VTY-ACL permit tcp 10.0.0.0 0.255.255.255 any", Severity.HIGH
    ),
    "partly-ours": opened("VTY-ACL permit tcp 192.0.0.0/16 any", Severity.HIGH),
    "a-known-collector": opened(
        "VTY-ACL permit udp host 10.1.1.1 any", Severity.LOW, "of collector nms1"
    ),
    "netmask-and-number": opened(
        "VTY-ACL 25 permit tcp 203.0.113.0 255.255.255.0 any", Severity.HIGH
    ),
    "nothing-that-is-an-address": opened("VTY-ACL permit object-group EVIL", Severity.MEDIUM),
    "a-deny-gone": Case(
        before=entries(DENY, NET),
        after=entries(NET),
        severity=Severity.MEDIUM,
        says=("no longer turns away: deny tcp host 192.0.2.66 any",),
        quotes=(DENY,),
    ),
    "taken-off-the-line": Case(
        before=entries(NET),
        after=entries(guards=()),
        severity=Severity.HIGH,
        says=("No access list guards any more: vty 0 4 access-class in (VTY-ACL) is gone",),
        quotes=("vty 0 4 access-class in VTY-ACL",),
    ),
    "another-list-that-lets-in-more": Case(
        before=entries(NET),
        after=entries("OPEN permit ip any any", guards=((GUARD[0], "OPEN"),)),
        severity=Severity.HIGH,
        says=("Access list OPEN now lets in every address",),
    ),
}
FIRES |= {
    "a-list-of-addresses": Case(
        before=entries("prefix-list MGMT permit 192.0.2.0/24"),
        after=entries(
            "prefix-list MGMT permit 192.0.2.0/24", "prefix-list MGMT permit 203.0.113.5/32"
        ),
        policy=OURS,
        severity=Severity.HIGH,
        says=("Access list prefix-list MGMT now lets in the address 203.0.113.5",),
    ),
    "a-rule-without-a-source": opened("input permit dst-port 22 protocol tcp", Severity.HIGH),
    "a-rule-with-a-list": opened("input permit src-address-list x dst-port 22", Severity.MEDIUM),
    "icmp": opened("PROTECT-RE permit any protocol icmp", Severity.LOW),
    "addresses-in-the-guard-itself": Case(
        before=entries(guards=(("service ssh address", "192.0.2.0/24"),)),
        after=entries(guards=(("service ssh address", "192.0.2.0/24 203.0.113.66"),)),
        policy=OURS,
        severity=Severity.HIGH,
        says=("The guard service ssh address now lets in the address 203.0.113.66",),
    ),
    "everybody-in-the-guard-itself": Case(
        before=entries(guards=(("admin eve trusthost", "192.0.2.0/255.255.255.0"),)),
        after=entries(guards=(("admin eve trusthost", ""),)),
        severity=Severity.HIGH,
    ),
    "a-drop-gone": Case(
        before=entries(guards=("input drop any",)),
        after=entries(guards=()),
        severity=Severity.MEDIUM,
        says=("Access list input no longer turns away: drop any",),
    ),
    "a-community-lost-its-list": Case(
        before=entries(guards=(("snmp community <secret:aa> access list", "10"),)),
        after=replace(entries(guards=()), config="snmp-server community <secret:aa> RO\n"),
        severity=Severity.HIGH,
    ),
}
FIRES |= {
    "a-group-of-addresses-is-not-its-destination": opened(
        "CP permit tcp object-group staff any eq ssh", Severity.MEDIUM
    ),
    "a-group-of-protocols": opened("CP permit object-group svc any any", Severity.HIGH),
    "a-named-source-is-not-all": opened(
        "local-in permit srcaddr MGMT intf wan1 dstaddr all service SSH", Severity.MEDIUM
    ),
    "numbered-lists-keep-their-number": opened(
        "acl 2000 permit source 203.0.113.66 0", Severity.HIGH, "Access list acl 2000 now lets in"
    ),
    "the-default-opened": Case(
        before=entries(guards=(("iptables INPUT policy", "drop"),)),
        after=entries(guards=(("iptables INPUT policy", "accept"),)),
        severity=Severity.HIGH,
        says=("no longer turned away by iptables INPUT policy (drop): it is now",),
    ),
    "the-default-gone": Case(
        before=entries(guards=(("ipv4 input default-action", "drop"),)),
        after=entries(guards=()),
        severity=Severity.HIGH,
    ),
    "loopback": opened('nft input permit iifname "lo"', Severity.LOW),
}
QUIET = {
    "a-community-gone-with-its-list": Case(
        before=entries(guards=(("snmp community <secret:aa> access list", "10"),)),
        after=replace(entries(guards=()), config="hostname r1\n"),
    ),
    "a-server-gone-with-its-list": Case(
        before=state(
            **traits(
                permits=(), protections=(("ip http access-class", "7"),), services=("http server",)
            )
        ),
        after=state(**traits(permits=(), protections=(), services=())),
    ),
    "fewer-addresses-in-the-guard": Case(
        before=entries(guards=(("service ssh address", "192.0.2.0/24 10.0.0.0/8"),)),
        after=entries(guards=(("service ssh address", "192.0.2.0/25"),)),
    ),
    "resequenced": Case(before=entries(NET, OTHER, DENY), after=entries(DENY, OTHER, NET)),
    "renumbered": Case(
        before=entries("VTY-ACL 10 permit ip host 10.0.0.1 any"),
        after=entries("VTY-ACL 20 permit ip host 10.0.0.1 any"),
    ),
    "narrowed": Case(
        before=entries(NET), after=entries("VTY-ACL permit tcp 192.0.2.0 0.0.0.15 any")
    ),
    "a-permit-gone": Case(before=entries(NET, OTHER), after=entries(NET)),
    "a-deny-added": Case(before=entries(NET), after=entries(DENY, NET)),
    "a-list-where-none-was": Case(before=entries(guards=()), after=entries(NET)),
    "another-name-for-the-same-list": Case(
        before=entries(NET),
        after=entries(NET.replace("VTY-ACL", "MGMT"), guards=((GUARD[0], "MGMT"),)),
    ),
    "no-protection-but-a-list": Case(
        before=entries(NET, guards=(GUARD, ("vty 0 4 transport output", "none"))),
        after=entries(NET),
    ),
}
