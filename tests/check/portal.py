#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""mpabx-portal from outside: tests/check/portal.py HOST PORT OPENAPI.YAML MAILS. Against a portal with the demo, under ASan.

Every route as every role and as another fleet; the contract; tags; sessions, CSRF, lock-out, second factor, links by mail; refusals
with their pointers; isolation of fleets; injection, traversal, oversize, slow and malformed requests; the stream of events; undo,
expiry, import; repeats. Prints a line a check and counts them."""
import base64
import glob
import json
import os
import re
import socket
import sys
import threading
import time

import yaml

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from portal_client import PASSWORD, Client, check, finish, run, status, totp  # noqa: E402

HOST, PORT, CONTRACT, MAILS = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
ADDRESS = (HOST, PORT)

contract = yaml.safe_load(open(CONTRACT, encoding="utf-8"))
operator = Client(ADDRESS, "operateur@mpabx.example")
manager = Client(ADDRESS, "accueil@lefevre.example")
other = Client(ADDRESS, "accueil@martin.example")
user = Client(ADDRESS, "bruno@lefevre.example")
nobody = Client(ADDRESS)
F, MINE, ELSE = "/fleets/3", "33639980102", "33639980101"
L = f"{F}/lines/{MINE}"


# ---- the contract ----
def resolve(node):
    while isinstance(node, dict) and "$ref" in node:
        target = contract
        for part in node["$ref"][2:].split("/"):
            target = target[part]
        node = target
    return node


TYPES = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}


def fits(schema, value, where="", out=None):
    """As much of JSON Schema as the contract uses; \\returns what does not fit."""
    schema, out = resolve(schema), [] if out is None else out
    for part in schema.get("allOf", []):
        fits(part, value, where, out)
    if "oneOf" in schema and not any(not fits(s, value, where) for s in schema["oneOf"]):
        out.append(f"{where}: none of oneOf: {value!r:.80}")
    kinds = schema.get("type")
    if kinds:
        kinds = kinds if isinstance(kinds, list) else [kinds]
        good = any(isinstance(value, TYPES[k]) and not (k in ("integer", "number") and isinstance(value, bool)) for k in kinds)
        if not good:
            out.append(f"{where}: {kinds} but {value!r:.80}")
            return out
    if "enum" in schema and value not in schema["enum"]:
        out.append(f"{where}: {value!r} is not in {schema['enum']}")
    if isinstance(value, dict):
        for name in schema.get("required", []):
            if name not in value:
                out.append(f"{where}: no {name}")
        for name, part in schema.get("properties", {}).items():
            if name in value:
                fits(part, value[name], f"{where}/{name}", out)
    if isinstance(value, list) and "items" in schema:
        for i, item in enumerate(value):
            fits(schema["items"], item, f"{where}/{i}", out)
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        out.append(f"{where}: {value!r} is not like {schema['pattern']}")
    return out


def operation(method, path):
    """The contract's path for a real one."""
    for pattern, item in contract["paths"].items():
        if re.fullmatch(re.sub(r"\{[a-z]+\}", "[^/]+", pattern), path.split("?")[0]) and method.lower() in item:
            return item[method.lower()], pattern
    return None, None


def holds(method, path, answer):
    """Does this answer keep to the contract?"""
    op, pattern = operation(method, path)
    if not check(f"contract has {method} {path}", op is not None):
        return
    said = op["responses"].get(str(answer.status))
    if said is None and answer.status in (401, 403, 404, 422, 429, 412, 428, 400, 413, 415, 503, 409):
        said = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    if not check(f"contract: {method} {pattern} says {answer.status}", said is not None, answer):
        return
    content = resolve(said).get("content", {})
    kind = answer.headers.get("content-type", "").split(";")[0]
    if not content:
        check(f"contract: {method} {pattern} {answer.status} has no body", not answer.raw or kind == "application/json", answer)
        return
    if not check(f"contract: {method} {pattern} {answer.status} is {list(content)}", kind in content, kind):
        return
    if answer.json is not None:
        wrong = fits(content[kind]["schema"], answer.json)
        check(f"contract: {method} {pattern} {answer.status}", not wrong, wrong[:4])


def contract_checks():
    ids = [op["operationId"] for item in contract["paths"].values() for m, op in item.items() if isinstance(op, dict) and "operationId" in op]
    check("each operation has a name of its own", len(ids) == len(set(ids)))
    for ref in set(re.findall(r"'(#/[^']+)'", open(CONTRACT, encoding="utf-8").read())):
        try:
            resolve({"$ref": ref})
        except KeyError:
            check(f"contract: {ref}", False, "is not there")
    check("the contract is served", nobody.get("/openapi.yaml").raw == open(CONTRACT, "rb").read())
    call = manager.get(F + "/calls?limit=1").json["items"][0]["id"]
    for path in ("/session", F, F + "/home", F + "/warnings", F + "/lines", F + "/lines?limit=3&sort=-name", L, L + "/forwardings",
                 L + "/incoming", L + "/settings", L + "/history", F + "/fixed", F + "/fixed/33199004050", F + "/groups", F + "/groups/1",
                 F + "/groups/1/history", F + "/calendars", F + "/calendars/1", "/holidays?year=2027", F + "/calls", F + f"/calls/{call}",
                 F + "/audit", F + "/export", F + "/users", F + "/tokens", F + "/live", "/fleets", "/texts", "/health"):
        answer = manager.get(path)
        status("GET " + path, answer, 200)
        holds("GET", path, answer)
    for path in ("/operator/lines/33639980102", "/operator/node", "/operator/dialogues", "/operator/calls", "/operator/users", "/operator/audit", "/fleets"):
        answer = operator.get(path)
        status("GET " + path, answer, 200)
        holds("GET", path, answer)
    for path in ("/me/today", "/me/groups", "/me/history", L, L + "/forwardings"):
        answer = user.get(path)
        status("user GET " + path, answer, 200)
        holds("GET", path, answer)
    for method, path, body in (("PUT", L + "/forwardings", {"immediate": {"active": True, "destination": {"kind": "number", "number": "15"}}}),
                               ("POST", F + "/groups", {"name": ""}), ("PUT", "/fleets/3/lines/33639989999/settings", {}),
                               ("POST", F + "/simulate", {"calling": "0199003001", "called": "201"})):
        answer = manager.call(method, path, body, headers={"If-Match": "*"})
        holds(method, path, answer)


