"""Real git repositories for tests: one call a commit, at a date, by somebody."""

import os
import subprocess
from datetime import UTC, datetime

START = datetime(2024, 1, 1, 2, 0, tzinfo=UTC)
SECRET = "hunter2-of-the-past"  # planted to be looked for
ERSPAN = """monitor session 7 type erspan-source
 source interface Gi1/0/1
 destination
  erspan-id 101
  ip address 203.0.113.66
  origin ip address 198.51.100.1
"""


def config(name, mirror="", description="uplink"):
    """Return a small IOS XE configuration with secrets in it."""
    return f"""!
version 17.9
service timestamps log datetime msec
hostname {name}
!
enable secret 0 {SECRET}
username admin privilege 15 password 0 {SECRET}
!
interface GigabitEthernet1/0/1
 description {description}
 switchport mode access
!
interface Vlan10
 ip address 198.51.100.1 255.255.255.0
!
{mirror}snmp-server community {SECRET} RO
line vty 0 15
 transport input ssh
!
end
"""


class History:
    """A git repository to commit to."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *words, **environment):
        surroundings = {
            "PATH": os.environ["PATH"],
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.net",
            "GIT_COMMITTER_NAME": "oxidized", "GIT_COMMITTER_EMAIL": "o@example.net",
            **environment,
        }  # fmt: skip
        done = subprocess.run(
            ["git", "-C", str(self.folder), *words], env=surroundings, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        return done.stdout

    def commit(self, files, at, author="Ann", subject="update"):
        """Write ``files`` (None removes one) and commit them at ``at``."""
        for name, text in files.items():
            path = self.folder / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git("add", "-A")
        moment = f"{int(at.timestamp())} +0000"
        self.git(
            "commit", "-q", "--allow-empty", "-m", subject,
            GIT_AUTHOR_DATE=moment, GIT_COMMITTER_DATE=moment, GIT_AUTHOR_NAME=author,
        )  # fmt: skip
