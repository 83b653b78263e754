"""A NetBox, a Nautobot and a LibreNMS on loopback: the answers of their APIs, page by page.

The keys of a device are those that NetBox 4 prints; a real one was asked once (`GET
/api/dcim/devices/?limit=50`) and answers with nested objects like these.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def netbox_device(number, name, platform="cisco-ios-xe", address="192.0.2.1/32", **own):
    base = "http://netbox/api/dcim"

    def nested(kind, slug):
        return {"id": 1, "url": f"{base}/{kind}/1/", "display": slug.upper(), "name": slug.upper(),
                "slug": slug, "description": ""}  # fmt: skip

    ip = address and {
        "id": 9, "url": "http://netbox/api/ipam/ip-addresses/9/", "display": address,
        "family": {"value": 4, "label": "IPv4"}, "address": address, "description": "",
    }  # fmt: skip
    return {
        "id": number, "url": f"{base}/devices/{number}/", "display_url": "x", "display": str(name),
        "name": name, "device_type": {"id": 1, "model": "C9300", "slug": "c9300",
        "manufacturer": nested("manufacturers", "cisco")}, "role": nested("device-roles", "core"),
        "tenant": None, "platform": platform and nested("platforms", platform), "serial": "",
        "asset_tag": None, "site": nested("sites", "nyc"), "location": None, "rack": None,
        "position": None, "face": None, "latitude": None, "longitude": None, "parent_device": None,
        "status": {"value": "active", "label": "Active"}, "airflow": None, "primary_ip": ip,
        "primary_ip4": ip, "primary_ip6": None, "oob_ip": None, "cluster": None,
        "virtual_chassis": None, "vc_position": None, "vc_priority": None, "description": "",
        "comments": "", "config_template": None, "config_context": {}, "local_context_data": None,
        "tags": [{"id": 1, "url": "x", "display": "edge", "name": "edge", "slug": "edge",
        "color": "9e9e9e"}], "custom_fields": {}, "created": "2026-01-01T00:00:00Z",
        "last_updated": "2026-01-01T00:00:00Z", **own,
    }  # fmt: skip


def nautobot_device(name, driver="arista_eos", host="192.0.2.2"):
    return {
        "id": "c8a8b1b0-0000-0000-0000-000000000001", "object_type": "dcim.device",
        "display": name, "name": name, "status": {"name": "Active", "display": "Active"},
        "role": {"name": "leaf", "display": "leaf"},
        "platform": {"name": "Arista EOS", "network_driver": driver, "napalm_driver": "eos"},
        "location": {"name": "lon", "display": "lon"},
        "primary_ip4": {"host": host, "mask_length": 32, "address": f"{host}/32",
        "display": f"{host}/32"}, "primary_ip6": None, "tags": [{"name": "dc"}],
        "custom_fields": {"netwatch_credentials": "default"},
    }  # fmt: skip


class Api:
    """Serves ``devices`` at a path, ``page`` at a time, to whoever brings the header."""

    def __init__(self, devices, header=("Authorization", "Token t0ken"), page=2):
        self.devices, self.header, self.page = devices, header, page
        self.asked, self.wrong_next, self.raw = [], None, None
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                api.asked.append(self.path)
                status, answer = api.answer(self)
                body = api.raw or json.dumps(answer).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.status = 200

    def answer(self, request):
        name, value = self.header
        if request.headers.get(name) != value:
            return 403, {"detail": "Invalid token"}
        if self.status != 200:
            return self.status, {}
        parts = urlsplit(request.path)
        if parts.path == "/api/v0/devices":
            return 200, {"status": "ok", "devices": self.devices, "count": len(self.devices)}
        query = parse_qs(parts.query)
        start = int(query.get("offset", ["0"])[0])
        end = start + self.page
        following = None
        if end < len(self.devices):
            rest = "&".join(f"{key}={each}" for key, values in query.items() for each in values
                            if key != "offset")  # fmt: skip
            following = self.wrong_next or f"{self.url}{parts.path}?{rest}&offset={end}"
        results = self.devices[start:end]
        return 200, {"count": len(self.devices), "next": following, "previous": None,
                     "results": results}  # fmt: skip

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