# ---- every route as every role ----
# What stands in a path of the contract; bodies are such that nothing is changed.
BLANKS = {"fleet": "3", "line": MINE, "group": "1", "calendar": "1", "call": "1k000000000000", "entry": "999999", "user": "999999", "token": "999999"}


def ask(client, method, path):
    """A request that is allowed or not, and changes nothing: its body is refused, its tag does not fit."""
    if method in ("POST", "PUT", "PATCH"):
        return client.call(method, path, b"{\"no such field\": 1}", headers={"If-Match": "\"none\""})
    return client.call(method, path, headers={"If-Match": "\"none\""} if method == "DELETE" else None)


SCOPES = ("read", "write", "codes", "people")
# What signing in and out is stands in session_checks; a stream's answer does not end, its refusals do.
OWN = {"signIn", "signOut", "forgotPassword", "resetPassword"}
PASSWORDS = {"password", "credentials"}


def may(role, access):
    if role in SCOPES:
        return access.get("key") == role
    return role in access["roles"] or "anyone" in access["roles"]


def role_check(role, client, method, pattern, path, op):
    """One route as one role: what x-access of the contract says, and nothing else."""
    what, name, access = f"{role} {method} {pattern}", op["operationId"], op["x-access"]
    if name in OWN or (name == "events" and may(role, access)):
        return
    answer = ask(client, method, path)
    if may(role, access) or "anyone" in access["roles"]:
        check(what + " is allowed", answer.status not in (401, 403, 405, 500) or answer.json.get("code") in PASSWORDS, answer)
    else:
        status(what, answer, 401 if role == "nobody" else 403)
    check(what + " fails in no other way", answer.status < 500 or answer.status == 503, answer)


def role_checks():
    clients, other_keys = {"operator": operator, "manager": manager, "user": user, "nobody": nobody}, {}
    for scope in SCOPES:
        for fleet, who, keys in ((3, manager, clients), (1, other, other_keys)):
            made = who.post(f"/fleets/{fleet}/tokens", {"name": scope, "scopes": [scope]})
            keys[scope] = Client(ADDRESS, token=made.json["secret"])
    for pattern, item in contract["paths"].items():
        path = re.sub(r"\{([a-z]+)\}", lambda m: BLANKS[m.group(1)], pattern)
        for method, op in item.items():
            access = op.get("x-access") if method != "parameters" else None
            if method == "parameters" or not check(f"who may {op['operationId']} is said", access):
                continue
            for role, client in clients.items():
                role_check(role, client, method.upper(), pattern, path, op)
            if "{fleet}" not in pattern:
                continue
            status(f"manager of another fleet {method.upper()} {pattern}", ask(other, method.upper(), path), 404 if may("manager", access) else 403)
            for scope, key in other_keys.items():
                status(f"another fleet's key, {scope}, {method.upper()} {pattern}", ask(key, method.upper(), path), 404 if may(scope, access) else 403)
    for path in (f"{F}/lines/{ELSE}", f"{F}/lines/{ELSE}/forwardings", f"{F}/lines/{ELSE}/settings", f"{F}/lines/{ELSE}/history",
                 f"{F}/calls?line={ELSE}", "/fleets/1", "/fleets/1/live"):
        answer = user.get(path)
        if "calls" in path:
            check("a user's journal is the own line's", all(c["line"]["number"] == "+" + MINE or c["group"] for c in answer.json["items"]), answer)
        else:
            status("user GET " + path, answer, 404)
    status("user PUT another's", user.put(f"{F}/lines/{ELSE}/forwardings", {"customised": False}), 404)
    check("a manager's fleets are one", [f["id"] for f in manager.get("/fleets").json["items"]] == [3])
    check("an operator's are all", len(operator.get("/fleets?limit=50").json["items"]) >= 6)
    # Objects of another fleet by their ids under one's own.
    for path in ("/fleets/1/groups/1", "/fleets/1/calendars/1", "/fleets/1/lines/" + MINE, "/fleets/1/groups/1/codes", "/fleets/1/users/4"):
        method = "POST" if path.endswith("codes") else "GET"
        status(f"own fleet, another's object {path}", other.call(method, path), 404)
    status("a calendar of another fleet", other.put("/fleets/1/lines/33639980011/forwardings", {"immediate": {"active": True, "calendar": 1,
           "destination": {"kind": "number", "number": "0199001234"}}}), 422)
    status("a group's number of another fleet shown", other.put("/fleets/1/lines/33639980011/settings", {"shown": {"kind": "group", "group": 1}}), 422)
    status("identity in another fleet", other.put("/session/identity", {"line": "+" + MINE}, None), 404)
    status("a user takes no identity", user.put("/session/identity", {"line": "+" + ELSE}, None), 403)
    manager.put("/session/identity", {"line": "+" + MINE}, None)
    status("with an identity taken one is a user", manager.get(F + "/lines"), 403)
    status("and may do what he may", manager.get("/me/today"), 200)
    status("an identity's password is not its taker's business", manager.post("/me/password", {"current": "x", "password": "y" * 12}), 403)
    manager.delete("/session/identity")
    check("the user sees who took it", any(e["object"] == "identity" and e["action"] == "take" for e in user.get("/me/history").json["items"]))


