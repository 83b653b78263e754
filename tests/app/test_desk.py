import os
import threading

import pytest
from support.visits import finding, visit

from netwatch.app.desk import Desk
from netwatch.app.reread import Reread
from netwatch.app.settings import Settings
from netwatch.inventory.errors import InventoryError
from netwatch.model.errors import NetwatchError

HEAD = "credentials: {default: {username: u}}\ndevices:\n"


def listed(*names):
    lines = "".join(
        f"  - {{name: {each}, address: 192.0.2.{number}, platform: cisco_xe}}\n"
        for number, each in enumerate(names, start=1)
    )
    return HEAD + lines


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "inventory.yaml").write_text(listed("r1"))
    opened = Desk(Settings(inventory=tmp_path / "inventory.yaml", state_dir=tmp_path), {})
    yield opened
    opened.close()


def names(desk):
    return [each.name for each in desk.work().inventory.devices]


def waited(ask, wanted):
    for _ in range(100):
        if ask() == wanted:
            return True
        threading.Event().wait(0.02)
    return False


def test_everybody_gets_one_store_and_one_inventory(desk):
    one, other = desk.work(), desk.work()
    assert one.store is other.store
    assert one.inventory is other.inventory
    assert one.policy is other.policy
    assert one.boards is other.boards


def test_a_lent_workspace_does_not_close_the_store(desk):
    with desk.work() as work:
        work.store.keep(visit(0))
    assert desk.work().store.present.overview().devices == 1


def test_a_changed_inventory_is_read_again(desk, tmp_path):
    assert names(desk) == ["r1"]
    (tmp_path / "inventory.yaml").write_text(listed("r1", "r2"))
    assert waited(lambda: names(desk), ["r1", "r2"])
    assert desk.work().addresses["192.0.2.2"] == "r2"
    assert desk.troubles == ()


def test_a_replaced_file_is_read_again_though_size_and_time_are_the_same(desk, tmp_path):
    path, other = tmp_path / "inventory.yaml", tmp_path / "other"
    assert names(desk) == ["r1"]
    other.write_text(listed("r9"))
    before = path.stat()
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    assert waited(lambda: names(desk), ["r9"])


def test_what_somebody_holds_does_not_change_under_them(desk, tmp_path):
    held = desk.work()
    (tmp_path / "inventory.yaml").write_text(listed("r2"))
    assert waited(lambda: names(desk), ["r2"])
    assert [each.name for each in held.inventory.devices] == ["r1"]


def test_an_unreadable_inventory_leaves_the_last_good_one_and_is_told(desk, tmp_path):
    path = tmp_path / "inventory.yaml"
    assert names(desk) == ["r1"]
    path.write_text("devices: [")
    assert waited(lambda: (names(desk), bool(desk.troubles)), (["r1"], True))
    assert "not valid YAML" in desk.troubles[0]
    path.write_text(listed("r3"))
    assert waited(lambda: (names(desk), desk.troubles), (["r3"], ()))
    path.unlink()
    assert waited(lambda: (names(desk), bool(desk.troubles)), (["r3"], True))


def test_without_any_good_inventory_the_error_is_raised_until_there_is_one(desk, tmp_path):
    (tmp_path / "inventory.yaml").write_text("devices: [")
    for _ in range(2):
        with pytest.raises(InventoryError, match="not valid YAML"):
            desk.work()
    (tmp_path / "inventory.yaml").write_text(listed("r1"))
    assert names(desk) == ["r1"]


def test_a_policy_that_appears_beside_the_inventory_counts(desk, tmp_path):
    assert desk.work().policy.collectors == ()
    (tmp_path / "policy.yaml").write_text("collectors: [{address: 192.0.2.50, name: ids}]\n")
    assert waited(lambda: [each.name for each in desk.work().policy.collectors], ["ids"])


def test_a_slow_reading_keeps_nobody_waiting(tmp_path):
    path, go, reads = tmp_path / "file", threading.Event(), []
    path.write_text("one")

    def read():
        reads.append(path.read_text())
        if len(reads) > 1:
            assert go.wait(10)
        return reads[-1]

    value = Reread(path, read, patience_s=0.01)
    assert value.value() == "one"
    path.write_text("three")
    assert [value.value() for _ in range(3)] == ["one", "one", "one"]
    go.set()
    assert waited(value.value, "three")
    assert reads == ["one", "three"]


def test_a_reader_that_breaks_is_told_like_a_bad_file(tmp_path):
    def read():
        raise ZeroDivisionError

    with pytest.raises(NetwatchError, match="cannot be read"):
        Reread(tmp_path / "file", read).value()


def test_many_threads_read_a_file_once(tmp_path):
    path, reads = tmp_path / "file", []
    path.write_text("x")
    value = Reread(path, lambda: reads.append(1) or len(reads))
    threads = [threading.Thread(target=value.value) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert reads == [1]


def test_the_boards_are_warmed_before_anybody_asks(desk):
    desk.work().store.keep(visit(0, device="r1", raised=(finding(device="r1"),)))
    desk.warm().join()
    work = desk.work()
    (end,) = work.boards.mirrors.ends(work, visit(0).snapshot.taken_at)
    assert (end.device, end.state, end.receiver) == ("r1", "on", "")
