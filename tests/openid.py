"""OpenID Connect providers: a real one as a process, and one on a socket of this process that lies on demand."""

import hashlib
import hmac
import http.client
import json
import subprocess
import sys
import threading
import time
import urllib.request
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from tests.environment import GIVE_UP_SECONDS, environment
from tests.served import free_port

CLIENT, SECRET = "lmsync-of-a-test", "the secret: of / the client+"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}) for kid in ("first", "second"))
"""Made once: it takes a while."""
ROLES = "owner=it-team,admin=office,viewer=teachers"


def settings_for(issuer: str) -> dict[str, Any]:
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_roles": ROLES,
        "allow_private_addresses": True,
    }


def asked(
    method: str, url: str, path: str, headers: dict[str, str], body: str | None = None
) -> tuple[int, Message, bytes]:
    """Status, headers and body; a redirect is not followed."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=GIVE_UP_SECONDS)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


class RealProvider:
    """`oidc-provider-mock` in a process of its own."""

    def __init__(self, url: str) -> None:
        self.url = url

    def put(self, subject: str, **claims: Any) -> None:
        """What it says of somebody from now on."""
        address = f"{self.url}/users/{quote(subject, safe='')}"
        sent = {"Content-Type": "application/json"}
        request = urllib.request.Request(address, json.dumps(claims).encode(), sent, method="PUT")
        with urllib.request.urlopen(request, timeout=GIVE_UP_SECONDS) as answer:
            assert answer.status == 204

    def log_in(self, address: str, subject: str) -> str:
        """Somebody logs in at the address to which lmsync has sent the browser. Where the browser is sent back to."""
        return self._posted(address, {"sub": subject})

    def cancel(self, address: str) -> str:
        return self._posted(address, {"action": "deny"})

    def _posted(self, address: str, form: dict[str, str]) -> str:
        assert address.startswith(f"{self.url}/")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        _, got, body = asked("POST", self.url, address.removeprefix(self.url), headers, urlencode(form))
        assert got["Location"], body
        return str(got["Location"])


@contextmanager
def real_provider() -> Iterator[RealProvider]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        give_up_at = time.monotonic() + GIVE_UP_SECONDS
        while True:
            assert process.poll() is None
            assert time.monotonic() < give_up_at
            try:
                urllib.request.urlopen(f"{url}/.well-known/openid-configuration", timeout=GIVE_UP_SECONDS).close()
                break
            except OSError:
                time.sleep(0.05)
        yield RealProvider(url)
    finally:
        process.terminate()
        process.wait(GIVE_UP_SECONDS)


class LyingProvider:
    """Signs what the test wants. Codes hold what was asked for, so each login stands for itself."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key = KEY
        self.published = [KEY]
        self.asked: list[str] = []
        """Paths."""
        self.forms: list[dict[str, str]] = []
        """Of token requests."""
        self.metadata: dict[str, Any] = {}
        """In place of what it says of itself."""
        self.claims: dict[str, Any] = {}
        """Added to each token; `None` takes a claim away."""
        self.signed: Callable[[dict[str, Any]], str] = self.well_signed
        self.answers: dict[str, tuple[int, bytes]] = {}
        """By path: answered in place of all else."""
        self.slow: dict[str, threading.Event] = {}
        """By path: the answer waits for it."""
        self.used_codes: set[str] = set()

    def well_signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def signed_with_the_secret(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "HS256", "kid": "first"}, claims, OctKey.import_key(SECRET))

    def signed_with_the_public_key(self, claims: dict[str, Any]) -> str:
        """As libraries fell for it that took the published key for a shared secret."""
        pem = self.key.as_pem(private=False)
        header, body = (_encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": "first"}, claims))
        signature = hmac.new(pem, f"{header}.{body}".encode(), hashlib.sha256).digest()
        return f"{header}.{body}.{_encoded(signature)}"

    def not_signed(self, claims: dict[str, Any]) -> str:
        header = {"alg": "none", "kid": "first"}
        return f"{_encoded(json.dumps(header).encode())}.{_encoded(json.dumps(claims).encode())}."

    def signed_by_somebody(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, OTHER_KEY if self.key is KEY else KEY)

    def changed_afterwards(self, claims: dict[str, Any]) -> str:
        header, _, signature = self.well_signed(claims).split(".")
        changed = _encoded(json.dumps({**claims, "groups": ["it-team"]}).encode())
        return f"{header}.{changed}.{signature}"

    def rotate(self) -> None:
        self.key = OTHER_KEY
        self.published = [OTHER_KEY]

    def back_from(self, address: str, subject: str = "42", **claims: Any) -> dict[str, str]:
        """The parameters with which the browser is sent back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["code_challenge_method"] == "S256"
        code = {"nonce": asked["nonce"], "challenge": asked["code_challenge"], "sub": subject, "claims": claims}
        return {"code": _encoded(json.dumps(code).encode()), "state": asked["state"]}

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, bytes]:
        self.asked.append(path)
        if path in self.slow:
            self.slow[path].wait(GIVE_UP_SECONDS)
        if path in self.answers:
            return self.answers[path]
        if path == "/.well-known/openid-configuration":
            facts = {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                **self.metadata,
            }
            return 200, json.dumps(facts).encode()
        if path == "/keys":
            keys = KeySet(list(self.published)).as_dict(private=False)["keys"]
            return 200, json.dumps({"keys": keys}).encode()
        if path == "/token" and method == "POST":
            return self._token(headers, {name: values[0] for name, values in parse_qs(body.decode()).items()})
        return 404, b"{}"

    def _token(self, headers: Any, form: dict[str, str]) -> tuple[int, bytes]:
        self.forms.append(form)
        proof = b64decode((headers["Authorization"] or "").removeprefix("Basic ")).decode()
        named = [unquote(part) for part in proof.split(":")] if proof else [form["client_id"], form["client_secret"]]
        if named != [CLIENT, SECRET]:
            return 401, b'{"error": "invalid_client"}'
        asked = json.loads(_decoded(form["code"]))
        fits = create_s256_code_challenge(form["code_verifier"]) == asked["challenge"]
        if not fits or form["code"] in self.used_codes:
            return 400, b'{"error": "invalid_grant", "error_description": "secret-of-the-provider"}'
        self.used_codes.add(form["code"])
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": asked["sub"],
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
            "groups": ["teachers"],
            **self.claims,
            **asked["claims"],
        }
        token = self.signed({name: value for name, value in claims.items() if value is not None})
        return 200, json.dumps({"access_token": "secret-access", "token_type": "Bearer", "id_token": token}).encode()


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4))


@contextmanager
def lying_provider() -> Iterator[LyingProvider]:
    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            status, content = provider.answer(self.command, self.path, self.headers, body)
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                self.close_connection = True  # nobody waits any more

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    provider = LyingProvider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        for event in provider.slow.values():
            event.set()
        server.shutdown()
        thread.join()
        server.server_close()
