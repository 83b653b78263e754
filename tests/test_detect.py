from dataclasses import replace
from datetime import UTC, datetime

from netwatch.claims import ABSENT, Present, config_claim, image_claim, mirror_claim, tunnel_claim
from netwatch.detect import detect, settle
from netwatch.model.device import Device
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import KeptFinding
from netwatch.model.image import Digest, Image
from netwatch.model.mirror import Direction, Mirror, MirrorKind, Source, SourceKind, Tunnel
from netwatch.model.platform import Platform
from netwatch.model.policy import Ignore, Policy, SeverityOverride
from netwatch.model.rule import Facts, Rule
from netwatch.model.state import ConfigLine, DeviceState, Reading
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.interfaces import interface_key

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
PLATFORM = Platform(
    name="x", title="X", read=lambda _: Reading(), flatten=by_indent, interface_key=interface_key
)
DEVICE = Device(name="r1", address="192.0.2.1", platform="x")
SPAN = Mirror(
    id="1",
    kind=MirrorKind.LOCAL,
    sources=(Source(SourceKind.INTERFACE, "GigabitEthernet1/0/1", Direction.RX),),
)


def state(**facets):
    return DeviceState(device="r1", platform="x", taken_at=NOON, **facets)


def facts(after, policy=None, known=None):
    return Facts(
        device=DEVICE,
        platform=PLATFORM,
        now=NOON,
        before=None,
        after=after,
        known=known or after,
        policy=policy or Policy(),
    )


def rule(*, lasting=False, needs=("mirrors",), found=True, claim=None):
    def judge(given):
        if found:
            yield made.finding(
                given,
                subject="thing",
                title="a thing",
                evidence=(Evidence("s", 1, "t"),),
                claim=claim,
            )

    made = Rule(
        id="some-rule",
        title="t",
        severity=Severity.HIGH,
        judge=judge,
        needs=needs,
        lasting=lasting,
    )
    return made


def kept(finding):
    return KeptFinding(finding=finding, first_seen=NOON, last_seen=NOON)


def test_a_rule_is_judged_only_when_what_it_needs_was_observed():
    assert detect(facts(state()), [rule()]) == ()
    assert len(detect(facts(state(mirrors=())), [rule()])) == 1


def test_policy_sets_the_severity_and_ignores():
    given = facts(
        state(mirrors=()),
        Policy(severities=(SeverityOverride(rule="some-rule", severity=Severity.INFO),)),
    )
    assert [each.severity for each in detect(given, [rule()])] == [Severity.INFO]
    quiet = facts(state(mirrors=()), Policy(ignores=(Ignore(rule="some-*", device="r?"),)))
    assert detect(quiet, [rule()]) == ()


def test_a_condition_that_was_judged_and_is_over_is_resolved():
    (finding,) = detect(facts(state(mirrors=())), [rule(lasting=True)])
    over = rule(lasting=True, found=False)
    assert settle([kept(finding)], [], facts(state(mirrors=())), [over]) == {
        finding.fingerprint: False
    }
    assert settle([kept(finding)], [], facts(state()), [over]) == {}


def test_a_change_stays_while_its_claim_holds():
    claimed = rule(claim=mirror_claim("1", SPAN))
    (finding,) = detect(facts(state(mirrors=(SPAN,))), [claimed])

    def verdict(after, known=None):
        return settle([kept(finding)], [], facts(after, known=known), [claimed])

    respelled = replace(
        SPAN, sources=(replace(SPAN.sources[0], name="Gi1/0/1"),), description="tidied"
    )
    assert verdict(state(mirrors=(respelled,))) == {finding.fingerprint: True}
    assert verdict(state(mirrors=())) == {finding.fingerprint: False}
    assert verdict(state()) == {}


def test_a_hidden_session_is_not_gone_because_nobody_could_look():
    claimed = rule(claim=mirror_claim("1", SPAN))
    (finding,) = detect(facts(state(mirrors=(SPAN,))), [claimed])
    config_only = state(declared=(), mirrors=())
    known = state(declared=(), operating=(SPAN,), mirrors=(SPAN,))
    given = facts(config_only, known=known)
    assert settle([kept(finding)], [], given, [claimed]) == {finding.fingerprint: True}


def test_claims_about_tunnels_images_and_statements():
    tunnel = Tunnel("Tunnel1", remote="192.0.2.1")
    digest = Digest("flash:x", "md5", "a")
    present = Present(
        state(
            tunnels=(tunnel,),
            image=Image(version="1", config_register="0x2102", digests=(digest,)),
            config="interface Gi1\n ip address 192.0.2.1\n",
        ),
        PLATFORM,
    )
    line = ConfigLine(("interface Gi1",), "ip address 192.0.2.1", 2)
    assert present.holds(tunnel_claim("Tunnel1", tunnel)) is True
    assert present.holds(tunnel_claim("Tunnel1", replace(tunnel, remote="203.0.113.1"))) is False
    assert present.holds(tunnel_claim("Tunnel9", None)) is True
    assert present.holds(image_claim("version", "1")) is True
    assert present.holds(image_claim("version", "2")) is False
    assert present.holds(image_claim("bootloader", "2")) is None
    assert present.holds(image_claim("config_register_next", "0x2142")) is False
    assert present.holds(image_claim("digests", digest)) is True
    assert present.holds(image_claim("digests", replace(digest, value="b"))) is False
    assert present.holds(config_claim(line.parents, (line,))) is True
    assert present.holds(config_claim(line.parents, (replace(line, text="shutdown"),))) is False
    assert mirror_claim("1", None).digest == ABSENT
