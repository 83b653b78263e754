"""Secrets leave a text before anything else may see it, and a changed secret stays visible.

Each secret becomes ``<secret:9f3a51c0aa21>``: an HMAC-SHA256 of the *decoded* value under the
site's key, cut to 48 bits. The same secret printed with another salt keeps its placeholder, a
changed one gets another, and without the key nothing can be guessed offline.
"""

import hmac
import re
from collections.abc import Callable
from functools import cache

from netwatch.model.platform import SecretForm, SecretPattern
from netwatch.parsing.obfuscation import decode_junos9, decode_type7

# A value is no placeholder; in quotes it may hold blanks, and a closing `;` is no part of it.
_VALUE = (
    r"(?P<secret>(?!<secret:)"
    r"(?:(?<=\")[^\"]+|(?<=')[^']+|[^\s\"'{}]*[^\s\"'{};]))"
)
# An encryption type such as `0` or `7` may stand before the value and is never the value:
# hence the possessive quantifiers, which do not give back what they took.
_TYPED = r"(?:\d{1,2} +)?+(?!(?:md5|sha\d*)\b)[\"']?" + _VALUE

COMMON_SECRETS: tuple[SecretPattern, ...] = (
    SecretPattern(r"(?P<secret>\$9\$[./A-Za-z0-9-]{4,}(?![./A-Za-z0-9$-]))", SecretForm.JUNOS9),
    SecretPattern(
        r"(?P<secret>\$(?:1|2[aby]|5|6|8|9|14|y|sha1|nt)\$[./A-Za-z0-9$=,-]{8,})", SecretForm.HASH
    ),
    SecretPattern(
        r"(?:password|secret|key|key-string|md5|digest|hmac-sha-\d+) 7 (?P<secret>[0-9A-Fa-f]{4,})",
        SecretForm.TYPE7,
    ),
    SecretPattern(r"md5 (?P<secret>[0-9A-Fa-f]{4,}) 7\b", SecretForm.TYPE7),
    SecretPattern(r"(?:password|secret|key) (?:4|5|8|9|sha512|hex) " + _VALUE, SecretForm.HASH),
    SecretPattern(r"(?:password|secret|key|key-string|psk) 6 (?P<secret>\S+)", SecretForm.SALTED),
    SecretPattern(r"://[^\s:/@]*:(?P<secret>(?!<secret:)[^\s/@]+)@"),
    SecretPattern(r"\bcommunity +(?:string +|name +|add +)?+[\"']?" + _VALUE),
    SecretPattern(
        r"\bsnmp-server host .{0,200}\b(?:version +(?:1|2c) +|traps +|informs +)" + _VALUE
    ),
    SecretPattern(r"\bauth +(?:md5|sha[0-9-]*) +" + _VALUE),
    SecretPattern(r"\bpriv +(?:des|3des|aes)(?:[ -]?(?:128|192|256))?+ +" + _VALUE),
    SecretPattern(r"\bisakmp +key +(?:0 +|6 +)?+" + _VALUE),
    SecretPattern(
        r"\bpre-shared-key +(?:local +|remote +|ascii-text +|hex +|0 +)?+[\"']?" + _VALUE
    ),
    SecretPattern(r"\bmessage-digest-key +\d+ +\S+ +(?:0 +)?+" + _VALUE),
    SecretPattern(r"\bauthentication-key +\d+ +(?:md5|sha\d*|cmac-aes-128) +" + _VALUE),
    SecretPattern(r"\bauthentication +text +" + _VALUE),
    SecretPattern(r"(?:^| )key-string[\"']?[ =:]+(?:0 +|ascii +|hex +|encrypted +)?+" + _TYPED),
    SecretPattern(r"\bstandby +\d+ +authentication +(?!md5\b|text\b)" + _VALUE),
    SecretPattern(
        r"(?:^|[ \"_-])(?:password|passwd|passphrase|psk|psksecret|wpa-psk|preshared-key|"
        r"shared-secret|authentication-key|auth-key|auth-password|priv-password|privacy-password|"
        r"authentication-password|private-key|privatekey|secret-key|encrypted-password|"
        r"encrypted-secret|ciphertext|cipher|key-string|snmp-community)[\"']?[ =:]+"
        r"(?:ascii +|hex +|simple +|cipher +|encrypted +|plaintext +|text +|sha512 +|enc +)?+"
        r"(?!(?:required|encryption|recovery|strength|policy|ring|prompt|minimum|min-|max-|history|"
        r"expiry|control|complexity|is|not|set|default|disable|enable|enabled|disabled|local|file|"
        r"aes\S*|sha\S*|suite\S*|list|none|true|false|md5)\b)" + _TYPED
    ),
    SecretPattern(
        r"(?:^|[ \"_-])secret[\"']?[ =:]+(?:sha512 +)?+(?!(?:required|encryption|is|not|set)\b)"
        + _TYPED
    ),
    SecretPattern(
        r"\b(?:tacacs|tacacs-server|radius|radius-server|server|server-private|host)\b"
        r".{0,200} key +"
        r"(?!(?:chain|id|ring|timeout|\d{1,5}$))" + _TYPED
    ),
    SecretPattern(r"^ +key +(?!(?:chain|config-key|\d{1,10}$))" + _TYPED),
)

