"""What may go wrong between netwatch and a cloud's REST API, the same for every such cloud."""

import socket
import threading

import pytest
from support.clouds import stages
from support.rest_clouds import REPLAYS, cloud, visit

from netwatch import registry
from netwatch.collect.clouds._refusal import refusal
from netwatch.collect.clouds._rest import Client
from netwatch.collect.deadline import Halt, Lifeline
from netwatch.collect.errors import ForbiddenWriteError
from netwatch.model.device import Credentials
from netwatch.model.platform import MIRRORS, Command

pytestmark = pytest.mark.lab

each_cloud = pytest.mark.parametrize("name", sorted(REPLAYS))
MIRRORING = {"gcp": "packetMirrorings", "azure": "virtualNetworkTaps"}


def fault(name, kind, **more):
    return [{"path": MIRRORING[name], "kind": kind, **more}]


def question(name):
    return registry.platform(name).commands[1].text


class Waits(Halt):
    """Notes each pause between two tries, and makes none."""

    def __init__(self):
        super().__init__()
        self.noted = []

    def wait(self, seconds):
        self.noted.append(seconds)
        return False


POLICY = {"gcp": "packetMirrorings", "azure": "virtualNetworkTaps"}


@each_cloud
@pytest.mark.parametrize("said", ['password x"y', 'password: "', "secret \\", 'x\n password "{'])
def test_no_words_in_a_description_blind_the_reader(name, said):
    with cloud(name) as running:
        whole = visit(name, running.endpoint, redact=True)
        held = [{**each, "description": said} for each in running.objects[POLICY[name]]]
        running.become({**running.objects, POLICY[name]: held})
        seen = visit(name, running.endpoint, redact=True)
    assert whole.state.declared
    assert seen.state.declared == whole.state.declared


@each_cloud
def test_a_secret_in_a_description_is_replaced(name):
    with cloud(name) as running:
        held = [{**each, "tags": {"password": "hunter2"}} for each in running.objects[POLICY[name]]]
        running.become({**running.objects, POLICY[name]: held})
        seen = visit(name, running.endpoint, redact=True)
    assert seen.state.declared
    assert "hunter2" not in seen.text
    assert "<secret:" in seen.text


@each_cloud
def test_only_the_regions_of_the_inventory_are_looked_at(name):
    here = {"gcp": "europe-west1", "azure": "northeurope"}[name]
    with cloud(name, "after") as running:
        seen = visit(name, running.endpoint, regions=(here,))
    assert seen.failures == []
    placed = {each.partition("/")[0] for each in seen.mirrors}
    assert placed <= {here, "networksecurity", "subscriptions"}
    assert here in placed


def test_a_region_nobody_watches_may_be_gone():
    with cloud("gcp", unreachable=["europe-west1"]) as running:
        assert visit("gcp", running.endpoint, regions=("us-central1",)).failures == []
        assert visit("gcp", running.endpoint).failures


def test_a_project_without_network_security_has_none_and_is_told_so():
    faults = [{"path": "mirroringEndpointGroupAssociations", "kind": "disabled"}]
    with cloud("gcp", "after", faults=faults) as running:
        seen = visit("gcp", running.endpoint)
    assert seen.failures == []
    assert "SERVICE_DISABLED" in seen.snapshot.notes[0]
    assert seen.state.unseen == ("networksecurity",)
    assert not any(each.startswith("networksecurity/") for each in seen.mirrors)


@each_cloud
def test_only_listed_questions_are_asked_and_all_are_gets(name):
    with cloud(name, "after") as running:
        seen = visit(name, running.endpoint)
    assert seen.failures == []
    platform = registry.platform(name)
    assert {each.topic for each in (*platform.commands, *platform.templates)} - {
        "subscriptions",
        "mirroring-endpoint-group",
    } == {each.topic for each in seen.snapshot.artifacts}
    assert all(platform.may_send(each) for each in running.asked), running.asked
    assert {each.split()[0] for each in running.received} == {"GET"}


@each_cloud
def test_two_visits_keep_the_same_texts(name):
    with cloud(name, "after") as running:
        first, second = (visit(name, running.endpoint) for _ in range(2))
    assert first.snapshot == second.snapshot


