#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""tests/check/trust.py OWN GATEWAY CORE NODE: what an INVITE may from the port of a gateway that is trusted, and from the
core's, which is not. The core refuses each leg at once; a leg's headers tell what was believed."""
import re
import socket
import sys

own, gateway, core, node = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
LINE = "sip:+33639980101@node.invalid;user=phone"


def field(text, name):
    m = re.search(rf"^{name}:\s*(.*?)\r?$", text, re.M | re.I)
    return m[1] if m else ""


def answer(text):
    lines = ["SIP/2.0 486 Busy Here"]
    lines += [f"{n}: {v}" for n in ("Via", "From", "To", "Call-ID", "CSeq")
              for v in re.findall(rf"^{n}:\s*(.*?)\r?$", text, re.M | re.I)]
    lines = [line + ";tag=there" if line.startswith("To:") else line for line in lines]
    return "\r\n".join(lines + ["Content-Length: 0", "", ""]).encode()


def ask(s, legs, name, uri):
    """The final status of an INVITE from this socket, and the leg that it led to."""
    port, leg, call_id = s.getsockname()[1], "", f"{name}@{own}"
    s.sendto("\r\n".join((
        f"INVITE {uri} SIP/2.0", f"Via: SIP/2.0/UDP {own}:{port};branch=z9hG4bK-{name}",
        f"From: <sip:+33199005678@ims.invalid>;tag={name}", f"To: <{uri}>", f"Call-ID: {call_id}", "CSeq: 1 INVITE",
        f"Contact: <sip:there@{own}:{port}>", "Max-Forwards: 60", "Priority: emergency", "P-Charging-Vector: icid-value=0815",
        "X-Own: kept", "Content-Length: 0", "", "")).encode(), (node, 5060))
    while True:
        for one in {s, legs}:
            try:
                text = one.recv(65535).decode()
            except TimeoutError:
                continue
            if text.startswith("INVITE"):
                leg = text
                one.sendto(answer(text), (node, 5060))
            elif re.match(r"SIP/2.0 [2-6]", text) and field(text, "Call-ID") == call_id:
                to = field(text, "To")
                one.sendto("\r\n".join((
                    f"ACK {uri} SIP/2.0", f"Via: SIP/2.0/UDP {own}:{port};branch=z9hG4bK-{name}",
                    f"From: <sip:+33199005678@ims.invalid>;tag={name}", f"To: {to}", f"Call-ID: {call_id}", "CSeq: 1 ACK",
                    "Max-Forwards: 60", "Content-Length: 0", "", "")).encode(), (node, 5060))
                return int(text[8:11]), leg


def main():
    sockets = []
    for port in (gateway, core):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind((own, port))
        s.settimeout(0.2)
        sockets.append(s)
    trusted, legs = sockets
    status_sos, sos = ask(trusted, legs, "sos", "urn:service:sos")
    any_sos = ask(legs, legs, "any-sos", "urn:service:sos")[1]
    any_112 = ask(legs, legs, "any-112", "sip:112@node.invalid;user=phone")[1] or "no leg"
    status_line, line = ask(legs, legs, "line", LINE)
    found = (
        ("a service's name goes on as it came", status_sos == 486 and sos.startswith("INVITE urn:service:sos SIP/2.0")),
        ("and Priority with it", field(sos, "Priority") == "emergency"),
        ("a line is rung for anybody", status_line == 486 and field(line, "X-Own") == "kept"),
        ("From is nothing that we assert", "+33199005678" in field(line, "From") and not field(line, "P-Asserted-Identity")),
        ("nor is what else wants trust", not field(line, "Priority") and not field(line, "P-Charging-Vector")),
        ("no service's name", ask(legs, legs, "name", "urn:service:counseling")[0] == 404),
        ("but an emergency call, whoever makes it", any_sos.startswith("INVITE urn:service:sos SIP/2.0")),
        ("by number too", "112" in any_112.split(" ")[1]),
        ("no number of others", ask(legs, legs, "transit", "sip:+33199009999@node.invalid")[0] == 403),
        ("no routing number", ask(legs, legs, "imrn", "sip:+33698999000@node.invalid")[0] == 404),
    )
    wrong = [what for what, is_right in found if not is_right]
    print("missing: " + ", ".join(wrong) if wrong else "all came", sos, line, sep="\n")
    return 1 if wrong else 0


sys.exit(main())
