"""Plain netmiko takes the emulator for the real thing: its drivers' own preparation works."""

import pytest
from netmiko import ConnectHandler

pytestmark = pytest.mark.lab

COUNT = (
    "commands: {show count: 'asked {{asked}}', show long: {each: 1-200, text: \"row {{n}}\\n\"}}\n"
)


@pytest.mark.parametrize(
    "driver", ["cisco_ios", "cisco_xe", "cisco_nxos", "arista_eos", "juniper_junos", "linux"]
)
def test_a_driver_prepares_its_session_and_reads_a_long_answer(device, serve, driver):
    fleet = serve(device(f"platform: {driver}\n{COUNT}"))
    with ConnectHandler(
        device_type=driver,
        host="127.0.0.1",
        port=fleet.ports["lab-rtr1"],
        username="netwatch",
        password="netwatch-lab",
        fast_cli=True,
    ) as client:
        assert "lab-rtr1" in client.find_prompt()
        rows = client.send_command("show long").strip().splitlines()
        assert [each.strip() for each in rows] == [f"row {n}" for n in range(1, 201)]
        assert client.send_command("show count").strip() == "asked 1"


@pytest.mark.parametrize("driver", ["cisco_ios", "arista_eos"])
def test_a_driver_enables(device, serve, driver):
    fleet = serve(device(f"platform: {driver}\nlogin: {{enable: raise-me}}\n"))
    with ConnectHandler(
        device_type=driver,
        host="127.0.0.1",
        port=fleet.ports["lab-rtr1"],
        username="netwatch",
        password="netwatch-lab",
        secret="raise-me",
    ) as client:
        client.enable()
        assert client.check_enable_mode()
        assert "interface GigabitEthernet1/0/30" in client.send_command("show running-config")