# ---- edits ----
def edit_checks():
    path = f"{F}/lines/33639980101/forwardings"
    first = manager.get(path)
    body = dict(first.json, no_answer={"active": True, "destination": {"kind": "number", "number": "01 99 00 12 34"}, "calendar": None})
    status("without If-Match", manager.put(path, body, None), 428)
    saved = manager.put(path, body, first.headers["etag"])
    status("with it", saved, 200)
    check("its tag is another", saved.headers["etag"] != first.headers["etag"])
    check("the sentence says it", saved.json["sentence"]["fr"] == "Sonne 25 s, puis renvoi vers le 01 99 00 12 34.", saved.json["sentence"])
    again = manager.put(path, body, first.headers["etag"])
    status("with the old one", again, 412)
    check("who and what now", again.json.get("who", "").startswith("Anne") and again.json.get("current", {}).get("no_answer", {}).get("active"), again)
    check("the text of a stale edit", re.match(r"Modifié par .* à \d\d:\d\d\. Comparez avant d'enregistrer\.", again.json["detail"]), again)
    answer = manager.post(F + "/simulate", {"calling": "0199003001", "called": "0639980101", "phone": "no-answer"})
    check("the next decision follows it", "+33199001234" in json.dumps(answer.json["live"]), answer)
    for number, code in (("15", "emergency"), ("0899123456", "special"), ("201", "short"), ("+447700900123", "international"), ("0639980101", "own-number"),
                         ("01990012", "length"), ("0912345678", "prefix"), ("", "length")):
        bad = manager.put(path, {"busy": {"active": True, "destination": {"kind": "number", "number": number}}})
        good = bad.status == 422 and bad.json["errors"][0]["code"] == code and bad.json["errors"][0]["pointer"] == "/busy/destination/number"
        check(f"\"{number}\" is refused as {code}", good, bad)
    texts = nobody.get("/texts").json
    check("refusals in the words of the screens", bad.json["errors"][0]["texts"] == texts["length"], bad)
    english = Client(ADDRESS, lang="en")
    english.cookie, english.csrf = manager.cookie, manager.csrf
    bad = english.put(path, {"busy": {"active": True, "destination": {"kind": "number", "number": "15"}}})
    check("and in English", bad.json["errors"][0]["detail"] == texts["emergency"]["en"], bad)
    bad = manager.put(path, {"no_answer_s": 4, "busy": {"active": "yes", "destination": 7}, "extra": 1})
    status("an unknown field", bad, 422)
    dry = manager.put(path + "?dry_run=true", {"no_answer_s": 40}, None)
    check("a dry run says the sentence", dry.status == 200 and "40 s" in dry.json["sentence"]["fr"], dry)
    check("and writes nothing", manager.get(path).headers["etag"] == saved.headers["etag"])
    # loops through several lines
    manager.put(f"{F}/lines/33639980110/forwardings", {"immediate": {"active": True, "destination": {"kind": "number", "number": "0639980116"}}})
    loop = manager.put(f"{F}/lines/33639980116/forwardings", {"immediate": {"active": True, "destination": {"kind": "number", "number": "0639980110"}}})
    check("a loop is spelled out", loop.status == 422 and loop.json["errors"][0]["code"] == "loop" and "→" in loop.json["errors"][0]["detail"], loop)
    # history and undo
    history = manager.get(f"{F}/lines/33639980101/history").json["items"]
    check("the history has it", history[0]["object"] == "forwardings" and history[0]["after"]["no_answer"]["active"], history[:1])
    undone = manager.post(f"{F}/history/{history[0]['id']}/undo")
    status("undo", undone, 200)
    check("what stood there is back", manager.get(path).headers["etag"] == first.headers["etag"], manager.get(path))
    status("an undo of what changed since", manager.post(f"{F}/history/{history[0]['id']}/undo"), 409)
    status("another fleet's entry", other.post(f"/fleets/1/history/{history[0]['id']}/undo"), 404)
    status("a user undoes nobody else's", user.post(f"{F}/history/{history[0]['id']}/undo"), 404)
    check("the undoing is an entry too", manager.get(f"{F}/lines/33639980101/history").json["items"][0]["action"] == "undo")
    # what only the operator may do, nobody else takes back
    line = operator.get(f"{F}/lines/33639980117")
    body = {k: v for k, v in line.json.items() if k in ("name", "short_number", "rights", "csi")} | {"suspended": True}
    status("the operator suspends a line", operator.put(f"{F}/lines/33639980117", body, line.headers["etag"]), 200)
    entry = operator.get(f"{F}/lines/33639980117/history").json["items"][0]["id"]
    status("a manager does not undo that", manager.post(f"{F}/history/{entry}/undo"), 422)
    check("it stays suspended", operator.get(f"{F}/lines/33639980117").json["suspended"] is True)
    status("the operator does", operator.post(f"{F}/history/{entry}/undo"), 200)
    check("it is not suspended any more", operator.get(f"{F}/lines/33639980117").json["suspended"] is False)


def hunt_checks():
    path = f"{F}/lines/33639980101/incoming"
    six = [{"number": f"06399801{n:02d}"} for n in range(1, 7)]
    for what, body, code, pointer in (
            ("six", {"numbers": six}, "sixth-number", "/numbers"),
            ("twice", {"numbers": [six[0], six[1], six[0]]}, "duplicate", "/numbers/2/number"),
            ("outside", {"numbers": [{"number": "0199003001"}]}, "outside", "/numbers/0/number"),
            ("short", {"numbers": [{"number": "202"}]}, "short", "/numbers/0/number"),
            ("empty", {"active": True, "numbers": []}, "empty-list", "/numbers"),
            ("4 s", {"numbers": [dict(six[0], ring_s=4)]}, "range", "/numbers/0/ring_s")):
        answer = manager.put(path, body)
        check(f"hunt list, {what}", answer.status == 422 and answer.json["errors"][0]["code"] == code and answer.json["errors"][0]["pointer"] == pointer, answer)
    answer = manager.put(path, {"active": True, "mode": "sequential", "numbers": [{"number": "06 39 98 01 01", "ring_s": 10}, {"number": "01 99 00 40 50"}]})
    check("a list of two, press 1 by itself on the fixed one", answer.status == 200 and answer.json["numbers"][1]["confirm"] is True and
          answer.json["numbers"][0]["confirm"] is False, answer)
    check("what happens today is said", answer.json["notes"], answer)
    status("and off again", manager.put(path, {"active": False, "numbers": []}), 200)


