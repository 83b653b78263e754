"""Software versions of network devices in order of age, without knowing the vendor.

Understood forms: ``15.2(4)M7`` (IOS), ``17.09.04a`` (IOS XE), ``9.3(8)`` (NX-OS), ``4.28.1F``
(EOS), ``22.4R3-S2`` (Junos), ``10.2.3-h4`` (PAN-OS), ``5.15.0-91-generic`` and ``6.1.0-rc3``
(Linux kernels).
"""

import re
from typing import TypeAlias

_LONGEST = 200
_VERSION = re.compile(r"[0-9][0-9A-Za-z.()_+~:-]*")
_PIECE = re.compile(r"[0-9]+|[a-z]+")
_BEFORE_RELEASE = frozenset({"alpha", "beta", "rc", "pre", "dev"})

_PRERELEASE, _END, _NUMBER, _WORD = range(4)
_Piece: TypeAlias = tuple[int, int, str]


def version_key(text: str) -> tuple[_Piece, ...]:
    """Return a key that sorts versions from oldest to newest; () when ``text`` holds none.

    A rebuild letter or service release is later than the plain release, a release candidate is
    earlier, leading zeros make no difference.
    """
    found = _VERSION.search(text[:_LONGEST])
    if found is None:
        return ()
    return (*(_piece(each) for each in _PIECE.findall(found[0].lower())), (_END, 0, ""))


def _piece(text: str) -> _Piece:
    if text.isdigit():
        return _NUMBER, int(text), ""
    return (_PRERELEASE if text in _BEFORE_RELEASE else _WORD), 0, text


def order(older: str, newer: str) -> int | None:
    """Return 1 when ``newer`` really is newer, 0 for the same version, -1 for older.

    None when one of the texts holds no version.
    """
    left, right = version_key(older), version_key(newer)
    if not left or not right:
        return None
    return (right > left) - (right < left)


def same_train(one: str, other: str) -> bool:
    """Tell whether the order of two versions means something.

    ``15.2(4)M7`` and ``15.2(4)E10`` were built side by side: neither is older. A letter that
    ends both versions is a rebuild, not a train.
    """
    left, right = version_key(one), version_key(other)
    for index, (mine, yours) in enumerate(zip(left, right, strict=False)):
        if mine != yours:
            words = mine[0] == yours[0] == _WORD
            rebuilds = left[index + 1 :] == right[index + 1 :] == ((_END, 0, ""),)
            return rebuilds or not words
    return True
