#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A stretch of bad network for UDP: loses some datagrams and delays the others, the same ones each time for the same seed.

    tests/lib/shim.py [--loss PERCENT] [--jitter MS] [--seed N] LISTEN TARGET

What comes to LISTEN (ADDRESS:PORT) goes on to TARGET, from a port of its own for each sender, and what TARGET answers there goes
back to that sender: each way loses and delays. Reordering follows from the delay. Ends with Ctrl-C and says what it did.
Defaults: 5 % lost, delays of 0 to 40 ms, seed 1. In tests: class Shim."""
import argparse
import heapq
import random
import select
import socket
import sys
import time


class Shim:
    """One way. put() takes a datagram, due() gives those whose time has come."""

    def __init__(self, loss=0.0, jitter_ms=0.0, seed=1):
        self.random = random.Random(seed)
        self.loss, self.jitter = loss, jitter_ms
        self.waiting, self.taken, self.lost = [], 0, 0

    def put(self, now, datagram):
        self.taken += 1
        # Both are drawn for each datagram, so that one more lost does not change every delay behind it.
        lost, delay = self.random.random() * 100 < self.loss, self.random.random() * self.jitter / 1000
        if lost:
            self.lost += 1
        else:
            heapq.heappush(self.waiting, (now + delay, self.taken, datagram))

    def due(self, now):
        while self.waiting and self.waiting[0][0] <= now:
            yield heapq.heappop(self.waiting)[2]

    def next(self):
        return self.waiting[0][0] if self.waiting else None


def address(text):
    host, _, port = text.rpartition(":")
    return host, int(port)


def relay(listen, target, make):
    front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    front.bind(listen)
    ways = {}   # sender: its socket towards the target, the way there, the way back

    def there_and_back(sender):
        if sender not in ways:
            back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            back.connect(target)
            ways[sender] = back, make(), make()
        return ways[sender]

    try:
        while True:
            nexts = [s.next() for _, up, down in ways.values() for s in (up, down) if s.next()]
            wait = max(0, min(nexts) - time.monotonic()) if nexts else None
            ready = select.select([front] + [b for b, _, _ in ways.values()], [], [], wait)[0]
            now = time.monotonic()
            if front in ready:
                datagram, sender = front.recvfrom(65535)
                there_and_back(sender)[1].put(now, datagram)
            for sender, (back, up, down) in ways.items():
                if back in ready:
                    try:
                        down.put(now, back.recv(65535))
                    except ConnectionRefusedError:
                        pass
                for datagram in up.due(now):
                    back.send(datagram)
                for datagram in down.due(now):
                    front.sendto(datagram, sender)
    except KeyboardInterrupt:
        for (host, port), (_, up, down) in ways.items():
            print(f"{host}:{port}: there {up.taken}, lost {up.lost}; back {down.taken}, lost {down.lost}")
    return 0


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--loss", type=float, default=5)
    p.add_argument("--jitter", type=float, default=40)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("listen", type=address)
    p.add_argument("target", type=address)
    a = p.parse_args()
    seeds = iter(range(a.seed, a.seed + 1000000))
    return relay(a.listen, a.target, lambda: Shim(a.loss, a.jitter, next(seeds)))


if __name__ == "__main__":
    sys.exit(main())
