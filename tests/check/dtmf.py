#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""tests/check/dtmf.py DIGITS FILE: the digits as RFC 4733 events of one stream, payload type 101, as a pcap that SIPp plays.

Each digit lasts 100 ms and is followed by 200 ms of nothing; the end is sent three times."""
import struct
import sys

EVENTS = {**{str(d): d for d in range(10)}, "*": 10, "#": 11}


def frame(rtp):
    udp = struct.pack("!HHHH", 40000, 50000, 8 + len(rtp), 0) + rtp
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1") + udp
    return b"\0" * 12 + b"\x08\0" + ip


def packets(digits):
    """Milliseconds and frames."""
    sequence = 1000
    for place, digit in enumerate(digits):
        at, stamp = place * 300, 8000 + place * 2400
        for n in range(8):
            end = n >= 5
            event = struct.pack("!BBH", EVENTS[digit], 10 | (0x80 if end else 0), min(n + 1, 5) * 160)
            rtp = struct.pack("!BBHII", 0x80, 101 | (0x80 if n == 0 else 0), sequence, stamp, 0x1234567)
            yield at + min(n, 5) * 20, frame(rtp + event)
            sequence += 1


def main():
    digits, path = sys.argv[1:]
    with open(path, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for ms, octets in packets(digits):
            f.write(struct.pack("<IIII", ms // 1000, ms % 1000 * 1000, len(octets), len(octets)) + octets)


main()
