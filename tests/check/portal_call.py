#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""portal_call.py HOST PORT MPABX-SIM "OPTIONS": a change made by the API alters the next simulated call; live state and the
operator's pages show what the node says; the node away, they say so."""
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from portal_client import Client, check, finish  # noqa: E402

ADDRESS = (sys.argv[1], int(sys.argv[2]))
SIM, OPTIONS = sys.argv[3], sys.argv[4].split()
CALL = """scenario "after a change"
gmsc gmsc1 gt 33689000002
call c1 from gmsc1 phase 2
send InitialDP received {{ callingPartyNumber +33199009876, calledPartyNumber +33639980051 }}
{expected}
"""
FORWARDED = """expect RequestReportBCSMEvent {{ bcsmEvents[0].eventTypeBCSM tAnswer, bcsmEvents[0].monitorMode notifyAndContinue }}
expect Connect {{ destinationRoutingAddress[0] +33{to} }}
expect TC-CONTINUE
send EventReportBCSM {{ eventTypeBCSM tAnswer, legID.receivingSideID 0x02, miscCallInfo.messageType notification }}
send EventReportBCSM {{
	eventTypeBCSM tDisconnect
	eventSpecificInformationBCSM.tDisconnectSpecificInfo.releaseCause 16
	legID.receivingSideID 0x01
	miscCallInfo.messageType notification
}}
expect TC-END"""


def call(expected):
    with tempfile.NamedTemporaryFile("w", suffix=".scn") as f:
        f.write(CALL.format(expected=expected))
        f.flush()
        return subprocess.run([SIM, "run", *OPTIONS, f.name], capture_output=True, text=True, timeout=120)


manager = Client(ADDRESS, "garage@port.example")
operator = Client(ADDRESS, "operateur@mpabx.example")
path = "/fleets/2/lines/33639980051/forwardings"

until = time.time() + 10
while time.time() < until and manager.get("/fleets/2/live").json["node"] != "up":
    time.sleep(0.1)
check("live state comes from the node", manager.get("/fleets/2/live").json["node"] == "up", manager.get("/fleets/2/live"))

took = []
for turn, to in enumerate(("199001234", "199005678") * 6):
    seen = operator.get("/operator/node").json["version"]
    begin = time.time()
    answer = manager.put(path, {"customised": True, "immediate": {"active": True, "destination": {"kind": "number", "number": "0" + to}}})
    check("saved", answer.status == 200, answer)
    # The change log's number that the node decides by: how long until it is past the change.
    while time.time() - begin < 3 and operator.get("/operator/node").json["version"] == seen:
        time.sleep(0.005)
    took.append(time.time() - begin)
    if turn > 2:
        continue
    result = call(FORWARDED.format(to=to))
    check(f"the next call goes to {to}", result.returncode == 0, result.stdout + result.stderr)
took.sort()
check("a change takes effect in less than 200 ms, in the middle of twelve", took[6] < 0.2, took)
print(f"figure the node decides by a change {took[6] * 1000:.0f} ms after it was sent, {took[-1] * 1000:.0f} ms at most of {len(took)}")
groups = Client(ADDRESS, "accueil@lefevre.example")
live = groups.get("/fleets/3/live").json
check("members have a state", any(m["state"] == "free" for g in live["groups"] for m in g["members"]), live)
node = operator.get("/operator/node").json
check("the node's page", node["node"] == "up" and node["lines"] and node["drain"] == "serving", node)
check("its links", node["links"] and all(link["state"] for link in node["links"]), node)
demo = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../contrib/scenarios/demo/")
result = subprocess.run([SIM, "run", "--parallel", "1", *OPTIONS, demo + "06-hunt-list.scn", demo + "07-call-group.scn"], capture_output=True, text=True, timeout=120)
check("a call to a list, one to a group", result.returncode == 0, result.stdout + result.stderr)
time.sleep(1.5)
calls = groups.get("/fleets/3/calls?limit=3").json["items"]
check("each is one call in the journal: its legs to members do not stand there again", calls[0]["group"] and not any(
    "nous-mêmes" in c["text"]["fr"] for c in calls), calls)
check("the operator sees them", sum("nous-mêmes" in c["text"]["fr"] for c in operator.get("/operator/calls?limit=6").json["items"]) == 4)
taken = Client(ADDRESS, "bruno@lefevre.example").get("/me/today").json["calls"][0]
check("who took the list's call sees it among his own", taken["line"]["number"] == "+33639980102" and taken["other"]["number"] == "+33199009876", taken)
calls = groups.get("/fleets/3/calls?limit=3&line=33639980121").json["items"]
check("nor in the list of a member", calls[0]["group"] and not any("nous-mêmes" in c["text"]["fr"] for c in calls), calls)
calls = operator.get("/operator/calls?limit=12").json["items"]
mine = [c for c in calls if c["line"]["number"] == "+33639980051"]
check("the call is in the journal", mine, calls)
if mine:
    why = manager.get(f"/fleets/2/calls/{mine[0]['id']}").json
    check("and why it went there", why["because"]["rule"] == "immediate-forwarding" and why["because"]["version"], why)
    ladder = operator.get(f"/operator/calls/{mine[0]['id']}/ladder")
    check("its ladder", ladder.status == 200 and any("InitialDP" in e["text"] for e in ladder.json["events"]) and
          {"left", "right"} <= {e["direction"] for e in ladder.json["events"]}, ladder)
finish()
