#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""portal_guard.py MPABX-PORTAL STORE-URL DIR [PART...]: what the portal does not let anybody do, part by part; each part has a portal
with the options that it needs, all on one store with the demo."""
import base64
import glob
import hashlib
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
import time

import yaml

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import portal_client  # noqa: E402
from portal_client import PASSWORD, Client, check, finish, run, status, totp  # noqa: E402

PROGRAM, STORE, FOLDER = sys.argv[1:4]
F, MINE = "/fleets/3", "33639980102"


class Portal(portal_client.Portal):
    def __init__(self, *options, scheme="http"):
        super().__init__(PROGRAM, STORE, FOLDER, "guard", "--mail-folder", FOLDER + "/mails", *(options or ("--rate", "0")), scheme=scheme)

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


# ---- streams of events end with what let them begin ----
class Stream:
    def __init__(self, portal, fleet, client):
        self.s = socket.create_connection(portal.address, timeout=10)
        who = f"Authorization: Bearer {client.token}" if client.token else f"Cookie: mpabx_session={client.cookie}"
        self.s.sendall(f"GET /api/v1/fleets/{fleet}/events HTTP/1.1\r\nHost: x\r\n{who}\r\n\r\n".encode())
        self.text = self.s.recv(65536)

    def ends(self, wait=3.0):
        until = time.time() + wait
        while time.time() < until:
            self.s.settimeout(max(0.05, until - time.time()))
            try:
                part = self.s.recv(65536)
            except OSError:
                break
            self.text += part
            if not part or self.text.endswith(b"\r\n0\r\n\r\n"):
                return True
        return False


def stream_checks():
    with Portal() as p:
        manager, again, other = p.client("manager"), p.client("manager"), p.client("other")
        made = key_of(manager, 3, "read")
        key = Client(p.address, token=made["secret"])
        mine, his, keys = Stream(p, 3, manager), Stream(p, 1, other), Stream(p, 3, key)
        check("streams begin", all(b"event: hello" in s.text or not s.ends(0.5) and b"event: hello" in s.text for s in (mine, his, keys)))
        status("signed out", again.delete("/session", None), 204)
        check("the account's streams end, whoever is still signed in opens another", mine.ends())
        check("another's does not", not his.ends(0.5))
        check("nor a key's", not keys.ends(0.5))
        status("the key goes", manager.delete(f"{F}/tokens/{made['id']}", None), 204)
        check("and its stream", keys.ends())
        dora = manager.post(F + "/users", {"login": "nora@lefevre.example", "name": "Nora", "role": "user", "line": "06 39 98 01 07"}).json
        set_password(p, "nora@lefevre.example")
        nora = p.client("nora@lefevre.example")
        own = Stream(p, 3, nora)
        check("a user listens", b"HTTP/1.1 200" in own.text, own.text[:100])
        status("suspended", manager.put(f"{F}/users/{dora['id']}", {"suspended": True}), 200)
        check("hears no more", own.ends())
        status("gone", manager.delete(f"{F}/users/{dora['id']}"), 204)
    with Portal("--rate", "0", "--stream-s", "2") as p:
        old = Stream(p, 3, p.client("manager"))
        check("whoever listens for long is asked again", not old.ends(0.5) and old.ends(5))


def mails(to):
    found = []
    for path in sorted(glob.glob(FOLDER + "/mails/*.eml")):
        text = open(path, encoding="utf-8").read()
        if f"To: {to}" in text:
            found.append(text)
    return found


def link_of(to, had=0):
    for _ in range(50):
        found = mails(to)
        if len(found) > had:
            return re.search(r"password#token=([A-Za-z0-9_-]{43})", found[-1])
        time.sleep(0.1)
    return None


def set_password(p, login):
    link = link_of(login)
    if check(f"a link for {login}, its token where no server logs it", link, mails(login)[-1:]):
        status("a password by it", p.client().post("/password/reset", {"token": link.group(1), "password": PASSWORD}), 204)


# ---- sessions, links, passwords ----
def session_checks():
    with Portal() as p:
        manager = p.client("manager")
        browser = p.client("other")
        before = browser.cookie
        status("who signs in again", browser.post("/session", {"login": "garage@port.example", "password": PASSWORD}), 200)
        stale = Client(p.address)
        stale.cookie = before
        status("leaves no session behind", stale.get("/session"), 401)
        for login in ("lea@lefevre.example", "leo@lefevre.example"):
            status("a user", manager.post(F + "/users", {"login": login, "name": "L", "role": "user", "line": "06 39 98 01 08"}), 201)
            set_password(p, login)
        users = {u["login"]: u["id"] for u in manager.get(F + "/users?limit=100").json["items"]}
        # a link that is on its way
        nobody = p.client()
        for what, login, change in (("another password", "lea@lefevre.example", None), ("another address", "lea@lefevre.example", {"login": "lea2@lefevre.example"}),
                                    ("suspended", "leo@lefevre.example", {"suspended": True})):
            had = len(mails(login))
            status("forgotten", nobody.post("/password/forgot", {"login": login}), 202)
            link = link_of(login, had)
            if not check("a link", link):
                continue
            signed = p.client(login)
            if change:
                status(what, manager.put(f"{F}/users/{users[login]}", change), 200)
                status(f"{what}: signed out", signed.get("/session"), 401)
            else:
                status(what, signed.post("/me/password", {"current": PASSWORD, "password": PASSWORD}), 204)
                status("that session goes on", signed.get("/session"), 200)
            status(f"{what}: the link is void", nobody.post("/password/reset", {"token": link.group(1), "password": "taken over 123"}), 422)
        # the second factor's guesses slow down, though the password is right each time
        lea = Client(p.address)
        status("by the new address", lea.post("/session", {"login": "lea2@lefevre.example", "password": PASSWORD}), 200)
        secret = lea.post("/me/second-factor", {"password": PASSWORD}).json["secret"]
        key = base64.b32decode(secret + "=" * (-len(secret) % 8))
        status("a second factor", lea.put("/me/second-factor", {"code": totp(key)}, None), 204)
        said = []
        for _ in range(8):
            guess = Client(p.address)
            said.append(guess.post("/session", {"login": "lea2@lefevre.example", "password": PASSWORD}).status)
            if said[-1] == 200:
                said.append(guess.post("/session/second-factor", {"code": "000000"}).status)
        check("guesses of the second factor slow down", 429 in said, said)
        refused = manager.get(F + "/audit?object=session&limit=100").json["items"]
        check("the audit knows of wrong ones", any(e["action"] == "refuse" and e["title"] == "lea2@lefevre.example" and "127.0.0.1" in e["who"] for e in refused), refused[:2])
        for login in users:
            if login.startswith("le"):
                manager.delete(f"{F}/users/{users[login]}")


def identity_checks():
    with Portal() as p:
        manager, operator = p.client("manager"), p.client("operator")
        status("a line", operator.post(F + "/lines", {"number": "06 39 98 01 60", "name": "Passant"}), 201)
        status("its identity is taken", manager.put("/session/identity", {"line": "+33639980160"}, None), 200)
        status("as its user", manager.get(F + "/lines"), 403)
        status("the line goes", operator.delete(F + "/lines/33639980160"), 204)
        answer = manager.get(F + "/lines")
        check("who acted for it does not go on as himself unawares", answer.status == 409 and answer.json["code"] == "identity", answer)
        status("nor writes", manager.put(f"{F}/lines/{MINE}/dnd", {"active": False}, None), 409)
        answer = manager.get("/session")
        check("the page that is loaded again says who he is", answer.status == 200 and answer.json["acting"] is None, answer)
        status("then he is", manager.get(F + "/lines"), 200)
        check("and the audit knows", manager.get(F + "/audit?object=identity").json["items"][0]["action"] == "leave")
        # what is masked for him stays so under the identity
        status("an identity", manager.put("/session/identity", {"line": "+" + MINE}, None), 200)
        calls = [c for c in manager.get(F + "/calls?limit=100").json["items"] if c["other"]["kind"] == "outside" and not c["group"]]
        check("a user's calls stay masked for who took his identity", calls and all(c["other"]["number"] is None for c in calls), calls[:1])
        manager.delete("/session/identity", None)


def simulate_checks():
    with Portal() as p:
        manager, user = p.client("manager"), p.client("user")
        status("a colleague forwards", manager.put(F + "/lines/33639980101/forwardings", {"busy": {"active": True, "destination": {"kind": "number", "number": "0199007654"}}}), 200)
        for called in ("+33639980101", "0639980101", "201"):
            answer = user.post(F + "/simulate", {"calling": "06 39 98 01 02", "called": called, "phone": "busy"})
            check(f"a user is not told what a colleague's line does, {called}", answer.status == 200 and "7654" not in answer.raw.decode() and
                  all(h["served"]["number"] == "+" + MINE for h in answer.json["live"]["halves"]), answer)
        answer = user.post(F + "/simulate", {"calling": "0639980101", "called": "06 39 98 01 02"})
        check("but what his own does", answer.status == 200 and [h["served"]["number"] for h in answer.json["live"]["halves"]] == ["+" + MINE], answer)
        both = manager.post(F + "/simulate", {"calling": "0639980102", "called": "201", "phone": "busy"})
        check("the manager is told both", len(both.json["live"]["halves"]) == 2 and "7654" in both.raw.decode(), both)


# ---- who has an account? ----
def stranger_checks():
    with Portal() as p:
        nobody = p.client()
        took = {"known": [], "unknown": []}
        said = {"known": [], "unknown": []}
        for i in range(7):
            for kind, login in (("known", "hugo@martin.example"), ("unknown", "nemo@martin.example")):
                begin = time.time()
                answer = nobody.post("/session", {"login": login, "password": "not this one"})
                took[kind].append(time.time() - begin)
                said[kind].append((answer.status, answer.json["code"], "retry-after" in answer.headers))
        check("a login that nobody has waits like one that somebody has", said["known"] == said["unknown"] and said["known"][-1][0] == 429, said)
        mine, theirs = (sorted(took[kind][:4])[1] for kind in ("known", "unknown"))
        check("and takes as long", 0.5 < mine / theirs < 2, took)
        begun, took = len(mails("hugo@martin.example")), {"known": [], "unknown": []}
        for i in range(9):
            for kind, login in (("known", "hugo@martin.example"), ("unknown", "nemo@martin.example")):
                begin = time.time()
                answer = nobody.post("/password/forgot", {"login": login})
                took[kind].append(time.time() - begin)
                check(f"forgotten, {kind}: the same answer", answer.status == 202 and answer.raw == b"{}", answer)
        time.sleep(0.5)
        check("a mailbox is not flooded", len(mails("hugo@martin.example")) - begun == 5, len(mails("hugo@martin.example")) - begun)
        status("another's goes out", nobody.post("/password/forgot", {"login": "bruno@lefevre.example"}), 202)
        check("it is there", link_of("bruno@lefevre.example"))


# ---- whom limits count ----
def proxy_checks():
    def tries(p, header):
        c = p.client()
        return [c.post("/password/forgot", {"login": f"n{i}@x.example"}, headers=header(i) and {"X-Forwarded-For": header(i)}).status for i in range(13)]
    with Portal("--behind-proxy") as p:
        check("what stands before the proxy's own address changes nothing", 429 in tries(p, lambda i: f"192.0.2.{i}, 198.51.100.1"))
        check("each address has its own", 429 not in tries(p, lambda i: f"203.0.113.{i}"))
        check("an IPv6 network is one", 429 in tries(p, lambda i: f"2001:db8:1:2::{i + 1:x}"))
        check("another is another", 429 not in tries(p, lambda i: f"2001:db9:{i + 1:x}:2::1"))
        check("what is no address is the proxy", 429 in tries(p, lambda i: f"nonsense-{i}"))
    with Portal("--behind-proxy=127.0.0.9") as p:
        check("who is not the proxy names nobody else", 429 in tries(p, lambda i: f"203.0.113.{i}"))
    with Portal("--workers", "2") as p:
        check("without a proxy the header is nothing", 429 in tries(p, lambda i: f"203.0.113.{i}"))


# ---- operators ----
def operator_checks():
    with Portal() as p:
        operator, manager = p.client("operator"), p.client("manager")
        me = operator.session["user"]["id"]
        at = "/operator/users"
        made = operator.post(at, {"login": "zoe@op.example", "name": "Zoé"})
        status("another operator", made, 201)
        zoe = f"{at}/{made.json['id']}"
        answer = operator.put(f"{at}/{me}", {"suspended": True})
        check("nobody is left who can sign in: refused", answer.status == 409 and answer.json["code"] == "last", answer)
        set_password(p, "zoe@op.example")
        answer = operator.delete(f"{at}/{me}")
        check("nobody removes himself", answer.status == 409 and answer.json["code"] == "oneself", answer)
        hers = p.client("zoe@op.example")
        got = operator.get(zoe)
        check("one by itself, with its tag", got.status == 200 and got.headers.get("etag"), got)
        status("another's tag", operator.put(zoe, {"suspended": True}, '"x"'), 412)
        status("suspended", operator.put(zoe, {"suspended": True}, got.headers["etag"]), 200)
        status("is signed out", hers.get("/session"), 401)
        status("and stays out", Client(p.address).post("/session", {"login": "zoe@op.example", "password": PASSWORD}), 401)
        status("no manager is an operator here", operator.get(f"{at}/{manager.session['user']['id']}"), 404)
        status("no operator is of a fleet", operator.put(zoe, {"role": "manager"}), 422)
        status("no manager's business", manager.delete(zoe), 403)
        status("gone", operator.delete(zoe), 204)
        check("the audit knows", [e["action"] for e in operator.get("/operator/audit?object=user&limit=3").json["items"]][:1] == ["remove"])
        status("gone for good", operator.get(zoe), 404)


# ---- what a key may read of people ----
def audit_checks():
    with Portal() as p:
        manager = p.client("manager")
        made = key_of(manager, 3, "read")
        key, people = Client(p.address, token=made["secret"]), Client(p.address, token=key_of(manager, 3, "read", "people")["secret"])
        private = {"user", "token", "session", "identity"}
        seen, cursor = [], ""
        while cursor is not None and len(seen) < 1000:
            page = key.get(F + "/audit?limit=5" + (f"&cursor={cursor}" if cursor else "")).json
            seen += page["items"]
            cursor = page["next"]
        check("a key that reads is not told who signs in", not any(e["object"] in private for e in seen), [e["object"] for e in seen][:9])
        check("nor when it asks for it", key.get(F + "/audit?object=session").json["items"] == [])
        check("one for people is", any(e["object"] in private for e in people.get(F + "/audit?limit=50").json["items"]))
        everything = manager.get(F + "/audit?limit=200").json["items"]
        check("all else is told", len(seen) == sum(e["object"] not in private for e in everything) or len(everything) == 200, (len(seen), len(everything)))
        status("a key goes", manager.delete(f"{F}/tokens/{made['id']}", None), 204)
        last = manager.get(F + "/audit?object=token&limit=1").json["items"][0]
        check("the audit has its name", last["action"] == "remove" and last["title"] == "read" and last["before"]["scopes"] == ["read"], last)


# ---- the table of routes is the contract's ----
def route_checks():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../portal/openapi.yaml"), encoding="utf-8") as file:
        paths = yaml.safe_load(file)["paths"]
    said = {(m.upper(), path): (set(op["x-access"]["roles"]), op["x-access"].get("key", "-")) for path, item in paths.items()
            for m, op in item.items() if m != "parameters"}
    served = {}
    for line in subprocess.run([PROGRAM, "--routes"], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines():
        method, path, roles, scope = line.split()
        served[method, path] = (set(roles.split(",")), scope)
    check("there are routes", len(served) > 80, len(served))
    for route in sorted(set(said) | set(served)):
        check(f"{' '.join(route)}: the contract and the table say the same", said.get(route) == served.get(route), (said.get(route), served.get(route)))


# ---- a request that is sent again ----
def repeat_checks():
    with Portal() as p:
        manager = p.client("manager")
        body = {"name": "Répété", "number": "01 99 00 46 00", "code_user": "4711", "code_admin": "4712"}
        word = {"Idempotency-Key": "one word"}
        status("a dry run", manager.post(F + "/groups?dry_run=true", body, headers=word), 200, 201)
        status("the same word for the change itself is another request", manager.post(F + "/groups", body, headers=word), 422)
        made = manager.post(F + "/groups", body, headers={"Idempotency-Key": "two"})
        status("a group", made, 201)
        again = manager.post(F + "/groups", body, headers={"Idempotency-Key": "two"})
        check("again: the same", again.status == 201 and again.json["id"] == made.json["id"] and again.headers.get("idempotency-replayed"), again)
        status("it goes", manager.delete(f"{F}/groups/{made.json['id']}"), 200)
        if STORE.startswith("sqlite:"):
            rows = sqlite3.connect(STORE[7:]).execute("SELECT digest, body FROM portal_repeat WHERE word = 'two'").fetchall()
            text = json.dumps(body)
            plain = [hashlib.blake2b(t.encode(), digest_size=32).hexdigest() for t in (f"POST {F}/groups {text}", f"POST {F}/groups? {text}")]
            check("what is kept of it tells no code to who reads the store", len(rows) == 1 and rows[0][0] not in plain and "4711" not in rows[0][1], rows)
        # many at once with one word: one change, whatever each is told
        before, answers = len(manager.get(F + "/tokens").json["items"]), []
        clients = [p.client("manager") for _ in range(8)]
        threads = [threading.Thread(target=lambda c=c: answers.append(c.post(F + "/tokens", {"name": "une fois", "scopes": ["read"]},
                                    headers={"Idempotency-Key": "three"}).status)) for c in clients]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        check("many at once: one change", len(manager.get(F + "/tokens").json["items"]) == before + 1, answers)
        check("and none is told that it failed", set(answers) <= {201, 409} and 201 in answers, answers)


# ---- a node that says nothing ----
def hanging_checks():
    hanging = socket.socket()
    hanging.bind(("127.0.0.1", 0))
    hanging.listen(8)
    with Portal("--rate", "0", "--node", f"127.0.0.1:{hanging.getsockname()[1]}", "--workers", "2") as p:
        manager = p.client("manager")
        time.sleep(1.5)
        for turn, most in (("first", 2.0), ("second", 1.0)):
            for path in ("/home", "/groups", "/live"):
                begin = time.time()
                answer = manager.get(F + path)
                check(f"a node that hangs does not hold up {path}, {turn}", answer.status == 200 and time.time() - begin < most, time.time() - begin)
    hanging.close()


# ---- an end that was put off while it came ----
def expiry_checks():
    with Portal() as p:
        manager = p.client("manager")
        at = f"{F}/lines/33639980119/dnd"

        def until(seconds):
            return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))
        for turn in range(6):
            status("do not disturb for a moment", manager.put(at, {"active": True, "until": until(2)}, None), 200)
            time.sleep(1.2 + turn * 0.3)
            # whichever is first, what is stored is one or the other: no end that was read before takes a later one's change back
            answer = manager.put(at, {"active": True, "until": until(600)}, None)
            status("put off", answer, 200)
            time.sleep(0.4)
            settings = manager.get(F + "/lines/33639980119/settings").json
            check("it stands until its new end", settings["dnd"]["active"] and settings["until"] is not None, settings)
        status("and off", manager.put(at, {"active": False, "until": None}, None), 200)
        # an undo beside another change: one of both, never a change that is lost silently
        entry = [e for e in manager.get(F + "/lines/33639980119/history").json["items"] if e["object"] == "settings"][0]["id"]
        answers = []
        clients = [p.client("manager") for _ in range(6)]
        threads = [threading.Thread(target=lambda c=c: answers.append(c.post(f"{F}/history/{entry}/undo").status)) for c in clients]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        check("one of many undoes it", sorted(answers) == [200] + [409] * 5, answers)


# ---- a file ----
def import_checks():
    with Portal() as p:
        manager = p.client("manager")
        path, at = F + "/import", F + "/lines/33639980113"

        def send(data, tag=None):
            return manager.post(path + (f"?commit=true&tag={tag}" if tag else ""), data, kind="text/csv")
        name = manager.get(at).json["name"]
        text = manager.get(F + "/export").raw
        file = text.replace(name.encode(), b"Un Autre")
        group = manager.get(F + "/groups").json["items"][0]
        whole = manager.get(f"{F}/groups/{group['id']}").json
        changes = (("a call forwarding", at + "/forwardings", {"busy": {"active": True, "destination": {"kind": "number", "number": "0199001111"}}}),
                   ("do not disturb", at + "/dnd", {"active": True}), ("a blocked caller", at + "/settings", {"blocked": ["0199002222"]}),
                   ("a list", at + "/incoming", {"active": False, "numbers": [{"number": "0639980101"}]}),
                   ("a group's rest", f"{F}/groups/{group['id']}", {"rest_s": whole["rest_s"] + 1}),
                   ("a group's code", f"{F}/groups/{group['id']}", {"code_user": "8642"}))
        for what, where, body in changes:
            tag = send(file).json["tag"]
            status(f"{what} changes meanwhile", manager.put(where, body), 200)
            status(f"{what}: the preview is stale", send(file, tag), 412)
        check("nothing was written", manager.get(at).json["name"] == name)
        file = manager.get(F + "/export").raw.replace(name.encode(), b"Un Autre")
        status("a preview that holds", send(file, send(file).json["tag"]), 200)
        entry = manager.get(at + "/history").json["items"][0]
        check("the line's history has before and after", entry["object"] == "line" and entry["before"]["name"] == name and entry["after"]["name"] == "Un Autre", entry)
        check("and nothing else of it", manager.get(F + "/audit?limit=2").json["items"][1]["object"] != "forwardings")
        check("the audit has the import", any(e["object"] == "import" and e["after"]["change"] == 1 for e in manager.get(F + "/audit?limit=5").json["items"]))
        status("it is undone by itself", manager.post(f"{F}/history/{entry['id']}/undo"), 200)
        check("the name is back", manager.get(at).json["name"] == name)


PARTS = [import_checks, repeat_checks, hanging_checks, expiry_checks, route_checks, upload_checks, key_checks, right_checks, stream_checks, session_checks, identity_checks, simulate_checks, stranger_checks, proxy_checks,
         operator_checks, audit_checks]


os.makedirs(FOLDER + "/mails", exist_ok=True)
run(PARTS, sys.argv[4:])
finish()
