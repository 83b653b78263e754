"""Every way to prove who we are, over real SSH: keys, agent, passwords, questions, jump hosts."""

import asyncio
import os
import socket
import struct
import threading

import asyncssh
import paramiko
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from netwatch import registry
from netwatch.collect.keyfile import load_key
from netwatch.lab.fleet import LOOPBACK
from netwatch.model.device import Credentials, HostKeyPolicy
from netwatch.model.snapshot import Reason

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("threads_end")]

KINDS = {
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "ecdsa": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
}


@pytest.fixture
def key_file(tmp_path):
    """Write a private key; return its path and its line for authorized_keys."""

    def make(kind, passphrase=None, form=PrivateFormat.OpenSSH):
        key = KINDS[kind]()
        lock = NoEncryption()
        if passphrase:
            lock = form.encryption_builder().kdf_rounds(1).build(passphrase.encode())
        path = tmp_path / f"id_{kind}"
        path.write_bytes(key.private_bytes(Encoding.PEM, form, lock))
        public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
        return str(path), public.decode()

    return make


def only(method, key=None, **more):
    lines = [f"methods: [{method}]", *(f"{name}: {text}" for name, text in more.items())]
    if key:
        lines.append(f"keys: ['{key}']")
    return "login: {" + ", ".join(lines) + "}\n"


def key_login(path, passphrase=None):
    return {"password": None, "private_key": path, "passphrase": passphrase}


@pytest.fixture
def visit(box, serve, collect, access):
    def one(extra="", **login):
        fleet = serve(box(extra))
        return collect(fleet.ports["box1"], to=access(login=login), host_key=HostKeyPolicy.OFF)

    return one


def outcome(snapshot):
    return [each.reason for each in snapshot.failures], len(snapshot.artifacts)


@pytest.mark.parametrize("passphrase", [None, "open sesame"])
@pytest.mark.parametrize("kind", KINDS)
def test_key_files(visit, key_file, kind, passphrase):
    path, public = key_file(kind, passphrase)
    snapshot = visit(only("publickey", public), **key_login(path, passphrase))
    assert outcome(snapshot) == ([], 4)


@pytest.mark.parametrize("number", range(8))
def test_a_key_file_without_comment_and_padding(tmp_path, number):
    # paramiko's own reader fails on about half of these.
    key = asyncssh.generate_private_key("ecdsa-sha2-nistp256")
    key.write_private_key(tmp_path / "id", "openssh")
    loaded = load_key(str(tmp_path / "id"), None)
    assert loaded.get_base64() == key.export_public_key().decode().split()[1]


def test_an_old_pem_key_file(visit, key_file):
    path, public = key_file("rsa", form=PrivateFormat.TraditionalOpenSSL)
    assert outcome(visit(only("publickey", public), **key_login(path))) == ([], 4)


@pytest.mark.parametrize(
    ("passphrase", "words"),
    [(None, "needs a passphrase"), ("wr0ng-phrase", "passphrase is wrong")],
)
def test_a_locked_key_file(visit, key_file, passphrase, words):
    path, public = key_file("ed25519", "open sesame")
    snapshot = visit(only("publickey", public), **key_login(path, passphrase))
    assert outcome(snapshot) == ([Reason.AUTH_FAILED], 0)
    assert words in snapshot.failures[0].detail
    assert "wr0ng-phrase" not in snapshot.failures[0].detail


@pytest.mark.parametrize(
    ("content", "words"), [(None, "does not exist"), ("no key", "no usable private key")]
)
def test_a_bad_key_file(visit, tmp_path, content, words):
    path = tmp_path / "id_bad"
    if content:
        path.write_text(content)
    snapshot = visit(**key_login(str(path)))
    assert outcome(snapshot) == ([Reason.AUTH_FAILED], 0)
    assert words in snapshot.failures[0].detail


def test_a_key_the_device_does_not_know_then_the_password(visit, key_file):
    path, _ = key_file("ed25519")
    _, other = key_file("ecdsa")
    known = f"login: {{methods: [publickey, password], keys: ['{other}']}}\n"
    assert outcome(visit(known, private_key=path)) == ([], 4)
    refused = visit(known, **key_login(path))
    assert outcome(refused) == ([Reason.AUTH_FAILED], 0)
    assert "refused the key" in refused.failures[0].detail


@pytest.mark.parametrize("method", ["password", "keyboard-interactive"])
def test_passwords(visit, method):
    assert outcome(visit(only(method))) == ([], 4)
    assert outcome(visit(only(method), password="wr0ng-pw")) == ([Reason.AUTH_FAILED], 0)


