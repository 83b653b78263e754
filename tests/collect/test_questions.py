"""What devices ask a person, answered over real SSH: declared answers, once, and no others."""

import dataclasses

import pytest
import yaml

from netwatch import registry
from netwatch.collect.access import Limits
from netwatch.lab.dialogue import load
from netwatch.model.platform import CONFIG, Command, Question
from netwatch.model.snapshot import Reason

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("threads_end")]

AGAIN = "Error: Please choose 'YES' or 'NO' first before pressing 'Enter'. [Y/N]:"
STATEMENT = "Do you accept and acknowledge the statement above ? (yes/no) : "
# What is asked, and every key by which a person goes on without changing anything.
LOGINS = {
    "vrp-initial-password": (
        "huawei_vrp",
        "<ne-1>",
        "Warning: a first password is no secret.\r\nIt has to go. Change now? [Y/N]:",
        "N\n",
    ),
    "vrp-save-offered": (
        "huawei_vrp",
        "<ne-1>",
        "There are security risks in the configuration file.\r\nAre you sure to save now?[Y/N]:",
        "N\n",
    ),
    "comware-banner": ("hp_comware", "<sw-1>", "Press Y or ENTER to continue, N to exit.", "\n"),
    "comware-old-password": (
        "hp_comware",
        "<sw-1>",
        "Your secret is 88 days old ,Would you like to enter a new one ? [Y/N]",
        "N\n",
    ),
    "fortios-banner": ("fortinet_fortios", "fw-1 # ", "Be nice.\r\n(Press 'a' to accept):", "a"),
    "os9-banner": (
        "dell_os9",
        "sw-1#",
        "Be nice.\r\nHave you read it, and do you acknowledge the above statement? [y/n]: ",
        "y\n",
    ),
    "routeros-licence": (
        "mikrotik_routeros",
        "[admin@r-1] > ",
        "Do you want to see the software license? [Y/n]: ",
        "n",
    ),
    "routeros-no-key": (
        "mikrotik_routeros",
        "[admin@r-1] > ",
        'This box has no key. Please press "Enter" to continue!\r\n',
        "\r",
    ),
    "routeros-password": (
        "mikrotik_routeros",
        "[admin@r-1] > ",
        "Change your password\r\n\r\nnew password> ",
        "\x03",
    ),
    "routeros-first-start": (
        "mikrotik_routeros",
        "[admin@r-1] > ",
        'To drop it type "r" or hit any other key to continue.\r\nDropped, you are cut off.\r\n',
        "\r",
    ),
    "voss-screen": ("extreme_voss", "sw-1:1#", "Enter Ctrl-Y to begin.", "\x19"),
    "voss-enter": ("extreme_voss", "sw-1:1#", "Press ENTER to continue", "\n"),
}


@pytest.fixture
def recording(tmp_path):
    """Make a device out of what it shows at login and a list of what is typed and comes back."""

    def make(model, opening, exchanges):
        path = tmp_path / f"{model}_box_simulation.yaml"
        listed = [{typed: ruby(text)} for typed, text in exchanges]
        path.write_text(yaml.safe_dump({"init_prompt": ruby(opening), "commands": listed}))
        return dataclasses.replace(load(path), name="box1")

    return make


def ruby(text):
    return text.replace("\r", "\\r").replace("\x07", "\\a").replace("\x1b", "\\e")


@pytest.fixture
def quick(access):
    return access(limits=Limits(prompt_s=3, silence_s=0.2))


@pytest.fixture
def visit(recording, serve, collect, quick):
    """Visit a platform's recording with one question; return the snapshot and what was typed."""

    def one(name, opening, exchanges, commands=("show it",)):
        real = registry.platform(name)
        platform = dataclasses.replace(
            real,
            commands=tuple(Command(each, each, timeout_s=5) for each in commands),
            follow_up=lambda _: (),
            dialogue=dataclasses.replace(real.dialogue, prepare=()),
        )
        model = "routeros" if name == "mikrotik_routeros" else "other"
        fleet = serve(recording(model, opening, exchanges))
        snapshot = collect(fleet.ports["box1"], of=platform, to=quick)
        (session,) = fleet.sessions("box1")
        return snapshot, session.received.decode().replace("\r\n", "\n")

    return one


