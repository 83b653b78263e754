"""A plain nornir-netmiko script: log in, ask every command, keep the texts in memory.

``python nornir_collect.py JOB.json WORKERS``; the job names ports, commands and the password.
"""

import json
import sys
from pathlib import Path

from nornir import InitNornir
from nornir.core.inventory import Defaults, Groups, Host, Hosts, Inventory
from nornir.core.plugins.inventory import InventoryPluginRegister
from nornir_netmiko import netmiko_send_command


def main(job: dict, workers: int) -> None:
    class FromJob:
        def load(self) -> Inventory:
            hosts = Hosts()
            for name, port in job["ports"].items():
                hosts[name] = Host(
                    name=name,
                    hostname="127.0.0.1",
                    port=port,
                    username="netwatch",
                    password=job["environment"]["NETWATCH_LAB_PASSWORD"],
                    platform="cisco_xe",
                    groups=[],
                    defaults=Defaults(),
                )
            return Inventory(hosts=hosts, groups=Groups(), defaults=Defaults())

    InventoryPluginRegister.register("FromJob", FromJob)
    nornir = InitNornir(
        inventory={"plugin": "FromJob"},
        runner={"plugin": "threaded", "options": {"num_workers": workers}},
        logging={"enabled": False},
    )
    done = nornir.run(task=ask, commands=job["commands"])
    failed = [name for name, each in done.items() if each.failed]
    if failed:
        sys.exit(f"{len(failed)} devices failed, {failed[0]}: {done[failed[0]][-1].exception!r}")


def ask(task, commands: list[str]) -> None:
    for command in commands:
        task.run(netmiko_send_command, command_string=command, read_timeout=120)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), int(sys.argv[2]))