@each_cloud
def test_pages_make_no_difference(name):
    with cloud(name, "after", page=1) as small, cloud(name, "after", page=500) as large:
        assert visit(name, small.endpoint).snapshot == visit(name, large.endpoint).snapshot
        assert len(small.asked) > len(large.asked)


@each_cloud
@pytest.mark.parametrize("kind", ["throttle", "unavailable"])
def test_what_passes_is_waited_for(name, kind):
    halt = Waits()
    with cloud(name, faults=fault(name, kind, times=2, after=7)) as running:
        seen = visit(name, running.endpoint, halt=halt)
        assert seen.failures == []
        assert sum(MIRRORING[name] in each for each in running.received) >= 3
    assert halt.noted == {"throttle": [7, 7], "unavailable": [1, 2]}[kind]


@each_cloud
def test_a_wait_longer_than_the_visit_ends_it_at_once(name):
    with cloud(name, faults=fault(name, "throttle", after=900)) as running:
        halt = Waits()
        seen = visit(name, running.endpoint, halt=halt)
    assert halt.noted == []
    assert seen.failures == [(None, "timeout")]
    assert "900 s" in seen.details
    assert seen.state.declared is None


@each_cloud
def test_throttling_without_end_is_a_failure_of_the_question(name):
    with cloud(name, faults=fault(name, "unavailable")) as running:
        seen = visit(name, running.endpoint, halt=Waits(), timeout_s=100)
    assert (question_asked(seen, name), "incomplete") in seen.failures
    assert seen.state.declared is None


def question_asked(seen, name):
    return next((each for each, _ in seen.failures if each and MIRRORING[name] in each), None)


@each_cloud
@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [("forbidden", "403", "auth-failed"), ("missing", "404", "command-rejected")],
)
def test_a_refused_question_names_itself_and_observes_nothing(name, kind, status, reason):
    with cloud(name, "after", faults=fault(name, kind, text="no such right")) as running:
        seen = visit(name, running.endpoint)
    assert (question_asked(seen, name), reason) in seen.failures
    assert f"HTTP {status} REFUSED: 'no such right'" in seen.details
    assert "docs/clouds.md" in seen.details
    assert seen.state.declared is None
    assert not any(each.topic == MIRRORS for each in seen.snapshot.artifacts)


@each_cloud
def test_a_bare_token_that_is_over_is_a_failed_login(name):
    with cloud(name) as running:
        seen = visit(name, running.endpoint, Credentials(username="", token="0ld-t0ken"))
    assert seen.failures == [(None, "auth-failed")]
    assert "0ld-t0ken" not in seen.text
    assert len(running.received) == 1


@each_cloud
def test_a_token_that_an_answer_repeats_is_not_kept(name):
    given = registry.unit("lab.clouds", name).CREDENTIALS
    text = f"the token {given.token} may not"
    with cloud(name, faults=[{"path": MIRRORING[name], "kind": "forbidden", "text": text}]) as one:
        seen = visit(name, one.endpoint)
    assert "<secret> may not" in seen.details
    assert given.token not in seen.text