# No common pattern matches a line without one of these (in lower case): a test proves it.
_WORDS = (
    "pass", "secret", "key", "communit", "auth", "priv", "psk", "cipher", "://", "md5", "digest",
    "hmac", "snmp",
    *(f"${form}$" for form in ("1", "5", "6", "8", "9", "14", "2a", "2b", "2y", "y", "sha1", "nt")),
)  # fmt: skip
# ASCII: else "\u017fecret" would match where the search for words does not look.
_FLAGS = re.IGNORECASE | re.ASCII
_PEM = re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----)(.*?)(-----END [A-Z ]*-----|\Z)", re.DOTALL)

_DECODERS: dict[SecretForm, Callable[[str], str]] = {
    SecretForm.TYPE7: decode_type7,
    SecretForm.JUNOS9: decode_junos9,
}


@cache
def _compiled(pattern: SecretPattern) -> re.Pattern[str]:
    return re.compile(pattern.pattern, _FLAGS)


def placeholder(key: bytes, value: str, form: SecretForm = SecretForm.PLAIN) -> str:
    """Return what stands in the text instead of ``value``.

    A salted form says nothing about the value behind it, so it gets one constant placeholder.
    """
    if form is SecretForm.SALTED:
        return "<secret:salted>"
    decoded = _DECODERS[form](value) if form in _DECODERS else value
    return f"<secret:{hmac.new(key, decoded.encode(), 'sha256').hexdigest()[:12]}>"


def redact(text: str, patterns: tuple[SecretPattern, ...], key: bytes) -> str:
    """Return ``text`` with every secret replaced; the number of lines stays the same."""
    if "PRIVATE KEY-----" in text:
        text = _PEM.sub(lambda found: _hide_block(found, key), text)
    own, common = _split(patterns)
    if own:
        anything = _any_of(own)
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if anything.search(line):
                lines[number] = _hide(line, own, key)
        text = "\n".join(lines)
    pieces, done = [], 0
    for start, end in _spoken_of(text):
        pieces += [text[done:start], _hide(text[start:end], common, key)]
        done = end
    return "".join((*pieces, text[done:]))


@cache
def _split(
    patterns: tuple[SecretPattern, ...],
) -> tuple[tuple[SecretPattern, ...], tuple[SecretPattern, ...]]:
    known = frozenset(COMMON_SECRETS)
    own = tuple(each for each in patterns if each not in known)
    return own, tuple(each for each in patterns if each in known)


@cache
def _any_of(patterns: tuple[SecretPattern, ...]) -> re.Pattern[str]:
    unnamed = (each.pattern.replace("(?P<secret>", "(?:") for each in patterns)
    return re.compile("|".join(f"(?:{each})" for each in unnamed), _FLAGS)


def _spoken_of(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of every line that holds one of ``_WORDS``, in order."""
    low = text.lower()
    if len(low) != len(text):  # a letter whose lower case is longer: look at every line
        low = "".join(each.lower() if each.isascii() else each for each in text)
    spans: dict[int, int] = {}
    for word in _WORDS:
        at = low.find(word)
        while at >= 0:
            start, end = low.rfind("\n", 0, at) + 1, low.find("\n", at)
            spans[start] = end if end >= 0 else len(low)
            at = low.find(word, spans[start])
    return sorted(spans.items())


def _hide(line: str, patterns: tuple[SecretPattern, ...], key: bytes) -> str:
    for pattern in patterns:
        for found in reversed(list(_compiled(pattern).finditer(line))):
            start, end = found.span("secret")
            line = line[:start] + placeholder(key, found["secret"], pattern.form) + line[end:]
    return line


def _hide_block(found: re.Match[str], key: bytes) -> str:
    body = found[2]
    return found[1] + placeholder(key, body) + "\n" * body.count("\n") + found[3]
