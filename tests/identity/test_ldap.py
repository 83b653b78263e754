"""A directory, as far as ldap3's own imitation of one goes; it speaks no TLS."""

import contextlib
import sys

import pytest

from netwatch.identity import ldap
from netwatch.identity.errors import DirectoryError
from netwatch.identity.ldap import Directory, find

# ldap3 uses names of pyasn1 that were renamed.
pytestmark = pytest.mark.filterwarnings("ignore:(tag|type)Map is deprecated:DeprecationWarning")

BASE = "dc=example,dc=net"
ANN = f"uid=ann,ou=people,{BASE}"
DIRECTORY = Directory(
    url="ldaps://dir.example.net",
    user=f"uid={{name}},ou=people,{BASE}",
    base=BASE,
    filter="(uid={name})",
)
NOC, ADMINS = f"cn=noc,ou=groups,{BASE}", f"cn=admins,ou=groups,{BASE}"


class Imitation:
    """Connects as ``find`` does, to a directory that was filled before."""

    def __init__(self):
        self.users = []

    def __call__(self, _directory, user, password):
        from ldap3 import MOCK_SYNC, Connection, Server

        self.users.append(user)
        server = Server("dir.example.net")
        connection = Connection(server, user=user, password=password, client_strategy=MOCK_SYNC)
        add = connection.strategy.add_entry
        for name, groups in (("ann", [ADMINS]), ("bob", []), ("two,people", [])):
            dn = f"uid={name.replace(',', chr(92) + ',')},ou=people,{BASE}"
            said = {"userPassword": "right", "uid": name, "objectClass": "person"}
            add(dn, said | ({"memberOf": groups} if groups else {}))
        add(NOC, {"member": [ANN], "objectClass": "groupOfNames"})
        return connection


def test_whoever_binds_is_found_with_their_groups():
    entry = find(DIRECTORY, "ann", "right", Imitation())
    assert (entry.name.lower(), entry.groups) == (ANN, (ADMINS, NOC))
    assert find(DIRECTORY, "bob", "right", Imitation()).groups == ()


@pytest.mark.parametrize(
    ("name", "password"),
    [("ann", "wrong"), ("ann", ""), ("", "right"), ("nobody", "right"), ("*", "right"),
     ("ann)(uid=*", "right"), (f"ann,ou=people,{BASE}", "right"), ("x,y", "right")],
)  # fmt: skip
def test_nobody_else_is(name, password):
    assert find(DIRECTORY, name, password, Imitation()) is None


def test_a_name_is_one_name_whatever_it_holds():
    connect = Imitation()
    find(DIRECTORY, "a,ou=admins+x=y", "p", connect)
    assert connect.users == [rf"uid=a\,ou\=admins\+x\=y,ou=people,{BASE}"]


def test_a_name_that_is_no_distinguished_one_is_bound_as_written():
    connect = Imitation()
    upn = Directory(url="ldaps://x", user="{name}@example.net", base=BASE, filter="(uid={name})")
    find(upn, "ann", "p", connect)
    assert connect.users == ["ann@example.net"]


def test_several_entries_are_nobody():
    many = Directory(url="ldaps://x", user=DIRECTORY.user, base=BASE, filter="(objectClass=person)")
    assert find(many, "ann", "right", Imitation()) is None


@pytest.mark.lab
def test_a_directory_that_cannot_be_asked_is_said():
    nowhere = Directory(url="ldaps://127.0.0.1:1", user="uid={name}", base=BASE, filter="(uid=x)")
    with pytest.raises(DirectoryError, match="cannot be asked"):
        find(nowhere, "ann", "right")


def test_only_ldap_over_tls_is_spoken():
    odd = Directory(url="http://x", user="uid={name}", base=BASE, filter="(uid=x)")
    with pytest.raises(DirectoryError, match="ldaps://host"):
        find(odd, "ann", "right")


@pytest.mark.lab
def test_a_directory_without_starttls_hears_no_password():
    """What answers in clear and knows no StartTLS is left before anything is said."""
    import socket
    import threading

    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen():
            connection, _ = server.accept()
            with connection:
                heard.append(connection.recv(4096))
                # RFC 4511, 4.12: an extended response with protocolError (2).
                connection.sendall(bytes.fromhex(f"300c0201{heard[0][4]:02x}78070a010204000400"))
                connection.settimeout(2)
                with contextlib.suppress(OSError):
                    heard.append(connection.recv(4096))

        thread = threading.Thread(target=listen)
        thread.start()
        port = server.getsockname()[1]
        plain = Directory(
            url=f"ldap://127.0.0.1:{port}", user="uid={name}", base=BASE, filter="(uid=x)"
        )
        with pytest.raises(DirectoryError):
            find(plain, "ann", "hunter2hunter2")
        thread.join(5)
    assert b"1.3.6.1.4.1.1466.20037" in heard[0]
    assert b"hunter2" not in b"".join(heard)


def test_without_its_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ldap3.core.exceptions", None)
    with pytest.raises(DirectoryError, match=r"netwatch-drift\[ldap\]"):
        ldap.find(DIRECTORY, "ann", "right")