def reasons(snapshot):
    return [(each.command, each.reason) for each in snapshot.failures]


@pytest.mark.parametrize("case", LOGINS)
def test_what_is_asked_at_login_is_answered_once(visit, case):
    name, prompt, question, answer = LOGINS[case]
    shown = answer.strip() if answer.isprintable() or answer.endswith("\n") else ""
    exchanges = [
        (answer, f"{shown}\r\nWelcome.\r\n{prompt}"),
        ("show it\n", f"show it\r\nthe answer\r\n{prompt}"),
    ]
    snapshot, typed = visit(name, question, exchanges)
    assert snapshot.failures == ()
    assert [each.text for each in snapshot.artifacts] == ["the answer"]
    assert typed.startswith(f"{answer}show it\n")


def test_every_declared_question_is_asked_here():
    asked = [each[2] for each in LOGINS.values()] + [AGAIN, STATEMENT]
    for platform in registry.platforms():
        for each in platform.dialogue.asked if platform.dialogue else ():
            assert any(each.ends(text) for text in asked), (platform.name, each.pattern)


def test_a_question_that_comes_back_is_answered_again_but_not_for_ever(visit):
    question = LOGINS["vrp-initial-password"][2]
    snapshot, typed = visit("huawei_vrp", question, [("N\n", f"N\r\n{AGAIN}")])
    assert reasons(snapshot) == [(None, Reason.AUTH_FAILED)]
    assert "keeps asking" in snapshot.failures[0].detail
    assert typed == "N\n" * 8


def test_a_question_nobody_declared_is_not_answered_and_is_named(visit):
    question = "Warning: unsaved changes. Save them? [Y/N]:"
    snapshot, typed = visit("huawei_vrp", question, [("N\n", "N\r\n<ne-1>")])
    assert reasons(snapshot) == [(None, Reason.TIMEOUT)]
    assert "Save them?" in snapshot.failures[0].detail
    assert "by hand" in snapshot.failures[0].detail
    assert typed == ""


def test_the_words_of_a_question_in_an_answer_are_not_answered(visit):
    exchanges = [("show it\n", "show it\r\nbanner: Change now? [Y/N]:\r\nmore\r\n<ne-1>")]
    snapshot, typed = visit("huawei_vrp", "\r\n<ne-1>", exchanges)
    assert snapshot.artifacts[0].text == "banner: Change now? [Y/N]:\nmore"
    assert typed == "show it\nquit\n"


TMOS = "admin@(f5)(cfg-sync Standalone)(Active)(/Common)(tmos)# "
ALL = "Display all 133 items? (y/n) "


def test_a_long_list_is_confirmed_and_the_question_is_no_part_of_it(visit):
    exchanges = [
        ("list\n", f"list\r\n{ALL}"),
        ("y", f"y\r\nltm pool p {{ }}\r\nsys db x {{ }}\r\n{TMOS}"),
    ]
    snapshot, typed = visit("f5_bigip", TMOS, exchanges, ("list",))
    assert snapshot.failures == ()
    assert snapshot.artifacts[0].text == "ltm pool p { }\nsys db x { }"
    assert typed == "list\nyquit\n"


def test_a_list_that_also_wants_return(visit):
    exchanges = [
        ("list\n", f"list\r\n{ALL}"),
        ("y", "y"),
        ("\n", f"\r\nltm pool p {{ }}\r\n{TMOS}"),
    ]
    snapshot, typed = visit("f5_bigip", TMOS, exchanges, ("list",))
    assert snapshot.failures == ()
    assert snapshot.artifacts[0].text == "ltm pool p { }"
    assert typed == "list\ny\nquit\n"


def test_the_same_words_further_down_are_a_users_text(visit):
    exchanges = [("list\n", f"list\r\nsys db x {{\r\n  value {ALL}"), ("y", f"y\r\n}}\r\n{TMOS}")]
    snapshot, typed = visit("f5_bigip", TMOS, exchanges, ("list",))
    assert reasons(snapshot) == [("list", Reason.TIMEOUT)]
    assert "y" not in typed


