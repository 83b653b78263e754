"""Real receivers on loopback: HTTP(S), SMTP and syslog, that remember what they were sent."""

import contextlib
import ipaddress
import json
import queue
import socket
import socketserver
import ssl
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder, name="localhost"):
    """Write a self-signed certificate for this machine; return (certificate, key) paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    names = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_path, key_path = folder / "cert.pem", folder / "key.pem"
    cert_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert_path, key_path


def server_context(pair):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    return context


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Received:
    path: str
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Answer:
    """What the HTTP receiver says; ``drip`` sends a byte of the body every so many seconds."""

    status: int = 200
    body: bytes = b"ok"
    headers: dict = field(default_factory=dict)
    drip: float = 0.0


def give(handler, answer):
    handler.send_response_only(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    handler.send_header("Date", handler.date_time_string())
    handler.send_header("Content-Length", str(len(answer.body)))
    handler.end_headers()
    if not answer.drip:
        handler.wfile.write(answer.body)
        return
    for each in answer.body:
        handler.wfile.write(bytes([each]))
        handler.wfile.flush()
        time.sleep(answer.drip)


class HttpReceiver:
    """An HTTP server that answers from ``answers`` first, then always ``answer``."""

    def __init__(self, port=0, tls=None, answer=None):
        self.received = []
        self.answers = queue.SimpleQueue()
        self.answer = answer or Answer()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                answer = receiver.answer_to(Received(self.path, dict(self.headers), body))
                with contextlib.suppress(OSError):
                    give(self, answer)
                self.close_connection = True

            def log_message(self, *_args):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, *_args):
                pass

        self._server = Server(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        if tls:
            self._server.socket = server_context(tls).wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def answer_to(self, got):
        self.received.append(got)
        try:
            answer = self.answers.get_nowait()
        except queue.Empty:
            answer = self.answer
        return answer(got) if callable(answer) else answer

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()


class SyslogTcp:
    """Takes octet-counted messages over TCP or TLS."""

    def __init__(self, port=0, tls=None):
        self.messages = queue.Queue()
        receiver = self
        context = server_context(tls) if tls else None

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                line = self.request
                with contextlib.suppress(OSError, ssl.SSLError):
                    if context:
                        line = context.wrap_socket(line, server_side=True)
                    data = b""
                    while chunk := line.recv(65536):
                        data += chunk
                    for each in counted(data):
                        receiver.messages.put(each)
                    if context:
                        line.unwrap()
                if context:
                    line.close()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def counted(data):
    """Yield the messages of an octet-counted stream."""
    while data:
        length, _, data = data.partition(b" ")
        yield data[: int(length)]
        data = data[int(length) :]
