#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""damage.py IN.pcap OUT.pcap OPC: a copy in which one message of OPC is damaged: the first invoke in it whose argument is a
sequence gets a longer length there. Exits 1 where there is none."""
import struct
import sys


def damage(frame):
    """A component 6c len, a1 len, 02 01 id, 02 01 op, 30 len: the last length is raised."""
    for at in range(len(frame) - 11):
        if frame[at] == 0x6C and frame[at + 2] == 0xA1 and frame[at + 4:at + 6] == b"\x02\x01" and frame[at + 10] == 0x30:
            return frame[:at + 11] + bytes([frame[at + 11] + 3]) + frame[at + 12:]
    return None


def main(source, target, opc):
    with open(source, "rb") as f:
        data = f.read()
    out, at, done = data[:24], 24, False
    while at < len(data):
        length = struct.unpack_from("=I", data, at + 8)[0]
        frame = data[at + 16:at + 16 + length]
        label = struct.unpack_from("<I", frame, 1)[0]
        bad = damage(frame) if not done and label >> 14 & 0x3FFF == int(opc) else None
        done = done or bad is not None
        out += data[at:at + 16] + (bad or frame)
        at += 16 + length
    with open(target, "wb") as f:
        f.write(out)
    return 0 if done else 1


sys.exit(main(*sys.argv[1:]))
