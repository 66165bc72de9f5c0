#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""throw.py HOST PORT NAME COUNT SEED FILE.pcap...: a client of its own (no line of the project in it) that attaches to an STP
by IPA as NAME and sends COUNT spoilt SCCP messages: those of the captures (MTP3 link type) that were not the node's,
cut short, with bits turned, with octets put in or taken out, with lengths raised, and plain noise up to the largest that
the STP passes. What comes back is counted by type. The seed makes a run repeatable."""
import random
import select
import socket
import struct
import sys
import time

CCM, SCCP = 0xFE, 0xFD                          # IPA stream identifiers
PING, PONG, ID_GET, ID_RESP, ID_ACK = 0, 1, 4, 5, 6
NODE = 1                                        # 0.0.1, its point code in the captures
LARGEST = 1100                                  # osmo-stp 1.6.0 closes the connection on much longer ones


class Ipa:
    def __init__(self, host, port, name):
        self.socket = socket.create_connection((host, port), source_address=(host, 0))
        self.buffer, self.answers, self.active = b"", {}, False
        self.name = name
        deadline = time.time() + 10
        while not self.active:
            self.turn(0.2)
            if time.time() > deadline:
                sys.exit("throw.py: the STP does not take us")

    def send(self, stream, data):
        self.socket.sendall(struct.pack(">HB", len(data), stream) + data)

    def identify(self):
        unit = b"".join(struct.pack(">HB", len(value) + 2, tag) + value + b"\0"
                        for tag, value in ((1, self.name), (0, b"0/0/0")))
        self.send(CCM, bytes([ID_RESP]) + unit)

    def control(self, data):
        if data[0] == ID_GET:
            self.identify()
        elif data[0] == ID_ACK:
            self.send(CCM, bytes([ID_ACK]))
            self.active = True
        elif data[0] == PING:
            self.send(CCM, bytes([PONG]))

    def turn(self, seconds):
        """Takes what has come. Must run between sends, or both sides fill up."""
        while select.select([self.socket], [], [], seconds)[0]:
            data = self.socket.recv(65536)
            if not data:
                sys.exit("throw.py: the STP closed the connection")
            self.buffer += data
            while len(self.buffer) >= 3:
                length, stream = struct.unpack(">HB", self.buffer[:3])
                if len(self.buffer) < 3 + length:
                    break
                frame, self.buffer = self.buffer[3:3 + length], self.buffer[3 + length:]
                if stream == CCM:
                    self.control(frame)
                elif frame:
                    self.answers[frame[0]] = self.answers.get(frame[0], 0) + 1
            seconds = 0


def seeds(paths):
    """Messages of the captures that the node did not send, each once."""
    found = {}
    for path in paths:
        with open(path, "rb") as f:
            data = f.read()
        at = 24
        while at < len(data):
            length = struct.unpack_from("=I", data, at + 8)[0]
            frame = data[at + 16:at + 16 + length]
            if struct.unpack_from("<I", frame, 1)[0] >> 14 & 0x3FFF != NODE:
                found[frame[5:]] = True
            at += 16 + length
    return list(found)


def spoil(rng, message):
    m = bytearray(message)
    kind = rng.randrange(7)
    if kind == 0:
        return bytes(m[:rng.randrange(len(m))])
    if kind == 1:
        for _ in range(rng.randint(1, 8)):
            m[rng.randrange(len(m))] ^= 1 << rng.randrange(8)
    elif kind == 2:
        at = rng.randrange(len(m))
        m[at:at] = rng.randbytes(rng.randint(1, 40))
    elif kind == 3:
        at = rng.randrange(len(m))
        del m[at:at + rng.randint(1, 20)]
    elif kind == 4:
        m[rng.randrange(len(m))] = rng.choice((0x80, 0x81, 0x82, 0x84, 0xFF, 0x7F, 0x00))
    elif kind == 5:
        m += rng.randbytes(rng.randint(1, LARGEST - len(m)) if len(m) < LARGEST else 1)
    else:
        m = bytearray(rng.randbytes(rng.randint(1, LARGEST)))
        m[0] = rng.choice((0x09, 0x0A, 0x11, 0x12, 0x13, rng.randrange(256)))
    return bytes(m)[:LARGEST]


def main(host, port, name, count, seed, *paths):
    rng = random.Random(int(seed))
    pool = [m for m in seeds(paths) if m]
    if not pool:
        sys.exit("throw.py: no message in the captures")
    ipa = Ipa(host, int(port), name.encode())
    for n in range(int(count)):
        ipa.send(SCCP, spoil(rng, rng.choice(pool)) or b"\x09")
        if n % 20 == 0:
            ipa.turn(0)
    end = time.time() + 2
    while time.time() < end:
        ipa.turn(0.2)
    answers = " ".join(f"{kind:02x}:{n}" for kind, n in sorted(ipa.answers.items()))
    print(f"{count} thrown from {len(pool)} messages; came back by SCCP type: {answers or 'nothing'}")


main(*sys.argv[1:])
