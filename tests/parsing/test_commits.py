"""Lists of commits as Junos and IOS XR print them, and the header they are held against."""

import pytest
from hypothesis import given
from support.strategies import texts

from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers, Commit
from netwatch.parsing.commits import (
    COMMITS,
    junos_commits,
    junos_last_change,
    without_junos_last_change,
    xr_commits,
)
from netwatch.platforms.cisco_xr import PLATFORM as XR
from netwatch.platforms.juniper_junos import PLATFORM as JUNOS

FIRST = 1_518_034_864  # 2018-02-07 20:21:04
JUNOS_LIST = """\
commit requested by root via cli at 2018-02-08 04:00:00 UTC
0   2018-02-07 20:21:04 UTC by root via cli commit confirmed, rollback in 10mins
    clean start
1   2018-02-07 20:20:04 UTC by ops via netconf
2   2018-02-07 20:20:03 by root via other
rescue  2010-05-08 17:06:18 UTC by root via cli
"""
XR_LIST = """\
SNo. Label/ID              User      Line                Client      Time Stamp
~~~~ ~~~~~~~~              ~~~~      ~~~~                ~~~~~~      ~~~~~~~~~~
1    1000000219            eve       vty0:node0_RP0_CPU0 CLI         Wed Feb  7 20:21:04 2018
2    before_the_upgrade    admin     vty1:node0_RP0_CPU0 Rollback    Wed Feb  7 20:20:04 2018
"""


def test_a_list_of_junos_is_read_without_what_is_no_commit():
    assert junos_commits(JUNOS_LIST) == (
        Commit("2018-02-07 20:21:04 UTC", "root via cli", FIRST),
        Commit("2018-02-07 20:20:04 UTC", "ops via netconf", FIRST - 60),
        Commit("2018-02-07 20:20:03", "root via other", FIRST - 61),
    )
    assert [each.number for each in junos_commits(JUNOS_LIST)] == [2, 4, 5]


def test_the_list_of_another_member_ends_it():
    twice = f"fpc0:\n---\n{JUNOS_LIST}fpc1:\n---\n{JUNOS_LIST}"
    assert junos_commits(twice) == junos_commits(JUNOS_LIST)


def test_a_list_of_xr_is_read_with_labels():
    assert xr_commits(XR_LIST) == (
        Commit("1000000219", "eve", FIRST),
        Commit("before_the_upgrade", "admin", FIRST - 60),
    )


def test_none_is_not_observed():
    assert (junos_commits(None), xr_commits(None)) == (None, None)
    assert (junos_commits(""), xr_commits("")) == ((), ())


@pytest.mark.parametrize(
    "line", ["0   2018-13-07 20:21:04 UTC by root via cli", "0 2018-02-07 by root", "0   x"]
)
def test_a_line_of_another_form_is_no_commit(line):
    assert junos_commits(line) == ()


def test_the_header_of_a_configuration_is_read_and_is_no_line_of_it():
    text = "\n## Last commit: 2018-02-07 20:21:04 UTC by root\nversion 20.4R3.8;\n"
    (counter,) = junos_last_change(text)
    assert (counter.name, counter.value) == ("config changed at", FIRST)
    assert counter.evidence[0].line == 2
    assert without_junos_last_change(text) == "\n\nversion 20.4R3.8;\n"
    candidate = text.replace("commit", "changed")
    assert junos_last_change(candidate) == ()
    assert without_junos_last_change(candidate) == "\n\nversion 20.4R3.8;\n"


def test_a_list_without_its_configuration_is_held_against_nothing():
    assert JUNOS.read(Answers(((COMMITS, COMMITS, JUNOS_LIST),))).commits is None
    both = Answers((("running-config", "", "version 1;\n"), (COMMITS, COMMITS, JUNOS_LIST)))
    assert len(JUNOS.read(both).commits) == 3


@pytest.mark.parametrize("platform", [JUNOS, XR])
def test_the_list_is_asked_after_the_configuration(platform):
    topics = [each.topic for each in platform.commands]
    assert topics.index(CONFIG) < topics.index(COMMITS)


@given(texts)
def test_hostile_text_raises_nothing(text):
    junos_commits(text)
    xr_commits(text)
    junos_last_change(text)
