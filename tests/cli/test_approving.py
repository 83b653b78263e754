"""Approvals through the command line: what they explain, when they end, who may grant them."""

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.lab

NEW = "monitor session 52"
TERMS = ("--ticket", "CHG123", "--reason", "IDS pilot", "--by", "ada")


@pytest.fixture
def clock(monkeypatch):
    """Move netwatch's one clock; sessions still take the time they take."""

    class Clock:
        offset = timedelta()

        def __call__(self):
            return datetime.now(UTC) + self.offset

    moving = Clock()
    for place in ("workspace", "sweep", "collecting"):
        monkeypatch.setattr(f"netwatch.app.{place}.utc_now", moving, raising=False)
    return moving


@pytest.fixture
def tampered(run, lab):
    """core-rtr1 after somebody added an ERSPAN session to an address nobody knows."""
    run("check", "core-rtr1")
    lab.stage("after", "core-rtr1")
    assert run("check", "core-rtr1").code == 1
    return lab


def _kept(run, *words):
    found = run("findings", "core-rtr1", "--format", "json", *words).json
    return {each["rule"]: each for each in found}


def later(days):
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}"


def test_an_approved_mirror_is_explained_and_stays_listed(run, tampered):
    one = _kept(run)["mirror-new-destination"]["fingerprint"]
    result = run("approve", one[:8], "--until", later(30), *TERMS, "--format", "json")
    assert result.code == 0, result.err
    (approval,) = result.json["approvals"]
    assert (approval["state"], approval["kind"], approval["ticket"]) == (
        "granted", "mirror", "CHG123",
    )  # fmt: skip
    assert approval["devices"] == ["core-rtr1"]
    assert approval["until"] == f"{later(30)}T23:59:59Z"
    mirror = {name: each for name, each in _kept(run).items() if each["approval"]}
    assert {
        "mirror-new-session", "mirror-new-destination", "mirror-unknown-owner",
    } <= set(mirror)  # fmt: skip
    for each in mirror.values():
        assert each["status"] == "explained"
        assert each["approval"] == f"owner ada, ticket CHG123, until {later(30)} (approval 1)"
    again = run("check", "core-rtr1", "--format", "json").json[0]
    after = {each["rule"]: each["status"] for each in again["findings"]}
    assert after.items() >= dict.fromkeys(mirror, "explained").items()
    assert "explained" in run("findings", "core-rtr1").out
    assert "CHG123" in run("findings", "core-rtr1").out


def test_only_what_the_approval_covers_is_explained(run, tampered):
    one = _kept(run)["mirror-new-destination"]["fingerprint"]
    before = {name: each for name, each in _kept(run).items() if not name.startswith("mirror-")}
    run("approve", one, "--until", "30d", *TERMS)
    for name in before:
        assert _kept(run)[name]["status"] == "open", name


def test_a_lapsed_approval_opens_anew_and_is_told_as_expired(run, tampered, clock):
    one = _kept(run)["mirror-new-destination"]["fingerprint"]
    assert run("approve", one, "--until", "10d", *TERMS).code == 0
    clock.offset = timedelta(days=9)
    quiet = run("check", "core-rtr1", "--format", "json").json[0]
    assert all(each["status"] == "explained" for each in quiet["findings"] if each["approval"])
    assert "mirror-approval-expired" not in {each["rule"] for each in quiet["findings"]}
    clock.offset = timedelta(days=11)
    result = run("check", "core-rtr1", "--format", "json")
    assert result.code == 1
    found = {each["rule"]: each for each in result.json[0]["findings"]}
    for rule in ("mirror-approval-expired", "mirror-new-destination", "mirror-unknown-owner"):
        assert (found[rule]["status"], found[rule]["new"]) == ("open", True), rule
    assert "CHG123" in found["mirror-approval-expired"]["title"]
    steps = run("findings", "--history", one[:8], "--format", "json").json["events"]
    assert [each["kind"] for each in steps] == ["opened", "explained", "reopened"]


