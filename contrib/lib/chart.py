#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""chart.py ADDRESS TITLE LADDER...: ladders of `show trace` as sequence charts in Mermaid, on the standard output. ADDRESS, where all
programs of that run listened, becomes 192.0.2.1."""
import re
import sys

WHO = {"SIP gateway": "gateway", "SIP core": "core", "media one": "media", "HLR": "hlr"}


def messages(ladder):
    """Time, direction (-> to the node, <- from it, = a remark), text."""
    for line in ladder.splitlines():
        head = re.match(r"^ *(\d+\.\d) \|(.*)\|$", line)
        more = re.match(r"^ +\|       (.*)\|$", line)
        if head:
            body = head[2]
            way = "->" if body.startswith("-- ") else "<-" if body.startswith("<-- ") else "="
            text = re.sub(r" -*>?$", "", body.lstrip("<- ").rstrip())
            yield [float(head[1]), way, text.strip()]
        elif more:
            yield [None, "", more[1].strip()]


def whole(ladder):
    found = []
    for time, way, text in messages(ladder):
        if time is None:
            found[-1][2] += " " + text
        else:
            found.append([time, way, text])
    return found


def chart(title, ladder):
    said = whole(ladder)
    used = []
    lines = []
    for time, way, text in said:
        name = next((n for n in WHO if text.startswith(n + ":")), None)
        who = WHO.get(name, "switch")
        text = text[len(name) + 1:].strip() if name else text
        text = re.sub(r"[;#]", lambda m: {";": ",", "#": "#35;"}[m[0]], text)
        if way == "=":
            lines.append(f"    Note over node: {time:.0f} ms: {text}")
            continue
        if who not in used:
            used.append(who)
        arrow = f"{who}->>node" if way == "->" else f"node->>{who}"
        lines.append(f"    {arrow}: {time:.0f} ms {text}")
    order = [w for w in ("switch", "hlr", "gateway", "node", "core", "media") if w in used or w == "node"]
    head = [f"## {title}", "", "```mermaid", "sequenceDiagram"] + [f"    participant {w}" for w in order]
    return "\n".join(head + lines + ["```", ""])


def main():
    address, rest = sys.argv[1], sys.argv[2:]
    print("# Calls as they were traced\n\nMade by `contrib/charts` from `show trace` of a running node: do not edit. *switch* is the simulated MSC (CAP), *gateway* brings calls"
          "\nby SIP, *core* has the phones, *media* is `mpabx-media` (MGCP). Times in milliseconds from the first message. Digits of codes are masked"
          "\nas in every trace; 100 Trying and the answers to our BYE are not traced.\n")
    for title, path in zip(rest[::2], rest[1::2]):
        with open(path, encoding="utf-8") as f:
            print(chart(title, f.read().replace(address, "192.0.2.1")))


main()
