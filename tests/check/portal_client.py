# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the portal's checks begin and end with: the count of what held, a portal of their own (Portal), a client of its API (Client):
one session, or one API key, or nobody."""
import hashlib
import hmac
import http.client
import json
import re
import signal
import struct
import subprocess
import sys
import time
import traceback

PASSWORD = "mpabx-demo-2026"
passed = failed = 0


def check(what, good, detail=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f"FAILED {what}: {str(detail)[:600]}", flush=True)
    return good


def status(what, answer, *wanted):
    return check(f"{what}: {'/'.join(map(str, wanted))}", answer.status in wanted, answer)


def run(parts, only):
    """Each part, or those whose names stand in only; one that cannot go on is one failure, the others go on."""
    for part in parts:
        if only and part.__name__ not in only:
            continue
        begin = time.time()
        try:
            part()
        except Exception as error:
            traceback.print_exc()
            check(part.__name__, False, repr(error))
        print(f"{part.__name__}: {time.time() - begin:.1f} s", flush=True)


def finish():
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


class Portal:
    """One with the demo, on a port of its own: FOLDER/NAME.log, FOLDER/NAME.portal.key. The log is looked through by whoever called."""

    def __init__(self, program, store, folder, name, *options, scheme="http", env=None):
        with open(f"{folder}/{name}.log", "ab") as log:
            self.process = subprocess.Popen([program, "--store", store, "--key", f"{folder}/{name}.portal.key", "--listen", "127.0.0.1:0", "--demo",
                                             *options], stdout=subprocess.PIPE, stderr=log, text=True, env=env)
        for line in self.process.stdout:
            found = re.match(rf"mpabx-portal: {scheme}://127.0.0.1:(\d+)", line)
            if found:
                self.address = ("127.0.0.1", int(found.group(1)))
                return
        raise SystemExit("no portal")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        check("the portal ends by itself", self.process.wait(60) == 0)

    def kill(self):
        self.process.kill()
        self.process.wait()


def totp(key, ahead=0):
    """RFC 6238 4 and RFC 4226 5.3, from their text; ahead: steps of 30 s."""
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + ahead), hashlib.sha1).digest()
    at = digest[19] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.raw = status, headers, body
        kind = headers.get("content-type", "")
        self.json = json.loads(body) if body and "json" in kind else None

    def __repr__(self):
        return f"{self.status} {self.raw[:300]!r}"


class Client:
    def __init__(self, address, login=None, token=None, lang="fr"):
        self.host, self.port = address
        self.cookie = self.csrf = None
        self.token, self.lang, self.connection = token, lang, None
        self.session = None
        if login:
            answer = self.post("/session", {"login": login, "password": PASSWORD})
            assert answer.status == 200, answer
            self.session = answer.json

    def call(self, method, path, body=None, headers=None, kind="application/json"):
        sent = {"Accept-Language": self.lang}
        if self.cookie:
            sent["Cookie"] = "mpabx_session=" + self.cookie
        if self.token:
            sent["Authorization"] = "Bearer " + self.token
        if self.csrf and method not in ("GET", "HEAD"):
            sent["X-CSRF-Token"] = self.csrf
        if body is not None:
            sent["Content-Type"] = kind
            if not isinstance(body, (bytes, str)):
                body = json.dumps(body)
            if isinstance(body, str):
                body = body.encode()
        sent.update(headers or {})
        sent = {k: v for k, v in sent.items() if v is not None}
        for attempt in (0, 1):
            try:
                if not self.connection:
                    self.connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
                self.connection.request(method, path if path.startswith("/api") or path.startswith("//") else "/api/v1" + path, body, sent)
                response = self.connection.getresponse()
                raw = response.read()
                break
            except (http.client.RemoteDisconnected, ConnectionError, BrokenPipeError):
                self.connection.close()
                self.connection = None
                if attempt:
                    raise
        got = {k.lower(): v for k, v in response.getheaders()}
        if "set-cookie" in got and got["set-cookie"].startswith("mpabx_session="):
            self.cookie = got["set-cookie"].split(";")[0].split("=", 1)[1] or None
            self.set_cookie = got["set-cookie"]
        answer = Answer(response.status, got, raw)
        if isinstance(answer.json, dict) and "csrf" in answer.json:
            self.csrf = answer.json["csrf"]
        return answer

    def get(self, path, **kw):
        return self.call("GET", path, **kw)

    def post(self, path, body=None, **kw):
        return self.call("POST", path, body, **kw)

    def put(self, path, body, etag="*", **kw):
        headers = dict(kw.pop("headers", {}) or {})
        if etag:
            headers["If-Match"] = etag
        return self.call("PUT", path, body, headers=headers, **kw)

    def delete(self, path, etag="*", **kw):
        return self.call("DELETE", path, headers={"If-Match": etag} if etag else None, **kw)
