"""Which file system a path lies on. Pure: the mount table is given."""

import re
from pathlib import Path

_NETWORK = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|9p|afs|ceph|glusterfs|lustre|gpfs|ocfs2|gfs2|"
    r"fuse\.(sshfs|glusterfs|s3fs|rclone|ceph-fuse|gcsfuse)"
)
_OCTAL = re.compile(r"\\([0-7]{3})")


def network_file_system(path: Path, mounts: str) -> str | None:
    """Return the type of the network file system ``path`` lies on, None for a local disk.

    ``mounts`` is the text of Linux's ``/proc/self/mountinfo`` (proc(5)); empty means unknown,
    which is taken for local.
    """
    place, kind = "", ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields, tail = left.split(), right.split()
        if len(fields) > 4 and tail:  # noqa: PLR2004  # proc(5): the mount point is field 5
            point = _OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[4])
            # The last of two mounts on one place is the one on top.
            if path.is_relative_to(point) and len(point) >= len(place):
                place, kind = point, tail[0]
    return kind if _NETWORK.fullmatch(kind) else None
