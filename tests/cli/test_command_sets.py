"""The read-only command sets, as the command line prints them."""


def test_the_command_line_prints_a_command_set(run):
    shown = run("platforms", "show", "cisco_xe", "--commands", "--format", "tacacs")
    assert shown.code == 0
    assert 'permit "^running-config( <cr>)?$"' in shown.out
    refused = run("platforms", "list", "--format", "ise")
    assert refused.code == 2
    assert "platforms show cisco_xe --commands --format ise" in refused.err
