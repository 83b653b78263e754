"""An attestation from answers to finding and ladder, through a real store."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support import golden
from support.attesting import PRODUCT, SERIAL, STAGES, published

from netwatch import registry
from netwatch.app.check import judge
from netwatch.app.image_views import climb
from netwatch.app.watch import Watch
from netwatch.model.device import Device
from netwatch.model.known_good import TrustRoot
from netwatch.model.ladder import Verdict
from netwatch.model.policy import Policy
from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.model.state import Identity
from netwatch.store import Store

NOW = datetime(2026, 3, 2, tzinfo=UTC)
DEVICE = Device(name="acc-sw9", address="192.0.2.1", platform="cisco_xe")
HASH = STAGES[2].digest.upper()


def answers():
    found = golden.answers(golden.HOME / "cisco_xe" / "attestation-of-one-device")
    return tuple(
        Artifact(topic, command, text) for topic in found for command, text in found.all(topic)
    )


@pytest.fixture
def watched(tmp_path):
    """Return how to judge a visit, and how to climb the ladder afterwards."""
    with Store.open(f"sqlite:///{tmp_path}/netwatch.db") as store:
        watch = Watch(collect=lambda _: None, store=store, now=lambda: NOW)

        def visit(artifacts):
            snapshot = Snapshot(
                device=DEVICE.name, platform=DEVICE.platform, taken_at=NOW, artifacts=artifacts
            )
            return judge(DEVICE, snapshot, watch)

        def boot():
            (climbed,) = climb(store, Policy(), (store.known_state(DEVICE.name),))
            return climbed.ladder.rungs[5]

        yield store, visit, boot


def keep_grounds(store, checked):
    root = checked.state.image.attestation.certificates[-1]
    kept = TrustRoot(pem=root, subject="CN=root", fingerprint="ab", source="root.pem")
    store.keep_trust_roots([kept], at=NOW)
    store.keep_known_good(published(), source="kgv.json", at=NOW)


def failed(checked):
    return {
        each.finding.subject
        for each in checked.findings
        if each.finding.rule == "attestation-failed"
    }


def test_a_boot_that_holds_is_verified_once_roots_and_values_are_imported(watched):
    store, visit, boot = watched
    checked = visit(answers())
    assert checked.state.identity == Identity("acc-sw9", SERIAL, PRODUCT)
    assert failed(checked) == set()
    assert boot().verdict is Verdict.UNVERIFIABLE
    assert "netwatch import trust-root" in boot().why
    keep_grounds(store, checked)
    assert failed(visit(answers())) == set()
    assert boot().verdict is Verdict.VERIFIED


def test_a_hash_of_other_code_is_found_and_over_when_it_is_gone(watched):
    store, visit, boot = watched
    keep_grounds(store, visit(answers()))
    tampered = tuple(
        replace(each, text=each.text.replace(HASH, HASH.replace("E", "D"))) for each in answers()
    )
    assert failed(visit(tampered)) == {"attestation registers", "attestation os"}
    assert boot().verdict is Verdict.CONTRADICTED
    # A visit that did not ask decides nothing.
    version = tuple(each for each in answers() if each.topic == "version")
    assert failed(visit(version)) == {"attestation registers", "attestation os"}
    assert failed(visit(answers())) == set()


def test_a_recorded_answer_is_found(watched):
    store, visit, _ = watched
    keep_grounds(store, visit(answers()))
    replayed = tuple(
        replace(each, command=each.command.replace("123456789", "987654321")) for each in answers()
    )
    assert failed(visit(replayed)) == {
        "attestation signature", "attestation nonce", "attestation certificates",
    }  # fmt: skip


def test_the_platform_lists_what_the_answers_answer():
    may_send = registry.platform("cisco_xe").may_send
    assert all(may_send(each.command) for each in answers())
