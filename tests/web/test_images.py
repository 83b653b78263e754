"""Images: outliers first, what was not observed beside what was, limits, hostile text."""

from dataclasses import replace

import pytest
from support.console import browser
from support.visits import START, unreachable, visit

from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.model.image import Digest
from netwatch.model.person import Person

OF_NYC = Person(name="ny", sites=frozenset({"nyc"}))
EVIL = "<img src=x onerror=alert(1)>\u202e.bin"
INVENTORY = """
defaults: {credentials: none}
credentials: {none: {username: x, password: {env: X}}}
devices:
  - {name: r1, address: 192.0.2.1, platform: cisco_xe, site: nyc}
  - {name: r2, address: 192.0.2.2, platform: cisco_xe, site: nyc}
  - {name: r3, address: 192.0.2.3, platform: cisco_xe, site: sfo}
  - {name: r4, address: 192.0.2.4, platform: cisco_xe, site: sfo}
"""


@pytest.fixture
def work(tmp_path):
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    given = load_settings(state_dir=tmp_path, inventory=tmp_path / "inventory.yaml")
    with Workspace(given) as work:
        yield work


def seen(work, device, digest, *, file="flash:a.bin"):
    made = visit(0, device=device)
    digests = (Digest(file, "md5", digest),) if digest else None
    told = {"model": "C9300", "running_file": file, "digests": digests, "hashed_at": START}
    image = replace(made.known.image, **told)
    state = replace(made.known, image=image)
    kept = replace(made, known=state, seen=state)
    work.store.keep(kept)
    return kept


def test_with_nothing_observed_the_page_says_how_it_will_be(work):
    assert "No image was observed yet" in browser(work).get("/images").text
    assert browser(work).get("/images/r1").status_code == 404


def test_the_odd_one_comes_first_and_is_called_so_in_words(work):
    for device, digest in {"r1": "aaaa", "r2": "aaaa", "r3": "bbbb", "r4": None}.items():
        seen(work, device, digest)
    page = browser(work).get("/images").text
    assert page.index("bbbb") < page.index("aaaa")
    assert "differs from its fleet" in page
    assert "1 of 3" in page
    assert "clean" not in page
    only = browser(work).get("/images?apart=true").text
    assert "bbbb" in only
    assert "aaaa" not in only
    items = browser(work).get("/api/v1/images").json()["items"]
    assert [(e["digest"], e["apart"], e["device_count"]) for e in items] == [
        ("bbbb", True, 1), ("aaaa", False, 2), (None, False, 1),
    ]  # fmt: skip


def test_every_device_of_an_image_is_one_link_away(work):
    for device in ("r1", "r2", "r3"):
        seen(work, device, "aaaa")
    client = browser(work)
    (item,) = client.get("/api/v1/images").json()["items"]
    named = ("platform", "model", "version", "running_file", "algorithm", "digest")
    of_it = {name: item[name] for name in named if item[name]}
    page = client.get("/images/-/devices", params=of_it).text
    assert all(f'href="/images/{each}"' in page for each in ("r1", "r2", "r3"))
    first = client.get("/api/v1/images/devices", params={**of_it, "limit": 2}).json()
    assert ([e["device"] for e in first["items"]], first["total"]) == (["r1", "r2"], 3)
    rest = client.get("/api/v1/images/devices", params={**of_it, "after": first["next"]}).json()
    assert [each["device"] for each in rest["items"]] == ["r3"]
    assert "No device runs this now" in client.get("/images/-/devices?platform=x").text
    assert client.get("/images/-/devices").status_code == 422


def test_what_was_not_observed_stands_beside_what_was(work):
    made = seen(work, "r1", "aaaa")
    work.store.keep(replace(unreachable(5, made), known=replace(made.known, failures=())))
    page = browser(work).get("/images/r1").text
    assert page.count("not observed") > 3
    assert "hashes of files" in page
    assert "hash by the device" in page
    assert "clean" not in page
    found = browser(work).get("/api/v1/images/r1").json()
    assert found["observed"]["hashes of files"] is True
    assert found["observed"]["measured boot"] is False
    assert {each["verdict"] for each in found["ladder"]["rungs"]} >= {"unverifiable"}


def test_who_sees_some_devices_sees_their_images_alone(work):
    for device, digest in {"r1": "aaaa", "r3": "bbbb", "r4": "aaaa"}.items():
        seen(work, device, digest)
    client = browser(work, OF_NYC)
    for path in ("/images", "/api/v1/images", "/api/v1/images/devices?platform=cisco_xe"):
        text = client.get(path).text
        assert "bbbb" not in text, path
        assert "r3" not in text, path
        assert "r4" not in text, path
    assert client.get("/images/r3").status_code == 404
    assert client.get("/api/v1/images/r3").status_code == 404
    assert "2 of" not in client.get("/images").text


def test_a_hostile_file_name_is_shown_and_never_run(work):
    seen(work, "r1", "aaaa", file=EVIL)
    for path in ("/images", "/images/r1", "/images?q=onerror"):
        page = browser(work).get(path).text
        assert "<img src=x" not in page, path
        assert "&lt;img src=x" in page, path
        assert "\u202e" not in page, path


def test_filters_take_any_text(work):
    seen(work, "r1", "aaaa")
    for text in ("%", "_", "\0", "'", "a" * 200, "\u202e"):
        assert browser(work).get("/images", params={"q": text}).status_code == 200, text
    assert "No image matches" in browser(work).get("/images?q=nothing").text
    assert browser(work).get("/images?q=" + "a" * 201).status_code == 422
    assert browser(work).get("/images?after=guess").status_code == 422
