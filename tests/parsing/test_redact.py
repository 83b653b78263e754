import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwatch.parsing.obfuscation import decode_junos9, decode_type7
from netwatch.parsing.redact import _FLAGS, _WORDS, COMMON_SECRETS, redact

KEY = b"k" * 32

# line, the secret in it that must go
LINES = [
    ("enable secret 9 $9$abcDEFghij1234$zyxwvutsrqponmlkjihgfedcba0123456789ABCDEFG", "zyxwvuts"),
    ("enable password 7 0822455D0A16", "0822455D0A16"),
    ("username bob privilege 15 password 0 hunter2", "hunter2"),
    ("username bob secret 5 $1$abcd$zyxwvutsrqponmlkjihgfe", "zyxwvuts"),
    ("snmp-server community s3cr3t RO 10", "s3cr3t"),
    ("snmp-server host 192.0.2.1 version 2c publ1c", "publ1c"),
    ("snmp-server user u g v3 auth sha Auth9pw priv aes 128 Priv9pw", "Auth9pw"),
    ("snmp-server user u g v3 auth sha Auth9pw priv aes 128 Priv9pw", "Priv9pw"),
    ("tacacs-server key t4ckey", "t4ckey"),
    ('tacacs-server host 192.0.2.4 key 7 "Fewhg12"', "Fewhg12"),
    ("radius-server host 192.0.2.2 key 7 0822455D0A16", "0822455D0A16"),
    (" key t4ckey", "t4ckey"),
    ("  key-string plainks", "plainks"),
    (" neighbor 192.0.2.9 password bgppw1", "bgppw1"),
    (" ip ospf message-digest-key 1 md5 ospfpw", "ospfpw"),
    (" ip ospf authentication-key ospfkey", "ospfkey"),
    (" standby 1 authentication md5 key-string 7 0822455D0A16", "0822455D0A16"),
    (" standby 1 authentication text hsrp1pw", "hsrp1pw"),
    (" standby 1 authentication hsrp1pw", "hsrp1pw"),
    ("ntp authentication-key 1 md5 0822455D0A16 7", "0822455D0A16"),
    ("crypto isakmp key vpnpw1 address 0.0.0.0", "vpnpw1"),
    (" pre-shared-key local lpsk11", "lpsk11"),
    (" wpa-psk ascii 0 wifipw1", "wifipw1"),
    (" path ftp://user:ftppw1@192.0.2.4/x", "ftppw1"),
    ('set system root-authentication encrypted-password "$6$abcdef$zyxwvutsrq"', "zyxwvutsrq"),
    ('set protocols bgp group X authentication-key "$9$LbHX-wg4Z"', "LbHX-wg4Z"),
    ("set snmp community publ1c authorization read-only", "publ1c"),
    ("username admin secret sha512 $6$abcdefg$zyxwvutsrq", "zyxwvutsrq"),
    ("   set psksecret ENC zyxwvu==", "zyxwvu=="),
    ('{"password": "x1y2z3", "name": "a"}', "x1y2z3"),
    ("username x password xpw123 role network-admin", "xpw123"),
    ('username x password "open sesame"', "sesame"),
    ("username x password 0 open;sesame", "sesame"),
    (" authentication-key sesame;", "sesame"),
]

HARMLESS = [
    " tunnel key 100",
    "crypto key generate rsa",
    "aaa authentication login default group tacacs+ local",
    "service password-encryption",
    "monitor session 1 source interface Gi1/0/1 both",
    " dot1x pae authenticator",
    "security passwords min-length 8",
    "no password strength-check",
    "key chain KC",
    " key 1",
    "ip ssh server algorithm authentication publickey",
    "snmp-server enable traps",
]


@pytest.mark.parametrize(("line", "secret"), LINES)
def test_the_secret_goes_and_the_statement_stays(line, secret):
    shown = redact(line, COMMON_SECRETS, KEY)
    assert secret not in shown
    assert "<secret:" in shown
    assert shown.split()[0] == line.split()[0]


@pytest.mark.parametrize("line", HARMLESS)
def test_words_that_are_no_secret_stay(line):
    assert redact(line, COMMON_SECRETS, KEY) == line


@pytest.mark.parametrize(("line", "secret"), LINES)
def test_redaction_is_stable(line, secret):
    once = redact(line, COMMON_SECRETS, KEY)
    assert redact(once, COMMON_SECRETS, KEY) == once
    assert redact(line, COMMON_SECRETS, b"another key of thirty-two bytes!") != once


def test_the_same_secret_salted_anew_keeps_its_placeholder():
    assert decode_type7("0822455D0A16") == decode_type7("121A0C041104") == "cisco"
    lines = ["enable password 7 0822455D0A16", "enable password 7 121A0C041104"]
    first, second = (redact(each, COMMON_SECRETS, KEY) for each in lines)
    assert first == second
    assert first != redact("enable password 7 0822455D0A17", COMMON_SECRETS, KEY)


@settings(max_examples=60)
@given(st.sampled_from(COMMON_SECRETS).flatmap(lambda each: st.from_regex(each.pattern)))
def test_no_pattern_matches_a_line_that_is_not_looked_at(text):
    line = text.replace("\n", " ")
    for pattern in COMMON_SECRETS:
        if re.search(pattern.pattern, line, _FLAGS):
            assert any(word in line.lower() for word in _WORDS)


def test_a_secret_far_along_a_line_goes_too():
    line = '{"pad": "' + "x" * 50_000 + '", "password": "hunter22"}'
    assert "hunter22" not in redact(line, COMMON_SECRETS, KEY)


@pytest.mark.parametrize(
    "line", ["snmp-server host " * 4000, "host key " * 7000, "password " * 7000, "$9$aaaa" * 9000]
)
def test_a_hostile_line_takes_no_quadratic_time(line):
    redact(line, COMMON_SECRETS, KEY)


def test_junos_9_decodes():
    assert decode_junos9("$9$LbHX-wg4Z") == "lc"
    assert decode_junos9("$9$!") == "$9$!"


def test_a_private_key_goes_and_the_lines_stay():
    block = "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\ndef\n-----END RSA PRIVATE KEY-----\nend"
    shown = redact(block, COMMON_SECRETS, KEY)
    assert "MIIabc" not in shown
    assert "def" not in shown
    assert shown.count("\n") == block.count("\n")
    assert shown.endswith("\nend")


@given(st.text(max_size=400))
def test_any_text_keeps_its_lines(text):
    assert redact(text, COMMON_SECRETS, KEY).count("\n") == text.count("\n")


@given(
    st.sampled_from(["enable password 0 {}", "snmp-server community {} RW", " key-string {}"]),
    st.text("abcdefghijkmnopqrstuvwxyzABCDEF23456789_!@%^&*-+", min_size=8, max_size=40),
)
def test_no_plain_secret_survives(form, secret):
    assert secret not in redact(form.format(secret), COMMON_SECRETS, KEY)
