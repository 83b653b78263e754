import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from netwatch.collect.hostkeys import HostKeyFile, HostKeyFileError

KEY = "ssh-ed25519 SHA256:abc"
OTHER = "ssh-rsa SHA256:def"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "hostkeys"


def test_the_first_pin_stands(path):
    store = HostKeyFile(path)
    assert store.pinned("r1") is None
    assert store.pin("r1", KEY) == KEY
    assert store.pin("r1", OTHER) == KEY
    assert HostKeyFile(path).pinned("r1") == KEY


def test_names_may_hold_blanks_and_ports(path):
    store = HostKeyFile(path)
    for name in ("core rtr 1", "[192.0.2.1]:2222", "new\nline"):
        store.pin(name, KEY)
    assert HostKeyFile(path).pinned("new\nline") == KEY
    assert HostKeyFile(path).pinned("core rtr 1") == KEY
    assert HostKeyFile(path).pinned("[192.0.2.1]:2222") == KEY


def test_only_the_owner_may_read_it(path):
    store = HostKeyFile(path)
    store.pin("r1", KEY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    store.repin("r1", OTHER)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert store.pinned("r1") == OTHER


def test_a_forgotten_device_is_new_again(path):
    store = HostKeyFile(path)
    store.pin("r1", KEY)
    store.pin("r2", KEY)
    store.forget("r1")
    assert (store.pinned("r1"), store.pinned("r2")) == (None, KEY)


def test_what_another_process_pinned_is_seen(path):
    one, two = HostKeyFile(path), HostKeyFile(path)
    one.pin("r1", KEY)
    assert two.pin("r1", OTHER) == KEY
    two.repin("r1", OTHER)
    assert one.pinned("r1") == OTHER


@pytest.mark.parametrize("damage", ["r1 ssh-ed25519\n", "r1\n", "\xff\n"])
def test_a_damaged_file_is_no_first_visit(path, damage):
    path.write_bytes(damage.encode("latin-1"))
    with pytest.raises(HostKeyFileError):
        HostKeyFile(path).pinned("r1")


def test_many_threads_pin_at_once(path):
    def pin(number):
        return HostKeyFile(path).pin(f"r{number % 50}", f"ssh-ed25519 SHA256:{number}")

    with ThreadPoolExecutor(8) as pool:
        stood = list(pool.map(pin, range(200)))
    lines = path.read_text().splitlines()
    assert len(lines) == 50
    assert len(set(stood)) == 50
