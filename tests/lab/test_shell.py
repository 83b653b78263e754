import pytest

pytestmark = pytest.mark.lab


def test_the_command_is_echoed_once_and_the_prompt_follows_the_answer(terminal):
    shell, _ = terminal()
    shell.channel.sendall(b"show version\n")
    assert shell.until("weeks\r\nlab-rtr1#") == (
        "show version\r\nCisco IOS XE Software, Version 17.09.04a\r\n"
        "lab-rtr1 uptime is 3 weeks\r\nlab-rtr1#"
    )


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_every_kind_of_return_ends_one_line(terminal, end):
    shell, _ = terminal()
    shell.channel.sendall(f"show version{end}show version{end}".encode())
    for _ in range(2):
        assert shell.until("weeks\r\nlab-rtr1#").count("lab-rtr1#") == 1
    assert shell.silent()


def test_backspace_and_discard_edit_the_line(terminal):
    shell, _ = terminal()
    shell.channel.sendall(b"nonsense\x15show versiox\x7fn\n")
    assert "17.09.04a" in shell.until("weeks")


def test_long_output_is_paged_until_the_length_is_zero(terminal):
    shell, _ = terminal()
    page = shell.ask("show running-config", until=" --More-- ")
    assert page.count("\r\n") == 24
    shell.channel.sendall(b"\r")
    assert shell.until(" --More-- ").count("\r\n") == 1
    shell.channel.sendall(b" ")
    shell.until(" --More-- ")
    shell.channel.sendall(b"q")
    shell.until("lab-rtr1#")
    shell.ask("terminal length 0")
    assert shell.ask("show running-config", until="end\r\nlab-rtr1#").count("interface") == 30


def test_an_unknown_command_gets_the_vendors_words(terminal):
    shell, _ = terminal()
    assert shell.ask("show nonsense", until="lab-rtr1#") == (
        f"\r\n{' ' * 9}^\r\n% Invalid input detected at '^' marker.\r\nlab-rtr1#"
    )


def test_enable_asks_for_its_secret_and_gates_the_configuration(terminal):
    shell, _ = terminal("login: {enable: raise-me}\n", until=">")
    assert "% Invalid input" in shell.ask("show running-config", until="lab-rtr1>")
    shell.ask("enable", until="Password: ")
    shell.channel.sendall(b"wrong\n")
    shell.until("Password: ")
    shell.channel.sendall(b"raise-me\n")
    assert "raise-me" not in shell.until("lab-rtr1#")
    shell.ask("terminal length 0")
    assert "Gi" in shell.ask("show running-config", until="end\r\n")


def test_three_wrong_secrets_leave_the_session_unprivileged(terminal):
    shell, _ = terminal("login: {enable: raise-me}\n", until=">")
    shell.ask("enable", until="Password: ")
    for _ in range(2):
        shell.channel.sendall(b"wrong\n")
        shell.until("Password: ")
    shell.channel.sendall(b"wrong\n")
    assert "% Bad secrets" in shell.until("lab-rtr1>")


def test_exit_closes_the_session(terminal):
    shell, _ = terminal()
    shell.channel.sendall(b"exit\n")
    with pytest.raises(EOFError):
        shell.until("never")
    assert shell.channel.recv_exit_status() == 0


def test_a_wrapped_answer_breaks_at_the_terminals_width(terminal):
    extra = f"commands: {{verify: {{text: '{'a' * 300}', wrap: true}}}}\nlogin: {{}}\n"
    shell, _ = terminal(extra.replace("verify", "show hash"))
    assert max(map(len, shell.ask("show hash", until="lab-rtr1#").split("\r\n"))) == 200
    shell.ask("terminal width 80")
    assert max(map(len, shell.ask("show hash", until="lab-rtr1#").split("\r\n"))) == 80
    shell.ask("terminal width 0")
    assert "a" * 300 in shell.ask("show hash", until="lab-rtr1#")


def test_one_command_runs_without_a_shell(device, serve, connect):
    fleet = serve(device())
    client = connect(fleet)
    _, out, _ = client.exec_command("show version")
    assert out.read().decode().splitlines()[0] == "Cisco IOS XE Software, Version 17.09.04a"
    assert out.channel.recv_exit_status() == 0
    _, out, _ = client.exec_command("reload")
    assert out.channel.recv_exit_status() == 1
    assert [each.executed for each in fleet.sessions("lab-rtr1")] == [["show version"], ["reload"]]


def test_every_byte_received_is_recorded_per_session(terminal):
    shell, fleet = terminal()
    shell.ask("show version", until="weeks")
    (session,) = fleet.sessions("lab-rtr1")
    assert (session.username, bytes(session.received)) == ("netwatch", b"show version\n")


def test_a_stage_changes_what_a_running_session_sees(terminal):
    shell, fleet = terminal(
        "stages:\n  before: {}\n  after:\n    edits:\n"
        "      - {command: show version, replace: 3 weeks, with: 2 minutes}\n"
    )
    assert "3 weeks" in shell.ask("show version", until="weeks")
    fleet.stage("after")
    assert "2 minutes" in shell.ask("show version", until="minutes")


@pytest.mark.parametrize(
    ("platform", "setting", "reply", "unknown"),
    [
        ("cisco_nxos", "terminal length 0", "", "% Invalid command at '^' marker."),
        ("arista_eos", "terminal width 511", "Width set to 511 columns.", "% Invalid input"),
        ("juniper_junos", "set cli screen-width 511", "Screen width set to 511", "unknown command"),
        ("linux", "stty columns 511", "command not found", "-bash: nonsense: command not found"),
    ],
)
def test_each_family_has_its_own_manners(terminal, platform, setting, reply, unknown):
    mark = {"juniper_junos": ">", "linux": "$"}.get(platform, "#")
    shell, _ = terminal(f"platform: {platform}\n", until=mark)
    assert reply in shell.ask(setting, until=mark)
    assert unknown in shell.ask("nonsense", until=mark)


def test_the_count_of_askings_moves_a_counter(terminal):
    shell, _ = terminal("commands: {show counters: 'packets {{asked}}'}\n")
    assert "packets 1" in shell.ask("show counters", until="lab-rtr1#")
    assert "packets 2" in shell.ask("show counters", until="lab-rtr1#")


@pytest.mark.parametrize("platform", ["cisco_ios", "juniper_junos", "linux"])
def test_a_prompt_of_its_own(terminal, platform):
    shell, _ = terminal(f"platform: {platform}\nprompt: 'root@box:~# '\n")
    assert shell.opening == "root@box:~#"