def test_an_expired_approval_can_be_renewed(run, tampered, clock):
    one = _kept(run)["mirror-new-destination"]["fingerprint"]
    run("approve", one, "--until", "10d", *TERMS)
    clock.offset = timedelta(days=11)
    run("check", "core-rtr1")
    expired = _kept(run)["mirror-approval-expired"]["fingerprint"]
    assert run("approve", expired, "--until", "30d", *TERMS).code == 0
    run("check", "core-rtr1")
    assert "mirror-approval-expired" not in _kept(run)
    assert _kept(run)["mirror-new-destination"]["status"] == "explained"


def test_a_revoked_approval_opens_what_it_explained_at_once(run, tampered):
    one = _kept(run)["mirror-new-destination"]["fingerprint"]
    run("approve", one, "--until", "30d", *TERMS)
    refused = run("approve", "--revoke", "1", "--by", "bob")
    assert refused.code == 2
    assert "--reason" in refused.err
    ended = run("approve", "--revoke", "1", "--by", "bob", "--reason", "pilot over", "-f", "json")
    assert {each["status"] for each in ended.json["changed"]} == {"open"}
    assert all(each["new"] for each in ended.json["changed"])
    assert _kept(run)["mirror-new-destination"]["status"] == "open"
    (listed,) = [e for e in run("approve", "--list", "-f", "json").json if e["id"] == 1]
    assert listed["state"] == "revoked"
    assert listed["revoked"]["by"] == "bob"
    assert run("approve", "--revoke", "1", "--reason", "again").code == 2
    assert run("approve", "--revoke", "77", "--reason", "none").code == 2
    assert run("check", "core-rtr1").code == 1


def test_a_source_that_was_not_approved_is_not_explained(run, tampered):
    """The default permission is for the sources of that day: more of them is news."""
    one = _kept(run)["mirror-new-destination"]["fingerprint"]
    run("approve", one, "--until", "30d", *TERMS)
    (listed,) = [e for e in run("approve", "--list", "-f", "json").json if e["id"]]
    assert listed["sources"]
    assert listed["destinations"] != []
    wide = run("approve", one, "--until", "30d", "--scope", "destination", *TERMS, "-f", "json")
    assert wide.json["approvals"][0]["sources"] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--until", "2020-01-01", *TERMS), "over already"),
        (("--until", "soon", *TERMS), "is no time"),
        (TERMS, "--until"),
        (("--until", "30d", "--by", "ada", "--reason", "x"), "--ticket"),
        (("--until", "30d", "--by", "ada", "--ticket", "x"), "--reason"),
        (("--until", "30d", "--scope", "model", *TERMS), "does not fit"),
    ],
)
def test_what_cannot_be_approved_says_why(run, tampered, words, says):
    one = _kept(run)["mirror-new-destination"]["fingerprint"]
    result = run("approve", one, *words)
    assert result.code == 2
    assert says in result.err
    assert [each for each in run("approve", "--list", "-f", "json").json if each["id"]] == []


def test_a_mirror_without_end_needs_the_policy(run, tampered, tmp_path):
    one = _kept(run)["mirror-new-destination"]["fingerprint"]
    policy = tmp_path / "policy.yaml"
    policy.write_text(policy.read_text() + "approvals_without_end: true\n")
    result = run("approve", one, *TERMS, "--format", "json")
    assert result.json["approvals"][0]["until"] is None


def test_the_longest_approval_is_policy(run, tampered, tmp_path):
    one = _kept(run)["mirror-new-destination"]["fingerprint"]
    policy = tmp_path / "policy.yaml"
    policy.write_text(policy.read_text() + "approvals_longest_days: 20\n")
    assert "20 days at most" in run("approve", one, "--until", "30d", *TERMS).err
    assert run("approve", one, "--until", later(20), *TERMS).code == 0


