"""A synthetic Oxidized repository: devices whose configurations change, and two that mirror."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

_START = 1_672_531_200  # 2023-01-01T00:00:00Z
_STEP_S = 61
_PORTS = 48
_RULES = 150
ERSPAN = """monitor session 7 type erspan-source
 source interface Gi1/0/1
 destination
  erspan-id 101
  ip address 203.0.113.66
  origin ip address 198.51.100.1
"""


def build(folder: Path, devices: int, versions: int) -> int:
    """Make a bare repository in ``folder``, one commit a version; return how many bytes of text."""
    run = ["git", "-C", str(folder)]
    subprocess.run(["git", "init", "-q", "--bare", str(folder)], check=True)
    feed = subprocess.Popen([*run, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    size = 0
    for each in _commits(devices, versions):
        size += len(each)
        feed.stdin.write(each)
    feed.stdin.close()
    if feed.wait():
        raise SystemExit("git fast-import failed")
    subprocess.run([*run, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    return size


def _commits(devices: int, versions: int) -> Iterator[bytes]:
    number = 0
    for version in range(versions):
        for device in range(devices):
            number += 1
            text = configuration(device, version, versions).encode()
            message = f"update rtr{device}".encode()
            who = f"Oxidized <oxidized@example.net> {_START + number * _STEP_S} +0000"
            yield (
                f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n".encode()
                + b"data %d\n%s\n" % (len(message), message)
                + f"M 100644 inline rtr{device}\n".encode()
                + b"data %d\n%s\n" % (len(text), text)
            )


def configuration(device: int, version: int, versions: int) -> str:
    """Return one device's configuration as of one version: some 460 lines, one or two change."""
    ports = []
    for port in range(1, _PORTS + 1):
        note = version if port == version % _PORTS + 1 else 0
        ports.append(
            f"interface GigabitEthernet1/0/{port}\n description to host {device}-{port}-{note}\n"
            f" switchport access vlan {10 + port % 7}\n switchport mode access\n"
            " spanning-tree portfast\n!"
        )
    rules = "\n".join(
        f" permit tcp host 10.{device % 250}.{rule}.1 host 10.9.{rule}.2 eq 443"
        for rule in range(_RULES)
    )
    mirrors = versions // 4 <= version < versions // 2 and device % 50 == 0
    return f"""!
version 17.9
service timestamps log datetime msec
hostname rtr{device}
!
enable secret 9 $9$abcdefghijklmn$abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG
username admin privilege 15 secret 9 $9$abcdefghijklmn$bbcdefghijklmnopqrstuvwxyz0123456789ABCDEFG
aaa new-model
ip domain name example.net
{chr(10).join(ports)}
interface Vlan10
 ip address 198.51.{device % 250}.1 255.255.255.0
!
ip access-list extended SERVERS
{rules}
!
snmp-server community s3cr3t RO
logging host 192.0.2.10
{ERSPAN if mirrors else ""}line vty 0 15
 transport input ssh
!
end
"""
