import contextlib
import socket
import time

import paramiko
import pytest

pytestmark = pytest.mark.lab


def fault(text):
    return f"faults:\n  - {{{text}}}\n"


def test_hang_in_the_middle_of_an_answer(terminal):
    shell, _ = terminal(fault("kind: hang, at: show version, after: 10"))
    assert shell.ask("show version", until="Cisco IO").endswith("Cisco IO")
    shell.unread = b""
    shell.channel.sendall(b"\n\n")
    assert shell.silent()


def test_hang_at_login_leaves_the_connection_open_and_mute(device, serve, connect, shell_of):
    fleet = serve(device(fault("kind: hang, at: login")))
    shell = shell_of(connect(fleet))
    assert shell.silent()
    assert not shell.channel.closed


def test_hang_at_connect_never_sends_the_ssh_banner(device, serve):
    fleet = serve(device(fault("kind: hang, at: connect")))
    with socket.create_connection(("127.0.0.1", fleet.ports["lab-rtr1"])) as sock:
        sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            sock.recv(1)


def test_hang_at_auth(device, serve, connect):
    fleet = serve(device(fault("kind: hang, at: auth")))
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    with pytest.raises(paramiko.AuthenticationException, match="timeout"):
        client.connect(
            "127.0.0.1",
            fleet.ports["lab-rtr1"],
            username="netwatch",
            password="netwatch-lab",
            look_for_keys=False,
            allow_agent=False,
            auth_timeout=0.5,
        )
    client.close()


def test_a_refused_connection_ends_at_once(device, serve):
    fleet = serve(device(fault("kind: refuse-connection, at: connect, times: 1")))
    with socket.create_connection(("127.0.0.1", fleet.ports["lab-rtr1"])) as sock:
        sock.settimeout(5)
        with contextlib.suppress(ConnectionResetError):
            assert sock.recv(1) == b""
    with socket.create_connection(("127.0.0.1", fleet.ports["lab-rtr1"])) as sock:
        sock.settimeout(5)
        assert sock.recv(4) == b"SSH-"


def test_drip_sends_little_by_little(terminal):
    shell, _ = terminal(fault("kind: drip, at: show version, after: 10, seconds: 0.02"))
    started = time.monotonic()
    assert "weeks" in shell.ask("show version", until="weeks\r\nlab-rtr1#")
    assert time.monotonic() - started >= 0.02 * 6


def test_truncated_output_is_followed_by_an_innocent_prompt(terminal):
    shell, _ = terminal(fault("kind: truncate, at: show version, after: 25"))
    assert shell.ask("show version", until="lab-rtr1#") == "\r\nCisco IOS XE Software, Velab-rtr1#"


def test_drop_in_the_middle_of_an_answer(terminal):
    shell, _ = terminal(fault("kind: drop, at: show version, after: 10"))
    with pytest.raises(EOFError):
        shell.ask("show version", until="never")


def test_a_syslog_line_lands_inside_the_answer(terminal):
    message = "%SYS-5-CONFIG_I: Configured from console by admin"
    shell, _ = terminal(fault(f"kind: syslog, at: show version, after: 12, text: '{message}'"))
    assert f"Cisco IOS XE\r\n{message}\r\n Software" in shell.ask("show version", until="weeks")


def test_refuse_deny_and_empty(terminal):
    shell, _ = terminal(
        "faults:\n  - {kind: refuse, at: show ver*, times: 1}\n"
        "  - {kind: deny, at: show run*}\n  - {kind: empty, at: show version}\n"
    )
    assert "% Invalid input" in shell.ask("show version", until="lab-rtr1#")
    assert "% Authorization failed." in shell.ask("show running-config", until="lab-rtr1#")
    assert shell.ask("show version", until="lab-rtr1#") == "\r\nlab-rtr1#"


def test_a_double_prompt(terminal):
    shell, _ = terminal(fault("kind: double-prompt, at: show version"))
    assert shell.ask("show version", until="#\r\nlab-rtr1#")


def test_a_fault_may_happen_only_so_many_times(terminal):
    shell, _ = terminal(fault("kind: empty, at: show version, times: 1"))
    assert "weeks" not in shell.ask("show version", until="lab-rtr1#")
    assert "weeks" in shell.ask("show version", until="weeks")


@pytest.mark.parametrize(("manner", "answered"), [("stubborn", True), ("deaf", False)])
def test_a_pager_that_ignores_the_length(terminal, manner, answered):
    shell, _ = terminal(f"pager: {{lines: 24, manner: {manner}}}\n")
    shell.ask("terminal length 0")
    shell.ask("show running-config", until=" --More-- ")
    shell.channel.sendall(b" ")
    if answered:
        assert "interface" in shell.until(" --More-- ")
    else:
        assert shell.silent()


def test_another_host_may_answer(terminal):
    shell, fleet = terminal("stages: {before: {}, after: {hostname: other-box}}\n")
    fleet.stage("after")
    assert "other-box#" in shell.ask("show version", until="other-box#")
    assert "hostname other-box" in shell.ask("show running-config", until=" --More-- ")


def test_text_that_looks_like_a_prompt(terminal):
    shell, _ = terminal("motd: |\n  Welcome to {{prompt}}\n  all access is logged\n")
    assert shell.opening.startswith("Welcome to lab-rtr1#")


def test_a_slow_device_thinks_before_it_answers(terminal):
    shell, _ = terminal("delay: 0.2\n")
    started = time.monotonic()
    shell.ask("show version", until="weeks")
    assert time.monotonic() - started >= 0.2
