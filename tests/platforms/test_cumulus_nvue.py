"""Cumulus Linux: what golden cases do not say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import golden

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers
from netwatch.parsing.recognise import recognise
from netwatch.parsing.sessions import reconcile

PLATFORM = registry.platform("cumulus_nvue")
HOME = golden.HOME / "cumulus_nvue"
TREE = {
    "system": {
        "port-mirror": {
            "session": {
                "1": {
                    "span": {
                        "direction": "ingress",
                        "source-port": {"swp1": {}},
                        "destination": {"swp2": {}},
                    }
                }
            }
        }
    }
}


def read(text):
    return PLATFORM.read(Answers(((CONFIG, CONFIG, text),)))


@pytest.mark.parametrize(
    "case", ["commands", "yaml", "acl-commands", "nclu", "concatenated", "reference-example"]
)
def test_every_form_is_recognised(case):
    assert recognise(golden.answers(HOME / case)[CONFIG], registry.platforms()) == "cumulus_nvue"


def test_commands_yaml_and_json_say_the_same():
    commands = read(
        "nv set system port-mirror session 1 span direction ingress\n"
        "nv set system port-mirror session 1 span source-port swp1\n"
        "nv set system port-mirror session 1 span destination swp2\n"
    ).declared
    assert commands == read(json.dumps(TREE)).declared
    assert commands == read(json.dumps([{"set": TREE}], indent=2)).declared
    yaml = json.dumps(TREE, indent=2).replace('"', "").replace(" {}", "=").replace("{", "")
    yaml = yaml.replace("}", "").replace(",", "").replace("=", " {}")
    assert commands == read("\n".join(yaml.split("\n")[1:])).declared


@pytest.mark.parametrize(("word", "value"), [("enable", "off"), ("state", "disabled")])
def test_both_words_switch_it_off(word, value):
    tree = json.loads(json.dumps(TREE))
    tree["system"]["port-mirror"]["session"]["1"]["span"][word] = value
    (mirror,) = read(json.dumps(tree)).declared
    assert mirror.enabled is False


def test_a_port_of_tcp_is_no_analyser():
    (before,) = read("-A FORWARD -p udp --dport 53 -j SPAN --dport swp2").declared
    assert [each.value for each in before.destinations] == ["swp2"]
    assert read("-A FORWARD -p udp --dport 53 -j ACCEPT").declared == ()


def test_the_hardware_is_seen_beside_the_files():
    reading = PLATFORM.read(golden.answers(HOME / "files-side-by-side"))
    seen = {each.id: each.seen_in.value for each in reconcile(reading.declared, reading.operating)}
    assert seen["1"] == "both"
    assert seen["switchd-file/2"] == "config"
    assert seen["acl/EX1/1"] == "operational"


def test_the_release_is_the_version():
    reading = PLATFORM.read(golden.answers(HOME / "files-side-by-side"))
    assert reading.image.version == "5.9.0"
    assert reading.identity.hostname == "leaf01"


def test_every_port_of_a_bound_list_is_told_and_the_quotes_are_bounded():
    ports = [f"swp{each}" for each in range(1, 401)]
    lines = [f"nv set acl A rule {each} action span swp9" for each in (10, 20)]
    lines += [f"nv set interface {each} acl A inbound" for each in ports]
    reading = read("\n".join(lines))
    assert [each.sources[0].on for each in reading.declared] == [tuple(ports)] * 2
    assert {len(each.evidence) for each in reading.declared} == {1 + 256}
    assert reading.unread == ()


def test_removal_is_proposed():
    assert PLATFORM.mirror_removal("3")[0] == "nv unset system port-mirror session 3"
    assert PLATFORM.mirror_removal("acl/EX1/2")[0] == "nv unset acl EX1 rule 2 action"
    assert PLATFORM.mirror_removal("switchd-file/2") == ()


@given(st.permutations(golden.answers(HOME / "acl-commands")[CONFIG].strip().split("\n")))
def test_the_order_of_commands_makes_no_difference(lines):
    plain = read(golden.answers(HOME / "acl-commands")[CONFIG]).declared
    assert {each.id: each.sources for each in read("\n".join(lines)).declared} == {
        each.id: each.sources for each in plain
    }