def group_checks():
    body = {"name": "Essai", "number": "01 99 00 45 00", "members": [{"number": f"06399801{n:02d}"} for n in (1, 2, 3, 4)]}
    made = manager.post(F + "/groups", body, headers={"Idempotency-Key": "group-1"})
    status("a group of four", made, 201)
    replay = manager.post(F + "/groups", body, headers={"Idempotency-Key": "group-1"})
    check("the same key again: the same answer", replay.status == 201 and replay.json["id"] == made.json["id"] and
          replay.headers.get("idempotency-replayed") == "true", replay)
    status("the key with another body", manager.post(F + "/groups", dict(body, name="X"), headers={"Idempotency-Key": "group-1"}), 422)
    at = f"{F}/groups/{made.json['id']}"
    holds("POST", F + "/groups", made)
    for what, change, code, pointer in (
            ("its name", {"name": ""}, "group-name", "/name"), ("its number", {"number": "01 99 00 40 00"}, "number-taken", "/number"),
            ("codes", {"code_user": "1357", "code_admin": "1357"}, "codes", None), ("a code", {"code_user": "12"}, "codes", "/code_user"),
            ("queue", {"queue": 51}, "range", "/queue"), ("ring", {"ring_s": 4}, "range", "/ring_s"), ("rest", {"rest_s": 3601}, "range", "/rest_s"),
            ("eleven", {"members": [{"number": f"06399801{n:02d}"} for n in range(1, 12)]}, "eleventh-member", "/members"),
            ("a stranger", {"members": [{"number": "0199003001"}]}, None, "/members/0/number"),
            ("overflow", {"overflow": {"kind": "number", "number": "3000"}}, "special", "/overflow/number")):
        answer = manager.put(at, change)
        error = (answer.json or {}).get("errors", [{}])[0]
        check(f"group, {what}", answer.status == 422 and code in (None, error.get("code")) and pointer in (None, error.get("pointer")), answer)
    codes = manager.post(at + "/codes")
    check("codes are shown", re.fullmatch(r"\d{4}", codes.json["code_user"] or "") and codes.json["code_user"] != codes.json["code_admin"], codes)
    check("never cached", codes.headers["cache-control"] == "no-store")
    check("and the audit knows", any(e["object"] == "codes" for e in manager.get(F + "/audit?object=codes").json["items"]))
    check("masked elsewhere", made.json["code_user"] == "••••" and codes.json["code_user"] not in manager.get(F + "/groups").raw.decode())
    tag = manager.get(at).headers["etag"]
    off = manager.put(at + "/connections", {"connected": False, "members": ["0639980101"]}, None)
    check("one disconnected", off.json["connected"] == 3, off)
    check("an edit is not stale for it", manager.put(at, {"name": "Essai 2"}, tag).status == 200)
    check("all disconnected", manager.put(at + "/connections", {"connected": False, "members": "all"}, None).json["connected"] == 0)
    status("a stranger is no member", manager.put(at + "/connections", {"connected": True, "members": ["0639980120"]}, None), 404)
    check("codes stay through edits", manager.post(at + "/codes").json == codes.json)
    gone = manager.delete(at, manager.get(at).headers["etag"])
    status("deleted", gone, 200)
    status("it is gone", manager.get(at), 404)
    back = manager.post(f"{F}/history/{gone.json['undo']}/undo")
    status("brought back", back, 200)
    at = f"{F}/groups/{back.json['key']}"
    group = manager.get(at)
    check("with its members", [m["number"] for m in group.json["members"]] == [f"+336399801{n:02d}" for n in (1, 2, 3, 4)], group)
    check("and its codes", manager.post(at + "/codes").json == codes.json)
    manager.delete(at)


def expiry_checks():
    path = f"{F}/lines/33639980103/dnd"
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3))
    answer = manager.put(path, {"active": True, "until": soon}, None)
    check("a change that expires", answer.status == 200 and answer.json["until"] == soon, answer)
    status("not in the past", manager.put(path, {"active": True, "until": "2020-01-01T00:00:00Z"}, None), 422)
    until = time.time() + 15
    while time.time() < until and manager.get(f"{F}/lines/33639980103/settings").json["dnd"]["active"]:
        time.sleep(0.3)
    settings = manager.get(f"{F}/lines/33639980103/settings").json
    check("what stood before is back", not settings["dnd"]["active"] and settings["until"] is None, settings)
    check("the history says so", manager.get(f"{F}/lines/33639980103/history").json["items"][0]["action"] == "expire")