def test_a_method_we_have_nothing_for_is_named(visit, key_file):
    _, public = key_file("ed25519")
    snapshot = visit(only("publickey", public))
    assert outcome(snapshot) == ([Reason.AUTH_FAILED], 0)
    assert "accepts 'publickey'" in snapshot.failures[0].detail


def test_enable(visit):
    extra = "login: {enable: top-s3cret}\n"
    assert outcome(visit(extra, enable="top-s3cret")) == ([], 4)


class Agent:
    """An ssh-agent with one key; ``mute`` accepts connections and says nothing."""

    def __init__(self, path, key=None, mute=False):
        self.key, self.mute = key, mute
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen()
        self.thread = threading.Thread(target=self.accept)
        self.thread.start()
        self.guests = []

    def accept(self):
        while True:
            try:
                guest, _ = self.server.accept()
            except OSError:
                return
            self.guests.append(guest)
            while not self.mute and self.answer(guest):
                pass

    def answer(self, guest):
        head = guest.recv(4)
        if len(head) < 4:
            return False
        request = paramiko.Message(guest.recv(struct.unpack(">I", head)[0]))
        kind, reply = request.get_byte(), paramiko.Message()
        if kind == b"\x0b":
            reply.add_byte(b"\x0c")
            reply.add_int(1)
            reply.add_string(self.key.asbytes())
            reply.add_string("test")
        else:
            request.get_string()
            data = request.get_binary()
            reply.add_byte(b"\x0e")
            reply.add_string(self.key.sign_ssh_data(data).asbytes())
        body = reply.asbytes()
        guest.sendall(struct.pack(">I", len(body)) + body)
        return True

    def close(self):
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join(5)
        for guest in self.guests:
            guest.close()


@pytest.fixture
def agent(tmp_path, monkeypatch):
    agents = []

    def start(key=None, mute=False):
        path = tmp_path / f"agent{len(agents)}"
        agents.append(Agent(path, key, mute))
        monkeypatch.setitem(os.environ, "SSH_AUTH_SOCK", str(path))

    yield start
    for each in agents:
        each.close()


def test_the_agent_is_used_when_neither_password_nor_key_is_given(visit, key_file, agent):
    path, public = key_file("ed25519")
    agent(paramiko.Ed25519Key.from_private_key_file(path))
    assert outcome(visit(only("publickey", public), password=None)) == ([], 4)


def test_the_agent_is_not_asked_when_there_is_a_password(visit, agent):
    agent(mute=True)
    assert outcome(visit()) == ([], 4)


def test_no_agent_is_a_refused_login(visit, key_file, monkeypatch):
    monkeypatch.delitem(os.environ, "SSH_AUTH_SOCK", raising=False)
    _, public = key_file("ed25519")
    snapshot = visit(only("publickey", public), password=None)
    assert outcome(snapshot) == ([Reason.AUTH_FAILED], 0)
    assert "agent" in snapshot.failures[0].detail


def test_an_agent_that_hangs_costs_seconds(visit, key_file, agent, monkeypatch):
    from netwatch.collect import auth

    monkeypatch.setattr(auth, "AGENT_S", 0.3)
    agent(mute=True)
    _, public = key_file("ed25519")
    snapshot = visit(only("publickey", public), password=None)
    assert outcome(snapshot) == ([Reason.AUTH_FAILED], 0)
    assert "ssh-agent does not answer" in snapshot.failures[0].detail


class Curious(asyncssh.SSHServer):
    """Asks what it is told to ask, and says yes to the right answers only."""

    questions = (("Password: ", False),)
    right = ("netwatch-lab",)
    first_factor = False

    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return False

    def kbdint_auth_supported(self):
        return True

    def get_kbdint_challenge(self, username, lang, submethods):
        return "title", "instructions", "", self.questions

    def validate_kbdint_response(self, username, responses):
        self.heard.append(tuple(responses))
        return tuple(responses) == self.right