@each_cloud
@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", "{", "<html>login</html>", "[" * 100_000, '{"a": 1}', '"x"', "1" * 9999],
)
def test_an_answer_that_is_none_is_incomplete(name, body):
    with cloud(name, "after", faults=fault(name, "body", text=body)) as running:
        seen = visit(name, running.endpoint)
    assert (question_asked(seen, name), "incomplete") in seen.failures
    assert seen.state.declared is None


@each_cloud
def test_half_an_answer_is_incomplete(name):
    with cloud(name, "after", faults=fault(name, "truncate")) as running:
        seen = visit(name, running.endpoint)
    assert (question_asked(seen, name), "incomplete") in seen.failures
    assert seen.state.declared is None


@each_cloud
def test_an_answer_without_measure_is_cut(name):
    with cloud(name, faults=fault(name, "oversize", bytes=300_000)) as running:
        seen = visit(name, running.endpoint, limits={"answer_bytes": 200_000})
    assert (question_asked(seen, name), "incomplete") in seen.failures
    assert "200,000 bytes" in seen.details


@each_cloud
def test_pages_without_end_are_cut(name):
    with cloud(name, "after", page=1) as running:
        seen = visit(name, running.endpoint, limits={"pages": 1})
    assert (question_asked(seen, name), "incomplete") in seen.failures
    assert "does not end" in seen.details


@each_cloud
def test_a_hang_ends_with_the_visit(name):
    with cloud(name, faults=fault(name, "hang")) as running:
        seen = visit(name, running.endpoint, timeout_s=1.0)
    assert seen.failures == [(None, "timeout")]
    assert "the limit of 1 s was up" in seen.details


@each_cloud
def test_a_stop_ends_a_visit_that_hangs(name):
    halt = Halt()
    with cloud(name, faults=fault(name, "hang")) as running:
        threading.Timer(0.3, halt.now).start()
        seen = visit(name, running.endpoint, timeout_s=60, halt=halt)
    assert seen.failures == [(None, "timeout")]
    assert "netwatch was stopped" in seen.details


@each_cloud
def test_no_token_follows_a_redirect(name):
    with cloud(name) as collector:
        to = collector.endpoint
        with cloud(name, faults=fault(name, "redirect", to=to)) as running:
            seen = visit(name, running.endpoint)
    assert collector.received == []
    assert (question_asked(seen, name), "command-rejected") in seen.failures
    assert "127.0.0.1" in seen.details


def test_a_next_page_on_another_host_is_not_asked_for():
    with cloud("azure") as collector:
        faults = fault("azure", "elsewhere", to=collector.endpoint)
        with cloud("azure", faults=faults) as running:
            seen = visit("azure", running.endpoint)
    assert collector.received == []
    assert (question_asked(seen, "azure"), "incomplete") in seen.failures
    assert seen.state.declared is None


def test_a_next_page_of_another_question_is_not_asked_for():
    with cloud("azure", page=500) as running:
        running.become(
            {**running.objects, "faults": fault("azure", "elsewhere", to=running.endpoint)}
        )
        seen = visit("azure", running.endpoint)
    assert (question_asked(seen, "azure"), "incomplete") in seen.failures
    assert "not this question" in seen.details


@each_cloud
def test_another_account_is_a_stranger_and_nothing_is_kept(name):
    own = {"gcp": {"project": "evil-twin"}, "azure": {"subscription": "evil-twin"}}[name]
    replay = registry.unit("lab.clouds", name)

    class Twin(replay.Cloud):
        """Answers to the name it is asked by, and says its own."""

        def said(self, path, query):
            return super().said(path.replace(wanted, "evil-twin"), query)

    wanted = stages(REPLAYS[name])[0]["account"]
    with Twin({**stages(REPLAYS[name])[1]["before"], **own}) as running:
        seen = visit(name, running.endpoint)
    assert seen.failures == [(None, "wrong-device")]
    assert "evil-twin" in seen.details
    assert seen.snapshot.artifacts == ()


@each_cloud
def test_nobody_at_the_address_is_unreachable(name):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    seen = visit(name, f"http://127.0.0.1:{port}", halt=Waits())
    assert seen.failures == [(None, "unreachable")]


@each_cloud
def test_a_token_is_never_sent_in_the_clear_off_this_machine(name):
    seen = visit(name, "http://198.51.100.1")
    assert seen.failures == [(None, "unreachable")]
    assert "not https" in seen.details


@each_cloud
def test_a_name_that_is_no_account_is_told(name):
    with cloud(name) as running:
        seen = visit(name, running.endpoint, account="a/../../b c")
    assert seen.failures == [(None, "wrong-device")]
    assert running.received == []


@each_cloud
def test_what_is_not_listed_is_never_sent(name):
    platform = registry.platform(name)
    lifeline = Lifeline(5)
    client = Client(None, platform, None, lifeline, None, None)
    for text in ("GET /evil", "POST /x", platform.commands[0].text.replace("{arg}", "..")):
        with pytest.raises(ForbiddenWriteError):
            next(client.pages(Command(text, "x")))
    lifeline.close()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"error": []}', b'{"error": 7}', b"{" * 100_000, b'{"error": {"details": 1}}',
     b'{"error": {"code": [1], "message": {}, "errors": [1, {"reason": "\\ud800 x"}]}}'],
)  # fmt: skip
def test_no_refusal_makes_the_reader_of_refusals_raise(body):
    assert refusal(403, body).text.startswith("HTTP 403")
    assert not refusal(403, body).is_throttled


def test_googles_rate_limit_is_no_missing_right():
    body = b'{"error": {"code": 403, "errors": [{"reason": "rateLimitExceeded"}], "message": "x"}}'
    assert refusal(403, body).is_throttled
