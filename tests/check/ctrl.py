#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Osmocom's CTRL protocol: asks, sets, or listens to the traps.

    ctrl.py HOST get VARIABLE
    ctrl.py HOST set VARIABLE VALUE
    ctrl.py HOST listen SECONDS       every trap, a line `VARIABLE VALUE`

Ends with 1 where the node answers by an error."""
import socket
import sys
import time

PORT = 4291


def frame(text):
    body = b"\x00" + text.encode()              # IPA: length, protocol 0xee (OSMO), extension 0 (CTRL)
    return len(body).to_bytes(2, "big") + b"\xee" + body


def frames(sock):
    data = b""
    while True:
        try:
            part = sock.recv(4096)
        except TimeoutError:
            return
        if not part:
            return
        data += part
        while len(data) >= 3 and len(data) >= 3 + int.from_bytes(data[:2], "big"):
            n = 3 + int.from_bytes(data[:2], "big")
            yield data[4:n].decode()
            data = data[n:]


def main():
    host, verb, rest = sys.argv[1], sys.argv[2], sys.argv[3:]
    with socket.create_connection((host, PORT), timeout=10) as sock:
        if verb == "listen":
            print("listening", flush=True)
            end = time.monotonic() + float(rest[0])
            sock.settimeout(float(rest[0]))
            for text in frames(sock):
                if text.startswith("TRAP "):
                    print(text.split(" ", 2)[2], flush=True)
                sock.settimeout(max(end - time.monotonic(), 0.001))
            return 0
        sock.sendall(frame(f"{verb.upper()} 1 {' '.join(rest)}"))
        for text in frames(sock):
            if not text.startswith("TRAP "):
                kind, _, answer = text.split(" ", 2)
                print(answer.split(" ", 1)[1] if kind != "ERROR" and " " in answer else answer)
                return 1 if kind == "ERROR" else 0
    return 1


sys.exit(main())
