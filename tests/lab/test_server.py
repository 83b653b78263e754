import io
import time

import paramiko
import pytest

pytestmark = pytest.mark.lab


def key_of(client):
    return client.get_transport().get_remote_server_key().get_base64()


def test_a_wrong_password_is_refused(device, serve, connect):
    fleet = serve(device())
    with pytest.raises(paramiko.AuthenticationException):
        connect(fleet, password="wrong")


def test_a_key_logs_in_and_another_does_not(device, serve, connect):
    key, other = paramiko.ECDSAKey.generate(), paramiko.ECDSAKey.generate()
    line = f"{key.get_name()} {key.get_base64()}"
    fleet = serve(device(f"login: {{keys: ['{line}'], methods: [publickey]}}\n"))
    assert connect(fleet, password=None, pkey=key).get_transport().is_authenticated()
    with pytest.raises(paramiko.AuthenticationException):
        connect(fleet, password=None, pkey=other)


def test_keyboard_interactive(device, serve):
    fleet = serve(device("login: {methods: [keyboard-interactive]}\n"))
    transport = paramiko.Transport(("127.0.0.1", fleet.ports["lab-rtr1"]))
    transport.start_client(timeout=5)
    asked = []

    def answer(_title, _instructions, prompts):
        asked.extend(prompts)
        return ["netwatch-lab"]

    transport.auth_interactive("netwatch", answer)
    assert transport.is_authenticated()
    assert asked == [("Password: ", False)]
    transport.close()


def test_the_banner_comes_before_the_login(device, serve, connect):
    fleet = serve(device("banner: |\n  Authorised staff only\n"))
    assert connect(fleet).get_transport().get_banner() == b"Authorised staff only\n"


def test_slow_authentication(device, serve, connect):
    fleet = serve(device("login: {delay: 0.3}\n"))
    started = time.monotonic()
    connect(fleet)
    assert time.monotonic() - started >= 0.3


def test_each_device_has_its_own_host_key_and_a_stage_may_change_it(device, serve, connect):
    extra = "stages: {before: {}, after: {host_key: replaced}}\n"
    fleet = serve(device(extra), device(extra, name="lab-rtr2"))
    first = key_of(connect(fleet))
    assert first == key_of(connect(fleet))
    assert first != key_of(connect(fleet, "lab-rtr2"))
    fleet.stage("after", "lab-rtr1")
    changed = key_of(connect(fleet))
    assert changed != first
    fleet.stage("before")
    assert key_of(connect(fleet)) == first


def test_host_keys_outlive_the_fleet_when_a_folder_is_given(device, serve, connect, tmp_path):
    first = serve(device(), key_folder=tmp_path / "keys")
    key = key_of(connect(first))
    first.close()
    again = serve(device(), key_folder=tmp_path / "keys")
    assert key_of(connect(again)) == key


def test_a_host_key_may_come_from_a_file(device, serve, connect, tmp_path):
    key = paramiko.ECDSAKey.generate()
    text = io.StringIO()
    key.write_private_key(text)
    (tmp_path / "host.key").write_text(text.getvalue())
    fleet = serve(device(f"host_key: {tmp_path / 'host.key'}\n"))
    assert key_of(connect(fleet)) == key.get_base64()


def test_legacy_crypto_is_all_a_legacy_device_offers(device, serve, connect):
    fleet = serve(device("crypto: legacy\n"))
    transport = connect(fleet).get_transport()
    assert transport.host_key_type == "ssh-rsa"
    assert transport.remote_cipher.endswith("-cbc")
    modern = {
        "kex": ["diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"],
        "keys": ["ssh-rsa"],
    }
    with pytest.raises((paramiko.SSHException, EOFError)):
        connect(fleet, disabled_algorithms=modern)


def test_a_jump_host_forwards_and_others_do_not(device, serve, connect, shell_of):
    fleet = serve(
        device("forwards: true\n", name="bastion"), device(name="lab-rtr1"), device(name="shut")
    )
    road = connect(fleet, "bastion").get_transport()
    channel = road.open_channel(
        "direct-tcpip", ("127.0.0.1", fleet.ports["lab-rtr1"]), ("127.0.0.1", 0)
    )
    shell = shell_of(connect(fleet, sock=channel))
    assert shell.until("lab-rtr1#")
    shut = connect(fleet, "shut").get_transport()
    with pytest.raises(paramiko.ChannelException):
        shut.open_channel("direct-tcpip", ("127.0.0.1", fleet.ports["lab-rtr1"]), ("127.0.0.1", 0))


def test_a_long_road_delays_every_answer_and_loses_nothing(device, serve, connect, shell_of):
    fleet = serve(device("rtt: 0.05\npager: {lines: 0}\n"))
    shell = shell_of(connect(fleet))
    shell.until("#")
    started = time.monotonic()
    shell.ask("show version", until="weeks\r\nlab-rtr1#")
    assert time.monotonic() - started >= 0.05
    assert shell.ask("show running-config", until="end\r\n").count("interface") == 30
