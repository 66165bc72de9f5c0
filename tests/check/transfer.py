#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Transfers by #1 (product.md section 3) as a table of runs, each on a node, a media program and a switch that are there already.

    tests/check/transfer.py --address A --sim "COMMAND" [--pcap FILE] [--ladder FILE] [--list] [RUN...]

A is the line 06 39 98 01 01; B calls it, or is called; C is called from the second call. A's two calls come from the gateway as
dialogs that know nothing of each other: no hold is seen, and A's phone speaks in the active one only. A, B and C say each a
tone of their own. Ends in `N passed, N failed`."""
import argparse
import os
import re
import shlex
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from phones import Ua, Voice, World  # noqa: E402

LINE, B, C = "+33639980101", "+33199005678", "+33199009999"
TONE_A, TONE_B, TONE_C = 300, 400, 500
counts = [0, 0]


def check(what, right, more=""):
    counts[0 if right else 1] += 1
    print(f"{'ok' if right else 'FAILED'} {what}{'' if right else ': ' + str(more)}", flush=True)
    return right


class Failed(Exception):
    pass


class Vty:
    def __init__(self, address, port=4290):
        self.at = (address, port)

    def __call__(self, *commands):
        with socket.create_connection(self.at, 5) as s:
            s.settimeout(5)
            s.sendall("".join(f"{c}\n" for c in ("terminal length 0", *commands, "that-was-all")).encode())
            text = b""
            while b"Unknown command" not in text:
                more = s.recv(65536)
                if not more:
                    break
                text += more
        return re.sub(rb"\xff..|[^\x20-\x7e\n]", b"", text).decode()


def last9(number):
    return re.sub(r"\D", "", number)[-9:]


class Bed:
    """The programs, and the phones around them."""

    def __init__(self, a):
        self.args, self.vty = a, Vty(a.address)
        self.world = World(a.address, (a.address, 5060))
        self.gateway = Ua(self.world, "gateway", 5080, self.comes)
        self.core = Ua(self.world, "core", 5070, self.comes)
        self.legs, self.tones, self.rings, self.switches, self.loss, self.seed = [], {}, {}, [], None, 1

    def new(self):
        """Everything of the run before is over."""
        for ua in (self.gateway, self.core):
            for call in ua.calls.values():
                if call.state not in ("ended",):
                    call.hang_up()
        self.world.until(lambda: "0 open" in self.vty("show sip calls"), 4)
        for ua in (self.gateway, self.core):
            ua.calls.clear()
            ua.log.clear()
        for v in self.world.voices:
            v.socket.close()
        self.world.voices.clear()
        for s in self.switches:
            s.kill()
            s.wait()
        self.legs, self.tones, self.rings, self.switches, self.loss = [], {}, {}, [], None

    def voice(self, name, hertz, events=True):
        v = Voice(self.world, name, hertz, events)
        if self.loss:
            v.behind(self.loss[0], self.loss[1], self.seed)
            self.seed += 2
        return v

    # ---- legs that the node makes: they ring, and answer after a moment, unless the run says otherwise ----
    def comes(self, call):
        digits = last9(call.number)
        self.legs.append(call)
        call.voice = self.voice(digits, self.tones.get(digits, TONE_C))
        call.answer(180, "Ringing", "")
        rings = self.rings.get(digits, 0.1)
        call.due = None if rings is None else time.monotonic() + rings
        return call.voice

    def until(self, done, seconds):
        def both():
            for call in self.legs:
                if call.state == "ringing" and call.due and time.monotonic() >= call.due:
                    call.answer()
            return done()
        return self.world.until(both, seconds)

    def run(self, seconds):
        self.until(lambda: False, seconds)

    # ---- the CAMEL leg, then the SIP leg ----
    def switch(self, caller, called, made, gt):
        """InitialDP of the switch; \\returns the routing number to which Connect sends the call."""
        def awaited():
            return set(re.findall(r"^ *(\+\d+) +call ", self.vty("show imrn"), re.M))
        before, new = awaited(), set()
        numbers = f"callingPartyNumber {caller}, " + (f"calledPartyBCDNumber {called}" if made else f"calledPartyNumber {called}")
        path = f"switch-{time.monotonic_ns()}.scn"
        with open(path, "w", encoding="utf-8") as f:
            f.write(f'scenario "to a routing number"\nssf msc gt {gt}\ncall c1 from msc phase 2\n'
                    f'send InitialDP {"made" if made else "received"} {{ {numbers} }}\n'
                    "expect RequestReportBCSMEvent\nexpect Connect\nexpect Cancel within 8 s\nexpect TC-END\n")
        p = subprocess.Popen(shlex.split(self.args.sim) + [path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.switches.append(p)

        def sent():
            new.update(awaited() - before)
            return new or p.poll() is not None
        if not self.until(sent, 5) or not new:
            p.kill()
            raise Failed("the switch was not sent to a routing number: " + p.communicate()[0].decode()[-800:])
        return new.pop()

    def bring(self, caller, called, made, voice, anchored=True, gt="33689000001"):
        """A call that the gateway brings, its CAMEL leg first."""
        number = self.switch(caller, called, made, gt) if anchored else called
        return self.gateway.invite(number, voice, caller)

    def answered(self, call, seconds=4):
        if not self.until(lambda: call.state in ("up", "ended"), seconds) or call.state != "up":
            raise Failed(f"not answered: {call.state} {call.status}")
        return call

    def leg_to(self, number, seconds=4):
        def found():
            return [c for c in self.legs if last9(c.number) == last9(number)]
        if not self.until(found, seconds):
            raise Failed(f"no leg to {number}")
        return found()[-1]


class Talk:
    """A in two calls: the first one with B, the second one with C."""

    def __init__(self, bed, b_calls=True, events=True, anchored=True, hold=None, c_rings=0.1, c=C, dialled="0199009999"):
        self.bed, self.c_number = bed, c
        bed.tones.update({last9(B): TONE_B, last9(LINE): TONE_A, last9(c): TONE_C})
        if b_calls:     # the gateway brings B, A's phone is behind the core
            self.b = bed.answered(bed.bring(B, LINE, False, bed.voice("b", TONE_B), anchored))
            self.a1 = bed.leg_to(LINE)
        else:
            self.a1 = bed.answered(bed.bring(LINE, "0" + B[3:], True, bed.voice("a1", TONE_A, events), anchored))
            self.b = bed.leg_to(B)
        self.bv, self.av1 = self.b.voice, self.a1.voice
        bed.run(1.2)
        self.talked = self.bv.hears(TONE_A) and self.av1.hears(TONE_B)
        self.av1.silent = True      # the phone's own hold: what A says is not said here
        self.bv.heard = {}
        if hold:
            self.a1.hold(hold)
            bed.run(0.3)
        bed.rings[last9(c)] = c_rings
        self.a2 = bed.bring(LINE, dialled, True, bed.voice("a2", TONE_A, events), anchored)
        if c_rings is not None:
            bed.answered(self.a2)
        self.c = bed.leg_to(c)
        self.cv, self.av2 = self.c.voice, self.a2.voice
        bed.run(1.2)

    def before(self, name):
        said = f"{self.cv.level(TONE_A):.0f} {self.av2.level(TONE_C):.0f}"
        check(f"{name}: A talks with B, then with C", self.talked and self.cv.hears(TONE_A) and self.av2.hears(TONE_C), said)
        check(f"{name}: B hears neither meanwhile", self.bv.level(TONE_A, 500) < -30 and self.bv.level(TONE_C, 500) < -30)

    def joined(self, name, slack=1.0):
        gone = self.bed.until(lambda: self.a1.state == "ended" and self.a2.state == "ended", 4)
        check(f"{name}: A is out of both calls", gone, f"{self.a1.state} {self.a2.state}")
        self.bed.run(0.3)
        self.bv.heard, self.cv.heard = {}, {}
        self.bed.run(1.5)
        levels = [self.bv.level(TONE_C), self.cv.level(TONE_B), self.bv.level(TONE_A), self.cv.level(TONE_A)]
        said = " ".join(f"{x:.1f}" for x in levels)
        check(f"{name}: B hears C ({levels[0]:.1f} dB), C hears B ({levels[1]:.1f} dB)", min(levels[:2]) > -slack, said)
        check(f"{name}: and neither hears A", max(levels[2:]) < -30, said)
        self.unheard(name)

    def unheard(self, name):
        heard = [self.bv.dialled(), self.cv.dialled(), self.bv.tones(), self.cv.tones()]
        check(f"{name}: neither heard the digits", not any(heard), heard)

    def stay(self, name, seconds=1.5):
        self.bed.run(seconds)
        states = [c.state for c in (self.a1, self.b, self.a2)]
        check(f"{name}: both calls stay", states[:2] == ["up", "up"] and states[2] in ("up", "ringing"), states)

    def hang_up(self, name):
        self.b.hang_up()
        check(f"{name}: B hangs up, C is released", self.bed.until(lambda: self.c.state == "ended", 3))
        self.bed.run(0.3)


def record(bed, name):
    """One record tells of A, B and C; the other one ends transferred."""
    bed.until(lambda: "transferred" in bed.vty("show calls"), 2)
    calls = bed.vty("show calls")
    check(f"{name}: one record has C as a leg charged to A", re.search(rf"leg \d +\{C}, charged \{LINE}", calls), calls[-1500:])
    check(f"{name}: the other one ends transferred", "transferred" in calls, calls[-1500:])


# ---- the runs ----
def events(bed, name):
    t = Talk(bed)
    t.before(name)
    t.av2.dial("#1")
    t.joined(name)
    t.hang_up(name)
    record(bed, name)


def trace(bed, name):
    t = Talk(bed)
    t.av2.dial("#1")
    bed.until(lambda: t.a2.state == "ended", 3)
    bed.run(0.3)
    call = re.search(r"\b([0-9a-v]{13})\b", bed.vty("show sip calls"))
    if not check(f"{name}: the older call is open", call, bed.vty("show sip calls")):
        return
    t.hang_up(name)
    ladder = bed.vty(f"show trace {call[1]}")
    wants = ["InitialDP", "Connect", "Cancel", "INVITE", "200 OK", "CRCX", "watch=X-PBX/code", "NTFY", "join=", "BYE", "SIP gateway", "SIP core",
             "media one"]
    missing = [w for w in wants if w not in ladder]
    check(f"{name}: the ladder has CAP, SIP and MGCP of both calls",
          not missing and ladder.count("InitialDP") == 2 and ladder.count(": INVITE +3") == 4, f"{missing} {ladder}")
    times = [float(x) for x in re.findall(r"^ *(\d+\.\d) \|", ladder, re.M)]
    check(f"{name}: in order of time", times == sorted(times) and len(times) > 40, len(times))
    check(f"{name}: no digit of the code in it", "#1" not in ladder and "observed=X-PBX/code" in ladder, ladder)
    if bed.args.ladder:
        with open(bed.args.ladder, "w", encoding="utf-8") as f:
            f.write("\n".join(line for line in ladder.splitlines() if "|" in line or "network  " in line) + "\n")
    if bed.args.pcap:
        said = bed.vty("enable", f"trace {call[1]} pcap {bed.args.pcap}")
        check(f"{name}: all of them in the pcap", f"{len(times) - 1} messages in" in said, said)   # the remark is none


RUNS = {f.__name__: f for f in (events, trace)}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--address", required=True)
    p.add_argument("--sim", required=True)
    p.add_argument("--pcap")
    p.add_argument("--ladder")
    p.add_argument("--list", action="store_true")
    p.add_argument("runs", nargs="*")
    a = p.parse_args()
    if a.list:
        print("\n".join(RUNS))
        return 0
    bed = Bed(a)
    for name in a.runs or RUNS:
        start = time.monotonic()
        bed.new()
        try:
            RUNS[name](bed, name)
        except Failed as e:
            check(name, False, e)
        print(f"  {name}: {time.monotonic() - start:.1f} s", flush=True)
    bed.new()
    print(f"{counts[0]} passed, {counts[1]} failed")
    return 1 if counts[1] else 0


if __name__ == "__main__":
    sys.exit(main())