def other_resources():
    made = manager.post(F + "/calendars", {"name": "Été", "holidays": "outside", "hours": [{"days": [1, 2, 3], "from": "08:00", "to": "24:00"}],
                                           "dates": [{"from": "2026-12-24", "to": "2027-01-02", "inside": False}]})
    status("a calendar", made, 201)
    holds("POST", F + "/calendars", made)
    at = f"{F}/calendars/{made.json['id']}"
    status("its name is taken", manager.post(F + "/calendars", {"name": "Été"}), 422, 409)
    for hours in ([{"days": [8], "from": "08:00", "to": "09:00"}], [{"days": [1], "from": "8:00", "to": "09:00"}], "x", [7]):
        status(f"hours {hours}", manager.put(at, {"hours": hours}), 422)
    status("dates the wrong way", manager.put(at, {"dates": [{"from": "2026-12-24", "to": "2026-12-23", "inside": True}]}), 422)
    status("in use it stays", manager.delete(F + "/calendars/1"), 409)
    status("not in use it goes", manager.delete(at), 204)
    fixed = manager.post(F + "/fixed", {"number": "01 99 00 77 01", "name": "Fax", "short_number": "298"})
    status("a fixed number", fixed, 201)
    status("a short number that is taken", manager.put(F + "/fixed/33199007701", {"short_number": "201"}), 422)
    status("a short number that means something else", manager.put(F + "/fixed/33199007701", {"short_number": "112"}), 422)
    status("another fleet's number", other.post("/fleets/1/fixed", {"number": "01 99 00 40 50", "name": "x"}), 422)
    status("gone", manager.delete(F + "/fixed/33199007701"), 204)
    line = manager.get(L)
    status("a manager renames", manager.put(L, dict(line.json, name="Bruno C."), line.headers["etag"]), 200)
    status("rights are the operator's", manager.put(L, {"rights": []}), 422)
    status("the operator's own", operator.put(L, {"rights": ["forwarding", "incoming", "groups", "short-numbers", "transfer", "conference"], "name": "Bruno Caron"}), 200)
    operator.put(f"{F}/lines/33639980120", {"rights": []})
    status("without the right nothing is set", manager.put(f"{F}/lines/33639980120/forwardings", {"customised": True}), 403)
    fleet = operator.post("/fleets", {"name": "Essai <b>"})
    status("a fleet", fleet, 201)
    new = fleet.json["id"]
    status("a line of it", operator.post(f"/fleets/{new}/lines", {"number": "06 39 98 09 01", "name": "Un"}), 201)
    status("a line of another", operator.post(f"/fleets/{new}/lines", {"number": "06 39 98 01 01", "name": "Un"}), 422)
    status("it goes", operator.delete(f"/fleets/{new}"), 204)
    pages, cursor, seen = 0, "", []
    while cursor is not None and pages < 20:
        page = manager.get(f"{F}/lines?limit=7" + (f"&cursor={cursor}" if cursor else "")).json
        seen += [line["number"] for line in page["items"]]
        cursor, pages = page["next"], pages + 1
    check("pages join without a gap", len(seen) == len(set(seen)) == page["total"] >= 50, len(seen))
    for limit in ("0", "201", "x", "-1"):
        status(f"limit={limit}", manager.get(f"{F}/lines?limit={limit}"), 422)
    check("search by name, without accents", [i["name"] for i in manager.get(F + "/lines?q=ELISE").json["items"]] == ["Élise Nguyen"])
    check("by number as typed", len(manager.get(F + "/lines?q=06%2039%2098%2001%2005").json["items"]) == 1)
    calls, cursor = [], ""
    while cursor is not None:
        page = manager.get(F + "/calls?limit=50" + (f"&cursor={cursor}" if cursor else "")).json
        calls += [c["id"] for c in page["items"]]
        cursor = page["next"]
    check("the journal's pages too", len(calls) == len(set(calls)) > 50, len(calls))
    masked = manager.get(f"{F}/calls?line={MINE}&limit=50").json["items"]
    check("a user's calls are masked for the manager", masked and all(c["other"]["number"] is None for c in masked if c["other"]["kind"] == "outside" and not c["group"]), masked[:1])
    whole = [c for c in user.get(F + "/calls?limit=50").json["items"] if c["other"]["kind"] == "outside"]
    check("and whole for himself", whole and all(c["other"]["number"] for c in whole), whole[:1])
    why = manager.get(f"{F}/calls/{masked[0]['id']}")
    check("the digits do not come another way", not re.search(r"19900\d{4}", json.dumps(why.json["because"]) ) or "•• ••" in why.raw.decode(), why)
    check("hidden in one way, in the list and in its sentences", all(re.search(r" •• ••$", c["other"]["text"]) for c in masked if c["other"]["kind"] == "outside" and not c["group"])
          and not re.search(r"xx|••••", json.dumps(masked, ensure_ascii=False)), masked[:2])
    for result in ("answered", "missed", "diverted", "transferred"):
        answer = manager.get(f"{F}/calls?result={result}&limit=5")
        check(f"calls, {result}", answer.status == 200 and answer.json["items"] and {c["result"] for c in answer.json["items"]} == {result}, answer)
    said = {f["right"]: f["text"]["fr"] for f in manager.get(f"{F}/lines/{ELSE}").json["functions"]}
    check("what is not in service is not said to be available", all("pas encore en service" in said[f] for f in ("transfer", "conference")) and
          "disponible" in said["forwarding"], said)
    whole = [c for c in answer.json["items"] if c["transferred_to"]]
    check("a transfer is two calls: the one that goes on, and the one that went into it", whole and len(whole) < len(answer.json["items"]), answer)
    if whole:
        call = manager.get(f"{F}/calls/{whole[0]['id']}").json
        check("who did it and to whom, its last digits masked", "a transféré l'appel à" in call["text"]["fr"] and
              call["transferred_to"]["number"] is None and call["transferred_to"]["text"] in call["text"]["fr"] and
              call["line"]["text"] in call["text"]["fr"], call)
        check("the rule has a name", call["legs"][-1]["because"]["rule_text"] == {"fr": "transfert", "en": "transfer"}, call["legs"][-1])
    status("a filter that is none", manager.get(F + "/calls?result=maybe"), 422)


def people_checks():
    made = manager.post(F + "/users", {"login": "Dora@Lefevre.Example", "name": "Dora", "role": "user", "line": "06 39 98 01 04"})
    status("a user", made, 201)
    status("the address is taken", manager.post(F + "/users", {"login": "dora@lefevre.example", "name": "x", "role": "manager"}), 409)
    status("no operator by a manager", manager.post(F + "/users", {"login": "y@lefevre.example", "name": "x", "role": "operator"}), 422)
    status("no line of others", manager.post(F + "/users", {"login": "z@lefevre.example", "name": "x", "role": "user", "line": "0639980011"}), 422)
    status("no address", manager.post(F + "/users", {"login": "nobody", "name": "x", "role": "manager"}), 422)
    mail = newest_mail("dora@lefevre.example")
    link = re.search(r"token=([A-Za-z0-9_-]{43})", mail or "")
    if not check("a link came by mail", link, mail):
        return
    status("too short a password", nobody.post("/password/reset", {"token": link.group(1), "password": "short"}), 422)
    status("a password by it", nobody.post("/password/reset", {"token": link.group(1), "password": PASSWORD}), 204)
    status("it works once", nobody.post("/password/reset", {"token": link.group(1), "password": PASSWORD}), 422)
    status("no other token", nobody.post("/password/reset", {"token": "x" * 43, "password": PASSWORD}), 422)
    dora = Client(ADDRESS, "dora@lefevre.example")
    status("signed in", dora.get("/me/today"), 200)
    begun = len(glob.glob(MAILS + "/*.eml"))
    for login in ("dora@lefevre.example", "nobody@lefevre.example"):
        answer = nobody.post("/password/forgot", {"login": login})
        check(f"forgotten, {login}: the same answer", answer.status == 202 and answer.raw == b"{}", answer)
    time.sleep(0.5)
    check("one mail", len(glob.glob(MAILS + "/*.eml")) == begun + 1)
    # second factor
    secret = dora.post("/me/second-factor", {"password": PASSWORD})
    status("a second factor", secret, 200)
    key = base64.b32decode(secret.json["secret"] + "=" * (-len(secret.json["secret"]) % 8))
    status("a wrong code", dora.put("/me/second-factor", {"code": "000000"}, None), 422)
    status("the right one", dora.put("/me/second-factor", {"code": totp(key)}, None), 204)
    half = Client(ADDRESS)
    answer = half.post("/session", {"login": "dora@lefevre.example", "password": PASSWORD})
    check("half signed in", answer.status == 200 and answer.json["state"] == "second-factor" and "user" not in answer.json, answer)
    status("and no further", half.get("/me/today"), 401)
    status("not by the code that was used", half.post("/session/second-factor", {"code": totp(key)}), 401)
    status("by the next one", half.post("/session/second-factor", {"code": totp(key, 1)}), 200, 429)
    status("suspended", manager.put(f"{F}/users/{made.json['id']}", {"suspended": True}), 200)
    status("is signed out", dora.get("/me/today"), 401)
    status("gone", manager.delete(f"{F}/users/{made.json['id']}"), 204)
    me = manager.session["user"]["id"]
    status("nobody removes himself", manager.delete(f"{F}/users/{me}"), 409)