@pytest.fixture
def curious():
    """Serve a server class of asyncssh on loopback; return the port and what it heard."""
    loops = []

    def start(questions):
        heard = []
        kind = type("Asking", (Curious,), {"questions": questions, "heard": heard})
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()

        async def serve():
            key = asyncssh.generate_private_key("ssh-ed25519")
            return await asyncssh.create_server(kind, LOOPBACK, 0, server_host_keys=[key])

        server = asyncio.run_coroutine_threadsafe(serve(), loop).result()
        loops.append((loop, thread, server))
        return server.sockets[0].getsockname()[1], heard

    yield start
    for loop, thread, server in loops:

        async def stop(server=server):
            server.close()
            await server.wait_closed()
            await asyncio.sleep(0.05)
            await asyncio.get_running_loop().shutdown_default_executor()

        asyncio.run_coroutine_threadsafe(stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_a_one_time_code_is_not_guessed_and_the_question_is_named(curious, collect):
    port, heard = curious((("Password: ", False), ("Verification code: ", False)))
    snapshot = collect(port)
    assert outcome(snapshot) == ([Reason.AUTH_FAILED], 0)
    assert "'Verification code:'" in snapshot.failures[0].detail
    assert heard == [("netwatch-lab", "")]


def test_the_password_is_never_typed_where_it_would_be_shown(curious, collect):
    port, heard = curious((("Your town: ", True),))
    assert outcome(collect(port)) == ([Reason.AUTH_FAILED], 0)
    assert heard == [("",)]


def test_a_banner_that_is_to_be_acknowledged_before_the_password(curious, collect):
    panos = registry.platform("paloalto_panos")
    statement = ("Do you accept and acknowledge the statement above ? (yes/no) : ", True)
    port, heard = curious((statement, ("Password: ", False)))
    snapshot = collect(port, of=panos)
    assert heard == [("yes", "netwatch-lab")]
    assert "acknowledge" not in snapshot.failures[0].detail


@pytest.fixture
def bastions(box, serve):
    """Two jump hosts and a box on loopback."""
    return serve(
        box("forwards: true\nhostname: b1\nhost_key: b1\n", name="b1"),
        box(
            "forwards: true\nhostname: b2\nhost_key: b2\nlogin: {password: second-pw}\n",
            name="b2",
        ),
        box("host_key: box\n"),
    )


def test_through_two_jump_hosts(bastions, collect, access, hop, keys):
    ports = bastions.ports
    way = (hop("b1", ports["b1"]), hop("b2", ports["b2"], "second-pw"))
    snapshot = collect(ports["box1"], to=access(jump=way))
    assert outcome(snapshot) == ([], 4)
    assert set(keys.keys) == {"b1", "b2", "box1"}
    assert keys.keys["box1"] == snapshot.host_key
    assert [len(bastions.sessions(name)) for name in ("b1", "b2", "box1")] == [0, 0, 1]


def test_a_jump_host_with_another_key_is_not_logged_in_to(bastions, collect, access, hop, keys):
    ports = bastions.ports
    keys.pin("b2", "ssh-ed25519 SHA256:another")
    way = (hop("b1", ports["b1"]), hop("b2", ports["b2"], "second-pw"))
    snapshot = collect(ports["box1"], to=access(jump=way))
    assert outcome(snapshot) == ([Reason.HOST_KEY_CHANGED], 0)
    assert "jump host b2" in snapshot.failures[0].detail
    assert snapshot.host_key is None


def test_a_refused_jump_host_and_its_secret(bastions, collect, access, hop):
    ports = bastions.ports
    way = (hop("b1", ports["b1"]), hop("b2", ports["b2"], "wr0ng-pw"))
    snapshot = collect(ports["box1"], to=access(jump=way))
    assert outcome(snapshot) == ([Reason.AUTH_FAILED], 0)
    assert "jump host b2" in snapshot.failures[0].detail
    assert "wr0ng-pw" not in snapshot.failures[0].detail


def test_a_jump_host_that_does_not_forward(box, serve, collect, access, hop):
    fleet = serve(box("hostname: b1\n", name="b1"), box())
    way = (hop("b1", fleet.ports["b1"]),)
    snapshot = collect(fleet.ports["box1"], to=access(jump=way))
    assert outcome(snapshot) == ([Reason.UNREACHABLE], 0)
    assert "the jump host b1 refused the way" in snapshot.failures[0].detail


def test_nothing_behind_the_jump_host(bastions, collect, access, hop):
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
    snapshot = collect(port, to=access(jump=(hop("b1", bastions.ports["b1"]),)))
    assert outcome(snapshot) == ([Reason.UNREACHABLE], 0)


def test_credentials_do_not_show_themselves():
    shown = repr(Credentials(username="u", password="s3cret", passphrase="s3cret", enable="s3cret"))
    assert "s3cret" not in shown
