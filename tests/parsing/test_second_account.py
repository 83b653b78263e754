from dataclasses import replace

import pytest
from hypothesis import given
from support.build import NOW, PLATFORM, erspan
from support.strategies import texts

from netwatch.model.channels import CONFIG_AGAIN, MIRRORS_AGAIN, SECOND_CONFIG, SECOND_MIRRORS
from netwatch.model.platform import CONFIG, MIRRORS
from netwatch.model.snapshot import Artifact, Reason, Snapshot
from netwatch.model.state import Reading
from netwatch.parsing.second_account import shown_apart
from netwatch.read import is_doubtful, read_device


def read(answers):
    """Read a configuration, and a session a line of what runs."""
    running = answers.get(MIRRORS)
    sessions = None if running is None else tuple(erspan(each) for each in running.split())
    return Reading(config=answers.get(CONFIG), operating=sessions)


BOX = replace(PLATFORM, read=read)


def snapshot(first, second, again=None, topics=(CONFIG, SECOND_CONFIG, CONFIG_AGAIN)):
    texts = zip(topics, (first, second, again), strict=True)
    artifacts = tuple(Artifact(topic, topic, text) for topic, text in texts if text is not None)
    return Snapshot(device="core-rtr1", platform="test_os", taken_at=NOW, artifacts=artifacts)


def seen(*args, **more):
    return read_device(BOX, snapshot(*args, **more)).channels


CONFIGURED = "hostname r1\nline vty 0 4\n transport input ssh\nusername a secret 9 <secret:ab12>\n"


@pytest.mark.parametrize(
    "second",
    [
        CONFIGURED,
        "username a secret 9 <secret:ab12>\nhostname  r1\nline vty 0 4\n transport input ssh\n",
        "hostname r1\nline vty 0 4\n",
        CONFIGURED.replace("<secret:ab12>", "<secret:99ff>"),
        CONFIGURED.replace("9 <secret:ab12>", "<removed>"),
        CONFIGURED.replace("9 <secret:ab12>", "*****"),
    ],
    ids=["same", "in another order", "less", "another salt", "removed", "stars"],
)
def test_no_more_is_shown(second):
    assert seen(CONFIGURED, second).statements == ()
    assert not is_doubtful(BOX, snapshot(CONFIGURED, second))


MORE = f"{CONFIGURED}event manager applet X\n event none\n action 1 cli command enable\n"


def test_a_difference_counts_only_after_the_first_account_was_asked_again():
    assert is_doubtful(BOX, snapshot(CONFIGURED, MORE))
    assert seen(CONFIGURED, MORE).statements is None
    assert seen(CONFIGURED, MORE, MORE).statements == ()
    (applet,) = seen(CONFIGURED, MORE, CONFIGURED).statements
    assert (applet.name, applet.value) == (
        "event manager applet X",
        "event none; action 1 cli command enable",
    )
    assert [each.line for each in applet.evidence] == [5, 6, 7]
    assert not is_doubtful(BOX, snapshot(CONFIGURED, MORE, CONFIGURED))


def test_a_line_below_a_known_head_is_told_under_it():
    (line,) = seen(CONFIGURED, CONFIGURED.replace("ssh", "telnet"), CONFIGURED).statements
    assert (line.name, line.value) == ("line vty 0 4", "transport input telnet")


def test_a_session_that_runs_for_one_account_alone():
    topics = (MIRRORS, SECOND_MIRRORS, MIRRORS_AGAIN)
    assert seen("1 2", "2", topics=topics).sessions == ()
    (found,) = seen("1", "1 66", "1", topics=topics).sessions
    assert found.name == "session 66 (erspan-source)"
    assert found.evidence[0].source == SECOND_MIRRORS


def test_the_main_visit_is_read_as_if_there_were_no_other():
    both = read_device(BOX, snapshot(CONFIGURED, MORE))
    assert both.config == CONFIGURED
    assert read_device(BOX, snapshot(CONFIGURED, None)).channels is None
    alone = read_device(BOX, snapshot(None, MORE))
    assert (alone.config, alone.channels.statements) == (None, None)


def test_a_reader_that_stumbles_over_the_second_account_costs_that_alone():
    def stumble(answers):
        if "applet" in answers.get(CONFIG, ""):
            raise ValueError
        return read(answers)

    state = read_device(replace(BOX, read=stumble), snapshot(CONFIGURED, MORE))
    assert (state.config, state.channels) == (CONFIGURED, None)
    assert [(each.command, each.reason) for each in state.failures] == [
        (SECOND_CONFIG, Reason.READER_ERROR)
    ]


def test_what_is_kept_is_bounded():
    many = "".join(f"logging host {n}\n " + "x" * 2000 + "\n" for n in range(300))
    found = seen("", many, "").statements
    assert len(found) == 50
    assert all(len(each.name) + len(each.value) <= 1000 for each in found)


@given(texts, texts, texts)
def test_any_text_is_held_against_any_other(first, second, again):
    artifacts = snapshot(first, second, again).artifacts
    told = shown_apart(BOX, read_device(BOX, snapshot(first, None)), artifacts)
    assert told.statements is not None
