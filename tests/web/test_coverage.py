"""Coverage: the table of docs/platforms.md, blind spots by facet, exact commands."""

from dataclasses import replace

import pytest
from support.console import browser
from support.visits import unreachable, visit

from netwatch import registry
from netwatch.app.coverage import EVIDENCE, WORDS, Form
from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.model.person import Person
from netwatch.model.snapshot import Failure, Reason

OF_NYC = Person(name="ny", sites=frozenset({"nyc"}))
INVENTORY = """
defaults: {credentials: none}
credentials: {none: {username: x, password: {env: X}}}
devices:
  - {name: r1, address: 192.0.2.1, platform: cisco_xe, site: nyc}
  - {name: r2, address: 192.0.2.2, platform: cisco_xe, site: sfo}
  - {name: r3, address: 192.0.2.3, platform: arista_eos, site: sfo}
"""


@pytest.fixture
def work(tmp_path):
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    given = load_settings(state_dir=tmp_path, inventory=tmp_path / "inventory.yaml")
    with Workspace(given) as work:
        yield work


def test_platforms_in_use_come_first_and_the_others_are_one_link_away(work):
    page = browser(work).get("/coverage").text
    assert 'href="/coverage/cisco_xe"' in page
    assert "juniper_junos" not in page
    whole = browser(work).get("/coverage?every=true").text
    assert all(f'href="/coverage/{each}"' in whole for each in registry.names("platforms"))
    assert whole.index("/coverage/cisco_xe") < whole.index("/coverage/alcatel_omniswitch")


def test_the_table_is_the_one_that_the_generated_page_prints(work):
    found = browser(work).get("/api/v1/coverage").json()["platforms"]
    assert [each["devices"] for each in found[:2]] == [1, 2]
    by_name = {each["name"]: each["coverage"] for each in found}
    for platform in registry.platforms():
        said = {each: WORDS[platform.coverage[each]] for each in EVIDENCE}
        assert by_name[platform.name] == said


def test_what_could_not_be_observed_says_since_when_and_why(work):
    assert "No blind spot" in browser(work).get("/coverage").text
    half = (Failure("show boot", Reason.COMMAND_REJECTED, "not <b>authorised</b>"),)
    work.store.keep(visit(0, device="r1", failures=half))
    first = visit(0, device="r2")
    work.store.keep(first)
    work.store.keep(unreachable(5, first))
    client = browser(work)
    page = client.get("/coverage").text
    assert "not &lt;b&gt;authorised" in page
    assert "<b>" not in page
    assert page.count("no answer on port 22") == 1
    assert "<strong>anything</strong>" in page
    only = client.get("/coverage", params={"facet": "device"}).text
    assert "no answer on port 22" in only
    assert "show boot" not in only
    spots = client.get("/api/v1/coverage/blind-spots?limit=1").json()
    assert (len(spots["items"]), spots["total"] > 1) == (1, True)
    assert client.get("/api/v1/coverage/blind-spots?platform=arista_eos").json()["total"] == 0
    some = browser(work, OF_NYC).get("/coverage").text
    assert "no answer on port 22" not in some
    assert "r2" not in some


def test_counts_of_a_limited_person_are_of_their_devices(work):
    found = browser(work, OF_NYC).get("/api/v1/coverage").json()["platforms"]
    counts = {each["name"]: each["devices"] for each in found}
    assert (counts["cisco_xe"], counts["arista_eos"]) == (1, 0)


@pytest.mark.parametrize("name", ["cisco_xe", "aws", "linux"])
def test_every_line_that_is_sent_stands_on_the_platforms_page(work, name):
    platform = registry.platform(name)
    shown = browser(work).get(f"/api/v1/coverage/{name}").json()
    listed = {each["command"] for each in shown["commands"]}
    assert listed >= {each.text for each in (*platform.commands, *platform.templates)}
    assert browser(work).get(f"/coverage/{name}").status_code == 200


def test_a_command_set_comes_as_a_file_in_the_forms_a_platform_has(work):
    client = browser(work)
    answer = client.get("/coverage/cisco_xe/commands.tacacs")
    assert "group = netwatch_cisco_xe" in answer.text
    assert 'filename="netwatch-cisco_xe.tacacs.txt"' in answer.headers["content-disposition"]
    assert set(client.get("/api/v1/coverage/cisco_xe").json()["forms"]) == {
        Form.TEXT, Form.TACACS, Form.ISE,
    }  # fmt: skip
    assert Form.IAM in client.get("/api/v1/coverage/aws").json()["forms"]
    for path in ("cisco_xe/commands.iam", "cisco_xe/commands.exe"):
        assert client.get(f"/coverage/{path}").status_code == 422, path
    for path in ("nowhere", "nowhere/commands.text"):
        assert client.get(f"/coverage/{path}").status_code == 404, path


def test_a_visit_in_part_names_what_it_lacks(work):
    made = visit(0, device="r1")
    work.store.keep(made)
    later = visit(5, device="r1")
    work.store.keep(replace(later, seen=replace(later.seen, image=None)))
    facets = browser(work).get("/api/v1/coverage").json()["blind"]
    assert facets == {"image": 1}