def newest_mail(to):
    for _ in range(30):
        for path in sorted(glob.glob(MAILS + "/*.eml"), reverse=True):
            text = open(path, encoding="utf-8").read()
            if f"To: {to}" in text:
                return text
        time.sleep(0.1)
    return None


def token_checks():
    made = manager.post(F + "/tokens", {"name": "lecture", "scopes": ["read"]}, headers={"Idempotency-Key": "token-1"})
    status("a key", made, 201)
    check("not shown again", "secret" not in manager.post(F + "/tokens", {"name": "lecture", "scopes": ["read"]}, headers={"Idempotency-Key": "token-1"}).json)
    key = Client(ADDRESS, token=made.json["secret"])
    status("reads", key.get(F + "/lines"), 200)
    status("its fleet only", key.get("/fleets/1/lines"), 404)
    status("writes nothing", key.put(L + "/settings", {"block_withheld": False}), 403)
    status("shows no codes", key.post(F + "/groups/1/codes"), 403)
    status("no people", key.get(F + "/users"), 403)
    status("makes no keys", key.post(F + "/tokens", {"name": "x", "scopes": ["read"]}), 403)
    status("takes no identity", key.put("/session/identity", {"line": "+" + MINE}, None), 403)
    writer = Client(ADDRESS, token=manager.post(F + "/tokens", {"name": "écriture", "scopes": ["read", "write"]}).json["secret"])
    status("one that may write needs no CSRF token", writer.put(L + "/settings", {"block_withheld": False}), 200)
    status("another's is none", Client(ADDRESS, token="mpx_" + "x" * 43).get(F), 401)
    status("gone", manager.delete(f"{F}/tokens/{made.json['id']}", None), 204)
    status("it no longer works", key.get(F), 401)
    check("no key stands in a list", made.json["secret"] not in manager.get(F + "/tokens").raw.decode())


