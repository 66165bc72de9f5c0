#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""portal_guard.py MPABX-PORTAL STORE-URL DIR [PART...]: what the portal does not let anybody do, part by part; each part has a portal
with the options that it needs, all on one store with the demo."""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from portal_client import PASSWORD, Client  # noqa: E402

PROGRAM, STORE, FOLDER = sys.argv[1:4]
F, MINE = "/fleets/3", "33639980102"
passed = failed = 0


def check(what, good, detail=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f"FAILED {what}: {str(detail)[:400]}", flush=True)
    return good


def status(what, answer, *wanted):
    return check(f"{what}: {'/'.join(map(str, wanted))}", answer.status in wanted, answer)


class Portal:
    """One that runs for a part; its log is looked through by whoever called."""

    def __init__(self, *options, scheme="http"):
        self.log = open(f"{FOLDER}/guard.log", "ab")
        self.process = subprocess.Popen([PROGRAM, "--store", STORE, "--key", f"{FOLDER}/guard.key", "--listen", "127.0.0.1:0", "--demo",
                                         "--mail-folder", FOLDER + "/mails", *(options or ("--rate", "0"))], stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.address = None
        for line in self.process.stdout:
            found = re.match(rf"mpabx-portal: {scheme}://127.0.0.1:(\d+)", line)
            if found:
                self.address = ("127.0.0.1", int(found.group(1)))
                return
        raise SystemExit("no portal")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        check("the portal ends by itself", self.process.wait(60) == 0)

    def client(self, name=None, **kw):
        logins = {"operator": "operateur@mpabx.example", "manager": "accueil@lefevre.example", "other": "accueil@martin.example",
                  "user": "bruno@lefevre.example"}
        return Client(self.address, logins.get(name, name), **kw)

    def begin(self, client, path, length, body=b"", headers=""):
        """A POST that sends its headers and as much of its body as is given; \\returns the socket."""
        s = socket.create_connection(self.address, timeout=10)
        cookie = f"Cookie: mpabx_session={client.cookie}\r\n" if client.cookie else ""
        csrf = f"X-CSRF-Token: {client.csrf}\r\n" if client.csrf else ""
        s.sendall(f"POST /api/v1{path} HTTP/1.1\r\nHost: x\r\n{cookie}{csrf}{headers}Content-Type: text/csv\r\nContent-Length: {length}\r\n\r\n".encode() + body)
        return s


def first_line(s, wait=3.0):
    s.settimeout(wait)
    try:
        return s.recv(65536).decode(errors="replace")
    except OSError:
        return "nothing"


def key_of(client, fleet, *scopes):
    answer = client.post(f"/fleets/{fleet}/tokens", {"name": "+".join(scopes), "scopes": list(scopes)})
    status("a key", answer, 201)
    return answer.json


# ---- a large body: its sender is looked at before it is read ----
def upload_checks():
    with Portal() as p:
        manager, user, other = p.client("manager"), p.client("user"), p.client("other")
        path, large = F + "/import?commit=true", 5000000
        forged = Client(p.address)
        forged.cookie = manager.cookie
        for who, client, wanted in (("nobody", Client(p.address), "401"), ("a user", user, "403"), ("another fleet's manager", other, "404"),
                                    ("a forged page", forged, "403")):
            s = p.begin(client, path, large, b"x" * 1000)
            said = first_line(s)
            check(f"{who} is told so before the file is read: {wanted}", said.startswith(f"HTTP/1.1 {wanted} "), said[:200])
            s.close()
        first = p.begin(manager, path, large, b"x" * 1000)
        check("a file that is still coming is not answered", first_line(first, 1) == "nothing")
        second = p.begin(manager, path, large, b"x" * 1000)
        said = first_line(second)
        check("one file at a time: 429", said.startswith("HTTP/1.1 429 ") and "retry-after:" in said.lower(), said[:300])
        first.close()
        second.close()
        time.sleep(0.5)
        text = manager.get(F + "/export").raw
        status("the next one is taken", manager.post(F + "/import", text, kind="text/csv"), 200)
        status("and the next", manager.post(F + "/import", text, kind="text/csv"), 200)
        # who was signed out while his file came
        late = p.client("manager")
        s = p.begin(late, F + "/import", len(text), text[:1000])
        time.sleep(0.3)
        status("signed out meanwhile", late.delete("/session", None), 204)
        s.sendall(text[1000:])
        said = first_line(s)
        check("his file is not looked at: 401", said.startswith("HTTP/1.1 401 "), said[:200])
        s.close()


# ---- keys ----
def key_checks():
    with Portal() as p:
        manager = p.client("manager")
        key = Client(p.address, token=key_of(manager, 3, "read", "people")["secret"])
        for body in ({"login": "boss@lefevre.example", "name": "x", "role": "manager"}, {"login": "boss@lefevre.example", "name": "x"}):
            status(f"a key makes no manager, {body.get('role')}", key.post(F + "/users", body), 403)
        made = key.post(F + "/users", {"login": "paul@lefevre.example", "name": "Paul", "role": "user", "line": "06 39 98 01 06"})
        status("a key makes a line's user", made, 201)
        paul = f"{F}/users/{made.json['id']}"
        status("a key changes a line's user", key.put(paul, {"name": "Paul B."}), 200)
        status("and makes no manager of him", key.put(paul, {"role": "manager", "line": None}), 403)
        me = manager.session["user"]["id"]
        status("a key renames no manager", key.put(f"{F}/users/{me}", {"login": "mine@lefevre.example"}), 403)
        status("suspends none", key.put(f"{F}/users/{me}", {"suspended": True}), 403)
        status("removes none", key.delete(f"{F}/users/{me}"), 403)
        status("a key removes a line's user", key.delete(paul), 204)
        check("the manager is as he was", manager.get(f"{F}/users/{me}").json["login"] == "accueil@lefevre.example")


# ---- rights, whichever way one comes ----
def right_checks():
    with Portal() as p:
        manager, operator = p.client("manager"), p.client("operator")
        line = f"{F}/lines/33639980118"
        rights = operator.get(line).json["rights"]
        status("a forwarding", manager.put(line + "/forwardings", {"busy": {"active": True, "destination": {"kind": "number", "number": "0199001234"}}}), 200)
        status("a list", manager.put(line + "/incoming", {"active": False, "numbers": [{"number": "0639980118"}]}), 200)
        made = {e["object"]: e["id"] for e in reversed(manager.get(line + "/history").json["items"])}
        status("the operator takes the rights", operator.put(line, {"rights": []}), 200)
        for what in ("forwardings", "incoming"):
            status(f"{what} are not changed any more", manager.put(f"{line}/{what}", {"customised": True}), 403)
            status(f"{what}: nor by an undo", manager.post(f"{F}/history/{made[what]}/undo?force=true"), 403)
        check("it stands", manager.get(line + "/forwardings").json["busy"]["active"] is True)
        status("the operator may", operator.post(f"{F}/history/{made['forwardings']}/undo"), 200)
        status("the rights are back", operator.put(line, {"rights": rights}), 200)


PARTS = [upload_checks, key_checks, right_checks]


def main():
    os.makedirs(FOLDER + "/mails", exist_ok=True)
    for part in PARTS:
        if len(sys.argv) > 4 and part.__name__ not in sys.argv[4:]:
            continue
        begin = time.time()
        try:
            part()
        except Exception as error:      # a part that cannot go on is one failure, the others go on
            import traceback
            traceback.print_exc()
            check(part.__name__, False, repr(error))
        print(f"{part.__name__}: {time.time() - begin:.1f} s", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