def test_four_eyes(run, tampered, tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text(policy.read_text() + "approvals_need_two: true\n")
    one = _kept(run)["mirror-new-destination"]["fingerprint"]
    asked = run("approve", one, "--until", "30d", *TERMS, "--format", "json")
    assert asked.json["approvals"][0]["state"] == "requested"
    assert _kept(run)["mirror-new-destination"]["status"] == "open"
    alone = run("approve", one, "--by", " ADA ")
    assert alone.code == 2
    assert "another person" in alone.err
    other = run("approve", one, "--by", "bob", "--ticket", "CHG999")
    assert "other terms" in other.err
    granted = run("approve", one, "--by", "bob", "--format", "json")
    (approval,) = granted.json["approvals"]
    assert approval["state"] == "granted"
    assert (approval["requested"]["by"], approval["granted"]["by"]) == ("ada", "bob")
    assert approval["granted"]["login"] == approval["requested"]["login"]
    assert _kept(run)["mirror-new-destination"]["status"] == "explained"


def test_four_eyes_in_one_call_and_the_table(run, tampered, tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text(policy.read_text() + "approvals_need_two: true\n")
    one = _kept(run)["mirror-new-destination"]["fingerprint"]
    words = ("--ticket", "C1", "--reason", "r", "--until", "30d", "--requested-by", "ada")
    assert "another person" in run("approve", one, *words, "--by", "ada").out
    assert run("approve", "--revoke", "1", "--reason", "redo").code == 0
    done = run("approve", one, *words, "--by", "bob")
    assert "approval 2 is granted" in done.out
    assert "cannot tell whether two people agreed" in done.out


def test_other_findings_are_approved_exactly(run, lab):
    run("check", "core-rtr1")
    lab.stage("after", "core-rtr1")
    run("check", "core-rtr1")
    drift = _kept(run)
    name = next(each for each in drift if not each.startswith(("mirror-", "image-")))
    one = drift[name]["fingerprint"]
    result = run("approve", one, *TERMS, "--format", "json")
    assert result.json["approvals"][0]["kind"] == "drift"
    assert [each["fingerprint"] for each in result.json["changed"]] == [one]
    run("check", "core-rtr1")
    assert _kept(run)[name]["status"] == "explained"
    lab.stage("restored", "core-rtr1")
    run("check", "core-rtr1")
    assert name not in _kept(run) or _kept(run)[name]["fingerprint"] != one


def test_an_image_is_approved_for_its_model(run, lab):
    run("check", "acc-sw1")
    lab.stage("after", "acc-sw1")
    run("check", "acc-sw1")
    found = run("findings", "acc-sw1", "--rule", "image-digest-changed", "-f", "json").json
    result = run("approve", found[0]["fingerprint"], "--until", "30d", *TERMS, "-f", "json")
    assert result.code == 0, result.err
    (approval,) = result.json["approvals"]
    assert approval["kind"] == "image"
    assert approval["digest"] in found[0]["subject"]
    assert approval["models"]
    (after,) = run("findings", "acc-sw1", "--rule", "image-digest-changed", "-f", "json").json
    assert after["status"] == "explained"


def test_policy_approvals_explain_as_well_and_name_their_line(run, tampered, tmp_path):
    policy = tmp_path / "policy.yaml"
    text = policy.read_text().replace(
        "approvals:\n",
        "approvals:\n"
        "  - {devices: [core-*], destinations: ['*'], ticket: CHG5, expires: 2099-01-01}\n",
    )
    policy.write_text(text)
    line = text.split("\n").index(next(e for e in text.split("\n") if "CHG5" in e)) + 1
    run("check", "core-rtr1")
    found = _kept(run)["mirror-new-destination"]
    assert found["status"] == "explained"
    assert found["approval"] == f"ticket CHG5, until 2099-01-01 (policy.yaml:{line})"
    told = run("findings", "--explain", found["fingerprint"], "-f", "json").json["decisions"]
    (approval,) = [each for each in told if each["about"] == "approval"]
    assert (approval["source"], approval["line"]) == ("policy.yaml", line)
    policy.write_text(text.replace("2099-01-01", "2020-01-01"))
    again = run("check", "core-rtr1", "-f", "json")
    assert again.code == 1
    found = {each["rule"]: each for each in again.json[0]["findings"]}
    assert found["mirror-new-destination"]["new"]
    assert found["mirror-approval-expired"]["status"] == "open"