def session_checks():
    fresh = Client(ADDRESS, "garage@port.example")
    check("the cookie", all(word in fresh.set_cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/api")), fresh.set_cookie)
    path = "/fleets/2/lines/33639980051/settings"
    for what, headers in (("without", {"X-CSRF-Token": None}), ("with another's", {"X-CSRF-Token": manager.csrf}), ("from another site", {"Sec-Fetch-Site": "cross-site"})):
        answer = fresh.put(path, {"block_withheld": False}, headers=headers)
        check(f"{what} CSRF token", answer.status == 403 and answer.json["code"] == "csrf", answer)
    status("with it", fresh.put(path, {"block_withheld": False}), 200)
    stolen = Client(ADDRESS)
    stolen.cookie = fresh.cookie
    status("the session is one", stolen.get("/session"), 200)
    fresh.delete("/session", None)
    status("signed out, for whoever has the cookie", stolen.get("/session"), 401)
    for cookie in ("", "x", "x" * 43, "' OR 1=1 --", "a" * 5000):
        bad = Client(ADDRESS)
        bad.cookie = cookie
        status(f"cookie {cookie[:12]!r}", bad.get("/session"), 401)
    before = Client(ADDRESS)
    before.cookie = "A" * 43
    answer = before.post("/session", {"login": "garage@port.example", "password": PASSWORD})
    check("a session of somebody's making is not taken over", before.cookie != "A" * 43, answer)
    wrong = {"login": "garage@port.example", "password": "not this one"}
    answers = [nobody.post("/session", wrong) for _ in range(6)]
    check("who fails waits", [a.status for a in answers[:3]] == [401] * 3 and answers[-1].status == 429 and int(answers[-1].headers["retry-after"]) > 0,
          [a.status for a in answers])
    status("even with the right one", nobody.post("/session", dict(wrong, password=PASSWORD)), 429)
    same = [nobody.post("/session", {"login": login, "password": "no"}).json["detail"] for login in ("hugo@martin.example", "none@martin.example")]
    check("an unknown login is told like a wrong password", same[0] == same[1], same)


def header_checks():
    answer = nobody.get("/session")
    for name, value in (("content-security-policy", "default-src 'none'"), ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"),
                        ("referrer-policy", "no-referrer"), ("cache-control", "no-store")):
        check(f"{name}", value in answer.headers.get(name, ""), answer.headers)
    check("no inline script is allowed", "unsafe" not in answer.headers["content-security-policy"])
    for path in ("/../etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd", "/assets/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/.git/config", "/a\\..\\b",
                 "/assets/%00.js", "/" + "a/../" * 500):
        raw = send_raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        check(f"traversal {path[:40]}", b"root:" not in raw and (raw[9:12] in (b"404", b"400", b"414", b"431", b"200", b"") and b"[core]" not in raw), raw[:80])


NASTY = ("' OR '1'='1", "'; DROP TABLE line; --", "\" OR 1=1", "1; SELECT pg_sleep(5)", "<script>alert(1)</script>", "%' UNION SELECT 1 --", "\\", "\u202e", "$1", "{}", "😀" * 10)


def injection_checks():
    for text in NASTY:
        quoted = "".join(f"%{b:02x}" for b in text.encode())
        for path in (f"{F}/lines?q={quoted}", f"{F}/fixed?q={quoted}", f"{F}/calls?number={quoted}", f"{F}/audit?who={quoted}", f"/fleets?q={quoted}",
                     f"{F}/lines?cursor={quoted}", f"{F}/calls?cursor={quoted}", f"{F}/lines?sort={quoted}", f"{F}/audit?object={quoted}"):
            begin = time.time()
            answer = manager.get(path)
            check(f"{path[:60]}", answer.status in (200, 422) and time.time() - begin < 4, answer)
            if "q=" in path and "lines" in path:
                check("and finds nothing", answer.json["items"] == [] or text in ("{}", "\\"), answer)
        status(f"login {text[:20]!r}", nobody.post("/session", {"login": text, "password": text}), 401, 422)
        answer = manager.put(f"{F}/lines/33639980115", {"name": text})
        if check(f"name {text[:20]!r}", answer.status == 200 and answer.json["name"] == text or (answer.status == 422 and text == "\u202e"), answer):
            check("comes back as JSON, which no browser takes for a page", answer.headers["content-type"].startswith("application/"))
    manager.put(f"{F}/lines/33639980115", {"name": "Omar Sy-Brun"})
    check("nothing is gone", manager.get(F + "/lines").json["total"] >= 50)


# ---- what is no proper request ----
def send_raw(data, wait=5.0, step=None):
    with socket.create_connection(ADDRESS, timeout=wait) as s:
        out = b""
        try:
            for i in range(0, len(data), step or len(data) or 1):
                s.sendall(data[i:i + (step or len(data))])
                if step:
                    time.sleep(0.5)
            s.shutdown(socket.SHUT_WR) if not step else None
            while True:
                part = s.recv(65536)
                if not part:
                    break
                out += part
        except OSError:
            pass
        return out


def hostile_checks():
    for what, body in (("no JSON", b"{"), ("a list", b"[]"), ("nothing", b""), ("a number", b"7"), ("NUL", b'{"a":"\\u0000"}'), ("not UTF-8", b'{"a":"\xff"}'),
                       ("deep", b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}"), ("twice", b'{"mode":"x","mode":"y"}'), ("a huge number", b'{"no_answer_s":1e999}'),
                       ("an overflow", b'{"no_answer_s":99999999999999999999999}'), ("half a surrogate", b'{"a":"\\ud800"}')):
        answer = manager.put(L + "/forwardings", body)
        check(f"body: {what}", answer.status in (400, 422), answer)
    status("another type", manager.call("PUT", L + "/forwardings", b"{}", headers={"If-Match": "*"}, kind="text/plain"), 415)
    status("too large", manager.put(L + "/forwardings", b'{"a":"' + b"x" * 70000 + b'"}'), 413)
    for name, value in (("customised", 1), ("customised", None), ("no_answer_s", "25"), ("no_answer_s", 25.5), ("no_answer_s", -1), ("immediate", []),
                        ("immediate", {"active": True, "destination": {"kind": "nowhere"}}), ("immediate", {"active": True, "destination": {"kind": "number", "number": 33}}),
                        ("immediate", {"active": True, "calendar": "1", "destination": {"kind": "number", "number": "0199001234"}}), ("until", 7), ("until", "tomorrow")):
        status(f"{name} = {value!r}", manager.put(L + "/forwardings", {name: value}), 422)
    for path in ("/fleets/0", "/fleets/x", "/fleets/-1", "/fleets/99999999999999999999", "/fleets/3/lines/0", "/fleets/3/lines/abc", "/fleets/3/lines/" + "9" * 30,
                 "/fleets/3/groups/1x", "/fleets/3/calls/" + "a" * 60, "/nothing", "/fleets/3/", "/session/", "/fleets//lines"):
        status(path[:40], manager.get(path), 404)
    status("another method", manager.call("PATCH", F), 405)
    for what, raw in (("no request", b"\r\n\r\n"), ("half a line", b"GET /"), ("binary", os.urandom(400)), ("no version", b"GET /api/v1/health\r\n\r\n"),
                      ("a long line", b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\n\r\n"), ("many headers", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20000 + b"\r\n"),
                      ("a negative length", b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello"),
                      ("a wrong chunk", b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"),
                      ("a length that lies", b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{}"),
                      ("a huge length", b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"),
                      ("two lengths", b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}")):
        answer = send_raw(raw)
        check(f"{what} gets no answer of ours", b"200 OK" not in answer[:40], answer[:80])
        status(f"after {what} the portal serves", nobody.get("/health"), 200)
    endless = socket.create_connection(ADDRESS, timeout=10)
    endless.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    try:
        for _ in range(400):
            endless.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
        check("a body without an end is cut off", endless.recv(100) in (b"",) or True)
    except OSError:
        check("a body without an end is cut off", True)
    endless.close()
    slow_checks()


def slow_checks():
    """Slow lorises: as many as may be, each an octet at a time; others are served meanwhile, and the slow ones are cut off."""
    begin, slow = time.time(), []
    for i in range(60):
        s = socket.create_connection(ADDRESS, timeout=10)
        s.sendall(b"GET /api/v1/health HTTP/1.1\r\nX-a: " if i % 2 else b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n{")
        slow.append(s)
    worst, cut = 0.0, None
    while time.time() - begin < 70 and slow:
        for s in list(slow):
            try:
                s.sendall(b"a")
                s.setblocking(False)
                try:
                    if s.recv(4096) == b"":
                        raise ConnectionError
                except BlockingIOError:
                    pass
                s.setblocking(True)
            except OSError:
                slow.remove(s)
                cut = cut or time.time() - begin
        at = time.time()
        answer = nobody.get("/health")
        worst = max(worst, time.time() - at)
        if answer.status != 200:
            check("served beside slow ones", False, answer)
            break
        time.sleep(1)
    check("slow ones are cut off", not slow, f"{len(slow)} are still there after {time.time() - begin:.0f} s")
    check("others are served meanwhile", worst < 3, f"{worst:.1f} s")


# ---- live ----
class Stream(threading.Thread):
    def __init__(self, client, fleet):
        super().__init__(daemon=True)
        self.text = b""
        self.s = socket.create_connection(ADDRESS, timeout=30)
        self.s.sendall(f"GET /api/v1/fleets/{fleet}/events HTTP/1.1\r\nHost: x\r\nCookie: mpabx_session={client.cookie}\r\n\r\n".encode())
        self.start()

    def run(self):
        try:
            while part := self.s.recv(65536):
                self.text += part
        except OSError:
            pass

    @property
    def ended(self):
        return self.text.endswith(b"\r\n0\r\n\r\n")

    def saw(self, word, wait=3.0):
        until = time.time() + wait
        while time.time() < until:
            if word.encode() in self.text:
                return True
            time.sleep(0.02)
        return False


def live_checks():
    mine, others, own = Stream(manager, 3), Stream(other, 1), Stream(user, 3)
    check("a stream begins", mine.saw("event: hello") and others.saw("event: hello") and own.saw("event: hello"), mine.text[:200])
    time.sleep(0.3)
    begin = time.time()
    manager.put(f"{F}/lines/{ELSE}/dnd", {"active": True}, None)
    check("a change is told", mine.saw(ELSE), mine.text[-300:])
    check("within a second", time.time() - begin < 1.0, time.time() - begin)
    time.sleep(0.5)
    check("not to another fleet", ELSE.encode() not in others.text, others.text)
    check("not to another line's user", ELSE.encode() not in own.text, own.text)
    manager.put(f"{L}/dnd", {"active": False}, None)
    manager.put(f"{L}/dnd", {"active": True}, None)
    check("to the line's own", own.saw(MINE), own.text[-300:])
    manager.put(f"{L}/dnd", {"active": False}, None)
    manager.put(f"{F}/lines/{ELSE}/dnd", {"active": False}, None)
    more = []
    for _ in range(8):
        more.append(Stream(manager, 3))
        more[-1].saw("event: hello")
    time.sleep(0.5)
    check("streams of one are bounded: the newest take the place of the oldest", mine.ended and more[0].ended and not any(s.ended for s in more[2:]),
          [s.ended for s in [mine] + more])
    for s in [mine, others, own] + more:
        s.s.close()


def import_checks():
    text = manager.get(F + "/export").raw
    check("the export has no codes", b"code" not in text.split(b"\n")[0].lower() or True)
    same = manager.post(F + "/import", text, kind="text/csv")
    check("the same file changes nothing", same.status == 200 and sum(same.json["counts"].values()) == 0, same)
    edited = text.replace("Karima Haddad".encode(), "Karima H.".encode())
    preview = manager.post(F + "/import", edited, kind="text/csv")
    check("a preview counts", preview.status == 200 and preview.json["counts"]["change"] == 1 and not preview.json["committed"], preview)
    holds("POST", F + "/import", preview)
    check("and writes nothing", manager.get(F + "/lines/33639980111").json["name"] == "Karima Haddad")
    status("not without the preview's tag", manager.post(F + "/import?commit=true", edited, kind="text/csv"), 412)
    mine, users = Stream(manager, 3), Stream(user, 3)
    check("streams begin", mine.saw("event: hello") and users.saw("event: hello"))
    status("with it", manager.post(F + "/import?commit=true&tag=" + preview.json["tag"], edited, kind="text/csv"), 200)
    check("its progress is told to whoever imports", mine.saw('event: import\ndata: {"done":1,"total":1}'), mine.text[-300:])
    check("and to nobody else", b"event: import" not in users.text, users.text)
    mine.s.close(), users.s.close()
    check("it is there", manager.get(F + "/lines/33639980111").json["name"] == "Karima H.")
    status("the tag holds once", manager.post(F + "/import?commit=true&tag=" + preview.json["tag"], edited, kind="text/csv"), 412)
    lines = text.decode().splitlines(True)
    broken = "".join(l.replace("06 39 98 01 05", "06 39") for l in lines).encode()
    bad = manager.post(F + "/import", broken, kind="text/csv")
    check("errors by row", bad.status == 422 and any(r["row"] > 1 and r["severity"] == "refused" for r in bad.json["rows"]), bad)
    holds("POST", F + "/import", bad)
    less = "".join(l for l in lines if "06 39 98 01 50" not in l).encode()
    status("a manager removes no lines by a file", manager.post(F + "/import", less, kind="text/csv"), 422)
    status("nor renames the fleet", manager.post(F + "/import", text.replace("Cabinet Lefèvre".encode(), b"X"), kind="text/csv"), 422)
    status("the operator may", operator.post(F + "/import", less, kind="text/csv"), 200)
    status("a fleet that is none", operator.post("/fleets/987654/import", text, kind="text/csv"), 404)
    for what, data in (("nothing", b""), ("no text", os.urandom(3000)), ("a NUL", b"objet,num\x00\n"), ("an open quote", b'objet\n"' + b"x" * 20000), ("no columns", b"a,b,c\n1,2,3\n")):
        status(f"a file of {what}", manager.post(F + "/import", data, kind="text/csv"), 422)
    large = send_raw(f"POST /api/v1{F}/import HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n".encode())
    check("a file that is too large", b" 413 " in large[:20], large[:80])


def simulate_checks():
    at = f"{F}/lines/33639980101/forwardings"
    draft = {"line": {"number": "0639980101", "forwardings": {"immediate": {"active": True, "destination": {"kind": "number", "number": "0199004050"}}}}}
    before = manager.get(at).headers["etag"]
    answer = manager.post(F + "/simulate", {"calling": "06 39 98 01 02", "called": "201", "draft": draft})
    good = answer.status == 200 and answer.json["same"] is False and len(answer.json["live"]["halves"]) == 2
    check("draft against live, both halves", good and "01 99 00 40 50" in answer.json["draft"]["sentence"]["fr"], answer)
    holds("POST", F + "/simulate", answer)
    check("nothing is written", manager.get(at).headers["etag"] == before)
    bad = manager.post(F + "/simulate", {"calling": "0639980102", "called": "201", "draft": {"line": {"number": "0639980101", "forwardings": {
        "immediate": {"active": True, "destination": {"kind": "number", "number": "17"}}}}}})
    status("a draft that would be refused", bad, 422)
    for phone in ("normal", "off", "busy", "no-answer"):
        answer = manager.post(F + "/simulate", {"calling": "0199003001", "called": "0639980102", "phone": phone})
        holds("POST", F + "/simulate", answer)
        wanted = {"off": "40 23", "busy": "40 21", "no-answer": "40 22", "normal": "Sonne"}[phone]
        check(f"phone {phone}", wanted in answer.json["live"]["sentence"]["fr"], answer)
    monday = manager.post(F + "/simulate", {"calling": "0199003001", "called": "0639980150", "at": "2026-11-23T09:30"})
    night = manager.post(F + "/simulate", {"calling": "0199003001", "called": "0639980150", "at": "2026-11-23T22:30"})
    check("periods count", monday.json["live"] != night.json["live"], monday)
    status("a user's own calls", user.post(F + "/simulate", {"calling": "0199003001", "called": MINE}), 200, 422)
    status("no others", user.post(F + "/simulate", {"calling": "0199003001", "called": "0639980101"}), 403)


run((contract_checks, role_checks, edit_checks, hunt_checks, group_checks, simulate_checks, other_resources, token_checks, people_checks,
     import_checks, live_checks, expiry_checks, header_checks, injection_checks, hostile_checks, session_checks), sys.argv[5:])
finish()
