#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""portal_kill.py MPABX-PORTAL STORE-URL DIR: the portal is killed while eight people save; what was answered 200 is there
afterwards, with its line in the audit, each time."""
import os
import re
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from portal_client import Client, Portal, check, finish  # noqa: E402

PROGRAM, STORE, FOLDER = sys.argv[1:4]
LINES = [f"336399801{n:02d}" for n in range(1, 9)]


def begin():
    return Portal(PROGRAM, STORE, FOLDER, "kill", "--rate", "0", "--mail-folder", FOLDER)


def save(client, line, first, accepted):
    """Names in a row until the portal is gone; the last that was accepted."""
    n = first
    try:
        while True:
            answer = client.put(f"/fleets/3/lines/{line}", {"name": f"n{n}"})
            if answer.status != 200:
                return
            accepted[line] = n
            n += 1
    except Exception:       # it is gone: that is the point
        return


accepted = {line: 0 for line in LINES}
portal = begin()
for turn in range(3):
    clients = [Client(portal.address, "accueil@lefevre.example") for _ in LINES]
    before = sum(accepted.values())
    threads = [threading.Thread(target=save, args=(c, line, accepted[line] + 1, accepted)) for c, line in zip(clients, LINES)]
    for t in threads:
        t.start()
    time.sleep(2 + turn * 0.37)
    portal.kill()
    for t in threads:
        t.join()
    portal = begin()
    reader = Client(portal.address, "accueil@lefevre.example")
    check("changes were under way", sum(accepted.values()) - before > 8, accepted)
    for line in LINES:
        name = reader.get(f"/fleets/3/lines/{line}").json["name"]
        there = int(name[1:]) if re.fullmatch(r"n\d+", name) else 0
        # one more than was answered may be there: its answer was lost, not the change
        check(f"turn {turn}: {line} has what was accepted", accepted[line] <= there <= accepted[line] + 1, (there, accepted[line]))
        last = reader.get(f"/fleets/3/lines/{line}/history?limit=1").json["items"]
        check("and the audit ends with it", not there or last[0]["after"]["name"] == name, last)
        accepted[line] = there
portal.end()
print(f"figure {sum(accepted.values())} changes, the portal killed three times")
finish()
