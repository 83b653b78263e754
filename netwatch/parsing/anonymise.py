"""A device's answers with its name and addresses replaced, so that they may be shown to others.

The same name or address becomes the same documentation value wherever it stands, addresses of one
/24 (IPv4) or /64 (IPv6) stay neighbours, masks and well-known addresses stay as they are, and no
line is added or taken away. Descriptions, banners and user names are *not* touched: a person has
to read the result.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from itertools import chain, count

HOSTNAME = "device1"
DOMAIN = "example.net"

# Not a part of a longer dotted number (an OID), nor of a version such as v10.2.3.4 or 4.28.3.1M.
_IPV4 = re.compile(r"(?<![\d.vV])(?:\d{1,3}\.){3}\d{1,3}(?![A-Za-z]|\.?\d)")
_VERSION = re.compile(r"(?:version|release|software|firmware|bios)[ :=]{1,4}$", re.IGNORECASE)
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:]|\.\w)")
_MAC = re.compile(
    r"(?<![\w:.-])(?:(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}[.-]){2}"
    r"[0-9A-Fa-f]{4})(?![\w:-]|\.\w)"
)
_SECRET = re.compile(r"<secret:[0-9a-f]{12}>")
_DOMAIN = re.compile(r"\bdomain[- ]?name[ \t]+\"?((?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63})\b")
# A device's certificate names its serial number.
_CERTIFICATE = re.compile(
    r"(?<=-----BEGIN CERTIFICATE-----)[A-Za-z0-9+/=\s]{1,20000}(?=-----END CERTIFICATE-----)"
)
_PLAIN_WORD = re.compile(r"[A-Za-z]+")

# RFC 5737, RFC 2544 and class E: nobody is to be reached there.
_DOCUMENTED = re.compile(r"192\.0\.2|198\.51\.100|203\.0\.113|198\.1[89]\.\d+|2[45]\d\.\d+\.\d+")
_KEPT = re.compile(r"0\.|127\.|22[4-9]\.|23\d\.")
_DOCUMENTED_64 = 0x20010DB8 << 32
_LINK_LOCAL = 0xFE800000
_HALF = (1 << 64) - 1
_SMALL = 0x20000
# RFC 7042, and locally administered ones when those 256 do not suffice.
_DOCUMENTED_MAC = ("00005e0053", "02005e")


def anonymise(
    texts: Sequence[str], *, hostname: str | None = None, serial: str | None = None
) -> tuple[str, ...]:
    """Return ``texts``, which belong together, with what identifies the device replaced.

    Doing it again changes nothing.
    """
    whole = "\n".join(texts)
    steps = (_ipv6(whole), _macs(whole), _ipv4(whole), _secrets(whole), _domains(whole))
    named = (_name(hostname), _serial(serial), _blank_certificates)
    return tuple(_through(text, (*steps, *named)) for text in texts)


_Step = Callable[[str], str]


def _through(text: str, steps: Iterable[_Step]) -> str:
    for step in steps:
        text = step(text)
    return text


def _numbered(found: Iterable[str], free: Iterator[str], *, fixed: Callable[[str], bool]) -> _Step:
    """Return what gives each of ``found``, in their order, the next free value of its own."""
    keys = dict.fromkeys(found)
    spare = (each for each in free if each not in keys)
    mapped = {each: each if fixed(each) else next(spare) for each in keys}
    return lambda key: mapped.get(key, key)


def _blank_certificates(text: str) -> str:
    return _CERTIFICATE.sub(lambda found: re.sub(r"\S", "A", found[0]), text)


def _ipv4(whole: str) -> _Step:
    networks = (found[0].rpartition(".")[0] for found in _IPV4.finditer(whole) if _hosted(found))
    known = ("192.0.2", "198.51.100", "203.0.113")
    bench = (f"198.{18 + each // 256}.{each % 256}" for each in range(512))
    last = (f"{240 + each // 65536}.{each // 256 % 256}.{each % 256}" for each in range(1 << 20))
    network = _numbered(
        networks,
        chain(known, bench, last),
        fixed=lambda each: _DOCUMENTED.fullmatch(each) is not None,
    )

    def replaced(found: re.Match[str]) -> str:
        if not _hosted(found):
            return found[0]
        front, _, host = found[0].rpartition(".")
        return f"{network(front)}.{host}"

    return lambda text: _IPV4.sub(replaced, text)


def _hosted(found: re.Match[str]) -> bool:
    """Tell an address from a mask, a well-known address and a version."""
    try:
        number = int(IPv4Address(found[0]))
    except AddressValueError:
        return False
    mask = f"{number:032b}".lstrip("1").strip("0") == ""
    before = found.string[max(found.start() - 12, 0) : found.start()]
    return not (mask or _KEPT.match(found[0]) or _VERSION.search(before))


def _ipv6(whole: str) -> _Step:
    addresses = [each for each in map(_address6, _IPV6.findall(whole)) if each is not None]
    network = _numbered(
        (str(each >> 64) for each in addresses),
        (str(_DOCUMENTED_64 + each) for each in count()),
        fixed=lambda each: int(each) >> 32 in {_DOCUMENTED_64 >> 32, _LINK_LOCAL},
    )
    host = _numbered(
        (str(each & _HALF) for each in addresses),
        (str(0x10000 + each) for each in count()),
        fixed=lambda each: int(each) < _SMALL,
    )

    def replaced(found: re.Match[str]) -> str:
        address = _address6(found[0])
        if address is None:
            return found[0]
        number = int(network(str(address >> 64))) << 64 | int(host(str(address & _HALF)))
        return str(IPv6Address(number))

    return lambda text: _IPV6.sub(replaced, text)


def _address6(text: str) -> int | None:
    try:
        address = IPv6Address(text)
    except AddressValueError:
        return None
    return None if address.is_multicast or address.is_loopback or not int(address) else int(address)


def _macs(whole: str) -> _Step:
    known = (f"00005e0053{each:02x}" for each in range(256))
    more = (f"02005e{each:06x}" for each in range(1 << 24))
    number = _numbered(
        (_digits(found[0]) for found in _MAC.finditer(whole)),
        chain(known, more),
        fixed=lambda each: each.startswith(_DOCUMENTED_MAC) or not int(each, 16) or _group(each),
    )

    def replaced(found: re.Match[str]) -> str:
        old = found[0]
        fresh = iter(number(_digits(old)))
        new = "".join(each if each in ":.-" else next(fresh) for each in old)
        return new.upper() if old != old.lower() else new

    return lambda text: _MAC.sub(replaced, text)


def _digits(mac: str) -> str:
    return re.sub(r"[:.-]", "", mac).lower()


def _group(digits: str) -> bool:
    return bool(int(digits[1], 16) & 1)


def _secrets(whole: str) -> _Step:
    # A placeholder is a fingerprint under the site's key: nobody else has a use for it.
    number = _numbered(
        _SECRET.findall(whole),
        (f"<secret:{each:012d}>" for each in count(1)),
        fixed=lambda each: each[8:-1].startswith("000000"),
    )
    return lambda text: _SECRET.sub(lambda found: number(found[0]), text)


def _domains(whole: str) -> _Step:
    domains = {each.lower() for each in _DOMAIN.findall(whole)}
    if not domains:
        return lambda text: text
    longest = sorted(domains, key=lambda each: (-len(each), each))
    listed = "|".join(re.escape(each) for each in longest)
    pattern = re.compile(rf"(?<![\w-])(?:{listed})(?![\w-]|\.\w)", re.IGNORECASE)
    return lambda text: pattern.sub(DOMAIN, text)


def _name(hostname: str | None) -> _Step:
    if not hostname or hostname.lower() == HOSTNAME:
        return lambda text: text
    name = re.escape(hostname)
    anywhere = rf"(?<![\w-])(){name}(?![\w-])"
    # A name such as `core` is also a word of the configuration.
    as_name = rf"(\b(?:host-?name|sysname)[\"' :=]{{1,5}}|^){name}(?=[\"';#>@:(]|\s*$)"
    chosen = as_name if _PLAIN_WORD.fullmatch(hostname) else anywhere
    pattern = re.compile(chosen, re.IGNORECASE | re.MULTILINE)
    return lambda text: pattern.sub(lambda found: found[1] + HOSTNAME, text)


def _serial(serial: str | None) -> _Step:
    if not serial:
        return lambda text: text
    shape = re.sub(r"[A-Z]", "A", re.sub(r"[a-z]", "a", re.sub(r"\d", "0", serial)))
    return lambda text: text.replace(serial, shape)