STANDING = "show moon\r\nSyntax error: no such thing\r\n> show moon\x07"
WIPED = ("\x15\n", "\x1b[9D\x1b[J\r\n> ")


def test_a_refused_line_that_stays_typed_is_wiped(visit):
    exchanges = [
        ("show moon\n", STANDING),
        WIPED,
        ("show it\n", "show it\r\nthe answer\r\n> "),
    ]
    snapshot, typed = visit("cisco_ftd", "Welcome\r\n\r\n> ", exchanges, ("show moon", "show it"))
    assert reasons(snapshot) == [("show moon", Reason.COMMAND_REJECTED)]
    assert [each.text for each in snapshot.artifacts] == ["the answer"]
    assert typed == "show moon\n\x15\nshow it\nexit\n"


def test_a_login_without_the_suffix_and_one_with(box, serve, collect, keys, access):
    routeros = dataclasses.replace(
        registry.platform("mikrotik_routeros"),
        commands=(Command("/system identity print", "identity", timeout_s=5),),
        follow_up=lambda _: (),
    )
    answers = "commands: {/system identity print: 'name: r-1'}\n"
    fleet = serve(box(f"family: mikrotik_routeros\nhostname: r-1\n{answers}"))
    first = collect(fleet.ports["box1"], of=routeros)
    assert first.failures == ()
    assert first.artifacts[0].text == "name: r-1"
    assert keys.keys == {"box1": first.host_key}
    own = access(login={"username": "netwatch+cet"})
    assert collect(fleet.ports["box1"], of=routeros, to=own).host_key == first.host_key
    wrong = collect(fleet.ports["box1"], of=routeros, to=access(login={"password": "wr0ng-pw"}))
    assert reasons(wrong) == [(None, Reason.AUTH_FAILED)]
    assert "'netwatch'" in wrong.failures[0].detail
    assert "wr0ng-pw" not in wrong.failures[0].detail
    logged = [each.username for each in fleet.sessions("box1")]
    assert logged == ["netwatch+ct511w4098h", "netwatch+cet"]


def test_only_a_declared_question_may_be_answered_and_only_once():
    from netwatch.collect.errors import ForbiddenWriteError
    from netwatch.collect.gate import Gate

    vrp = registry.platform("huawei_vrp")
    gate, question = Gate(vrp), vrp.dialogue.asked[0]
    with pytest.raises(ForbiddenWriteError):
        gate.expect_answer(Question("Save now?", "Y\n"))
    with pytest.raises(ForbiddenWriteError):
        gate.check("N\n")
    gate.expect_answer(question)
    gate.check("N\n")
    with pytest.raises(ForbiddenWriteError):
        gate.check("N\n")
    gate.expect_answer(question)
    with pytest.raises(ForbiddenWriteError):
        gate.check("Y\n")


@pytest.mark.parametrize("name", ["nokia_sros", "cumulus_nvue"])
def test_a_box_that_knows_no_way_to_show_its_configuration_is_a_failure(box, serve, collect, name):
    platform = dataclasses.replace(registry.platform(name), follow_up=lambda _: ())
    ways = [each for each in platform.commands if each.topic == CONFIG]
    assert all(each.optional for each in ways)
    assert len(ways) > 1
    plain = dataclasses.replace(
        platform,
        commands=tuple(ways),
        dialogue=dataclasses.replace(
            platform.dialogue, prepare=(), prompt=r"[a-z0-9]+[#>]", refused=(r"% Unknown",)
        ),
    )
    known = f"commands: {{{ways[1].text}: '# Finished today'}}"
    fleet = serve(box(f"family: plain\nstages: {{none: {{}}, one: {{{known}}}}}\n"))
    snapshot = collect(fleet.ports["box1"], of=plain)
    assert reasons(snapshot) == [(ways[0].text, Reason.COMMAND_REJECTED)]
    assert all(each.text in snapshot.failures[0].detail for each in ways)
    fleet.stage("one")
    assert collect(fleet.ports["box1"], of=plain).failures == ()
