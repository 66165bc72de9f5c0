#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""tests/check/isc.py OWN PORT NODE: an S-CSCF that asks for a service on ISC and gets the call back by its own Route.

One socket is both: it sends an INVITE with Route and P-Served-User, wants to see the onward INVITE with what is left of the Route,
the same Request-URI and a dialog of its own, answers it 486, and wants to be told so. Ends with 0 where all that came."""
import re
import socket
import sys

own, port, node = sys.argv[1], int(sys.argv[2]), sys.argv[3]
URI = "sip:+33639980101@ims.invalid;user=phone"
INVITE = f"""INVITE {URI} SIP/2.0
Via: SIP/2.0/UDP {own}:{port};branch=z9hG4bK-isc-first
Route: <sip:{node}:5060;lr>, <sip:odi-4711@{own}:{port};lr>
From: <sip:+33199005678@ims.invalid;user=phone>;tag=isc
To: <{URI}>
Call-ID: isc-first@{own}
CSeq: 1 INVITE
Contact: <sip:scscf@{own}:{port}>
Max-Forwards: 60
P-Asserted-Identity: <sip:+33199005678@ims.invalid;user=phone>
P-Served-User: <sip:+33639980101@ims.invalid>;sescase=term;regstate=reg
P-Charging-Vector: icid-value=icid-0815
Content-Length: 0

"""


def field(text, name):
    m = re.search(rf"^{name}:\s*(.*?)\r?$", text, re.M | re.I)
    return m[1] if m else ""


def answer(text, status):
    lines = [f"SIP/2.0 {status}"]
    lines += [f"{n}: {v}" for n in ("Via", "From", "To", "Call-ID", "CSeq")
              for v in re.findall(rf"^{n}:\s*(.*?)\r?$", text, re.M | re.I)]
    lines = [line + ";tag=there" if line.startswith("To:") else line for line in lines]
    return "\r\n".join(lines + ["Content-Length: 0", "", ""]).encode()


def main():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((own, port))
    s.settimeout(5)
    s.sendto(INVITE.replace("\n", "\r\n").encode(), (node, 5060))
    onward = None
    while True:
        text = s.recv(65535).decode()
        if text.startswith("INVITE") and not onward:
            onward = text
            s.sendto(answer(text, "486 Busy Here"), (node, 5060))
        elif re.match(r"SIP/2.0 [2-6]", text) and "isc-first" in field(text, "Call-ID"):
            break
    wrong = [what for what, is_right in (
        ("a leg of its own", field(onward or "", "Call-ID") not in ("", f"isc-first@{own}")),
        ("the Route that is left", field(onward or "", "Route") == f"<sip:odi-4711@{own}:{port};lr>"),
        ("the Request-URI", (onward or "").startswith(f"INVITE {URI} SIP/2.0")),
        ("the charging vector", "icid-0815" in field(onward or "", "P-Charging-Vector")),
        ("fewer forwards", field(onward or "", "Max-Forwards") == "59"),
        ("busy", text.startswith("SIP/2.0 486"))) if not is_right]
    print("missing: " + ", ".join(wrong) if wrong else "all came", onward or "", text if wrong else "", sep="\n")
    return 1 if wrong else 0


sys.exit(main())
