#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Transfers by #1 (product.md section 3) as a table of runs, each on a node, a media program and a switch that are there already.

    tests/check/transfer.py --address A --sim "COMMAND" [--pcap FILE] [--ladder FILE] [--list] [RUN...]
    tests/check/transfer.py --address A --sim "COMMAND" --demo FILE.wav


A is the line 06 39 98 01 01; B calls it, or is called; C is called from the second call. A's two calls come from the gateway as
dialogs that know nothing of each other: no hold is seen, and A's phone speaks in the active one only. A, B and C say each a
tone of their own. Ends in `N passed, N failed`. --demo plays one transfer for people, as contrib/up does: what B hears (left) and what C
hears (right) goes into the WAV, the ladder is printed."""
import argparse
import os
import re
import shlex
import socket
import subprocess
import sys
import time
import wave

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from phones import RATE, VALUES, Ua, Voice, World, goertzel  # noqa: E402

LINE, B, C = "+33639980101", "+33199005678", "+33199009999"
BUSY_LINE = "+33639980102"        # has a busy forwarding
TONE_A, TONE_B, TONE_C, TONE_D = 300, 400, 500, 600
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
        self.recent = {}

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
    def switch(self, caller, called, made, gt, more="", connect=""):
        """InitialDP of the switch; \\returns the routing number to which Connect sends the call."""
        self.not_too_often(caller, made)

        def awaited():
            return set(re.findall(r"^ *(\+\d+) +call (\S+)", self.vty("show imrn"), re.M))
        before, new = awaited(), set()
        numbers = f"callingPartyNumber {caller}, " + (f"calledPartyBCDNumber {called}" if made else f"calledPartyNumber {called}")
        path = f"switch-{time.monotonic_ns()}.scn"
        with open(path, "w", encoding="utf-8") as f:
            f.write(f'scenario "to a routing number"\nssf msc gt {gt}\ncall c1 from msc phase 2\n'
                    f'send InitialDP {"made" if made else "received"} {{ {numbers}{more} }}\n'
                    f"expect RequestReportBCSMEvent\nexpect Connect {connect}\nexpect Cancel within 8 s\nexpect TC-END\n")
        p = subprocess.Popen(shlex.split(self.args.sim) + [path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.switches.append(p)

        def sent():
            new.update(awaited() - before)
            return new or p.poll() is not None
        if not self.until(sent, 5) or not new:
            p.kill()
            raise Failed("the switch was not sent to a routing number: " + p.communicate()[0].decode()[-800:])
        return new.pop()[0]

    def not_too_often(self, caller, made):
        """A fourth call of one caller to one line within 10 s is taken for one that goes round (scf/anchor.c)."""
        since, times = self.recent.get((caller, made), (-20, 0))
        if time.monotonic() - since > 10.3:
            since, times = time.monotonic(), 0
        elif times == 3:
            self.until(lambda: time.monotonic() - since > 10.3, 11)
            since, times = time.monotonic(), 0
        self.recent[caller, made] = since, times + 1

    def bring(self, caller, called, made, voice, anchored=True, gt=None):
        """A call that the gateway brings, its CAMEL leg first."""
        number = self.switch(caller, called, made, gt or self.args.gt) if anchored else called
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

    def hang_up_both(self):
        self.b.hang_up()
        self.bed.until(lambda: self.a1.state == "ended", 3)
        self.bed.run(0.3)

    def hang_up(self, name):
        self.b.hang_up()
        check(f"{name}: B hangs up, C is released", self.bed.until(lambda: self.c.state == "ended", 3))
        self.bed.run(0.3)


def record(bed, name):
    """One record tells of A, B and C; the other one ends transferred."""
    bed.until(lambda: "transferred" in bed.vty("show calls"), 2)
    calls = bed.vty("show calls")
    check(f"{name}: one record has C as a leg charged to A", re.search(rf"leg \d +\{C}, charged \{LINE}", calls), calls[-1500:])
    check(f"{name}: the other one ends transferred", ", transferred" in calls, calls[-1500:])
    check(f"{name}: the record says who transferred it", re.search(r"^  transfer .* transferred the call to ", calls, re.M), calls[-1500:])


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
        keep_ladder(bed, call[1])
    if bed.args.pcap:
        said = bed.vty("enable", f"trace {call[1]} pcap {bed.args.pcap}")
        check(f"{name}: all of them in the pcap", f"{len(times) - 1} messages in" in said, said)   # the remark is none


def tones(bed, name):
    """A's phone knows no telephone-event: what it dials are tones."""
    t = Talk(bed, events=False)
    t.before(name)
    t.av2.dial("#1")
    t.joined(name)
    t.hang_up(name)


def info(bed, name):
    for kind in ("application/dtmf-relay", "application/dtmf"):
        t = Talk(bed)
        got = [t.a2.info("#", kind), t.a2.info("1", kind)]
        check(f"{name}: {kind} is answered", got == [200, 200], got)
        t.joined(name)
        check(f"{name}: {kind} goes no further", not [n for c in (t.b, t.c) for n in c.notified if n[0] == "INFO"])
        t.hang_up(name)


def lossy(bed, name):
    """5 % lost and up to 40 ms of jitter, on the way to and from each phone."""
    bed.loss = (5, 40)
    t = Talk(bed)
    t.av2.dial("#1")
    t.joined(name, 3.0)
    t.hang_up(name)


def lossy_tones(bed, name):
    bed.loss = (5, 40)
    t = Talk(bed, events=False)
    # A tone of which a packet is lost may be taken for two: as a person would, the code is dialled again where nothing comes of it.
    for _ in range(3):
        t.av2.dial("#1", ms=160)
        if bed.until(lambda: t.a2.state == "ended", 3):
            break
        t.cv.all.clear()    # what was no code was given back to C, rightly
        t.cv.digits.clear()
    t.joined(name, 3.0)
    t.hang_up(name)


def made(bed, name):
    """Both calls are A's own."""
    t = Talk(bed, b_calls=False)
    t.before(name)
    t.av2.dial("#1")
    t.joined(name)
    t.hang_up(name)


def held(bed, name):
    """The gateway shows the hold, as TS 29.163 9.2.10 has it at best; nobody resumes B but the node."""
    t = Talk(bed, b_calls=False, hold="sendonly")
    check(f"{name}: B is told", bed.until(lambda: t.b.their_way in ("sendonly", "inactive"), 1), t.b.their_way)
    t.av2.dial("#1")
    t.joined(name)
    check(f"{name}: B is told to speak again", t.b.their_way == "sendrecv", t.b.their_way)
    t.hang_up(name)


def swapped(bed, name):
    """A is back with B when it dials."""
    t = Talk(bed)
    t.av1.silent, t.av2.silent = False, True
    bed.run(0.5)
    t.av1.dial("#1")
    t.joined(name)
    t.hang_up(name)


def called_party_leaves(bed, name):
    """C hangs up after the transfer."""
    t = Talk(bed)
    t.av2.dial("#1")
    t.joined(name)
    t.c.hang_up()
    check(f"{name}: B is released", bed.until(lambda: t.b.state == "ended", 3))


def alone(bed, name):
    """No other call: a voice server's # and 1, passed on at once."""
    a = bed.answered(bed.bring(LINE, "0199009999", True, bed.voice("a", TONE_A)))
    c = bed.leg_to(C)
    bed.run(0.5)
    a.voice.dial("#", ms=100)
    start = time.monotonic()
    at_once = bed.until(lambda: c.voice.dialled() == "#", 2)
    after = time.monotonic() - start
    check(f"{name}: # is there before it is over ({after * 1000:.0f} ms)", at_once and after < 0.3, after)
    a.voice.dial("1")
    check(f"{name}: 1 too", bed.until(lambda: c.voice.dialled() == "#1", 2), c.voice.dialled())
    bed.run(0.5)
    check(f"{name}: the call stays", a.state == "up" and c.state == "up")


def slow(bed, name):
    """More than 1 s between # and 1: C gets both, in their order."""
    t = Talk(bed)
    t.av2.dial("#")
    bed.run(1.6)
    t.av2.dial("1")
    check(f"{name}: C gets #1", bed.until(lambda: t.cv.dialled() == "#1", 3), t.cv.dialled())
    t.stay(name, 0.5)


def others(bed, name):
    """What begins like the code and is another one goes on whole."""
    t = Talk(bed)
    t.av2.dial("12#5#9*0")
    check(f"{name}: C gets all digits in their order", bed.until(lambda: t.cv.dialled() == "12#5#9*0", 6), t.cv.dialled())
    t.stay(name, 0.5)


def far(bed, name):
    """The other parties' #1 is theirs."""
    t = Talk(bed)
    t.cv.dial("#1")
    check(f"{name}: A gets C's digits", bed.until(lambda: t.av2.dialled() == "#1", 3), t.av2.dialled())
    t.stay(name, 0.5)


def spoken(bed, name, voice, what):
    """A reason is said to A alone: sound that is nobody's tone."""
    ends = time.monotonic() + 5
    heard = 0.0
    while time.monotonic() < ends and heard < 1:
        bed.run(0.3)
        s = voice.samples(300)
        power = sum(x * x for x in s) / len(s) if s else 0
        tones = sum(8000 ** 2 / 2 * 10 ** (goertzel(s, h) / 10) for h in (TONE_A, TONE_B, TONE_C, 440, 425)) if s else 0
        heard += 0.3 if power > 10000 and power > 3 * tones else 0
    check(f"{name}: A is told: {what}", heard >= 1, f"{heard:.1f} s of speech")


def ringing(bed, name):
    """C has not answered yet: told so, both calls untouched; once C has answered it works."""
    t = Talk(bed, c_rings=None)
    # Either from the call that stands, or in the one that rings, where early sound has come (183 with a description).
    t.av1.silent = False
    t.av1.dial("#1")
    spoken(bed, name, t.av1, "not yet")
    t.av1.silent = True
    t.c.answer(183, "Session Progress", t.c.sdp())
    check(f"{name}: A hears what C's side plays", bed.until(lambda: t.a2.voice.to, 2))
    t.av2.dial("#1")
    spoken(bed, name, t.av2, "not yet")
    t.stay(name, 0.2)
    t.c.answer()
    bed.answered(t.a2)
    bed.run(1.5)
    t.av2.dial("#1")
    t.joined(name)
    t.hang_up(name)


def special(bed, name):
    """C is a special number: it may be called, not be given a call."""
    t = Talk(bed, c="+33825123456", dialled="0825123456")
    t.av2.dial("#1")
    spoken(bed, name, t.av2, "this number is not allowed")
    t.stay(name, 0.5)
    t.unheard(name)


def not_ours(bed, name):
    """The first call is in the switch, where nobody can join it. It is known to us since the line's busy forwarding wants to know."""
    scn = f"other-{time.monotonic_ns()}.scn"
    with open(scn, "w", encoding="utf-8") as f:
        f.write(f'scenario "in the switch"\nssf msc gt 33689000119\ncall c1 from msc phase 2\n'
                f"send InitialDP made {{ callingPartyNumber {BUSY_LINE}, calledPartyBCDNumber 290 }}\n"
                "expect RequestReportBCSMEvent\nexpect Connect\n"
                "send EventReportBCSM { eventTypeBCSM oAnswer, legID.receivingSideID 0x02, miscCallInfo.messageType notification }\n"
                "expect nothing for 15 s\n")
    bed.switches.append(subprocess.Popen(shlex.split(bed.args.sim) + [scn], stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
    if not bed.until(lambda: re.search(r"^1 open", bed.vty("show calls"), re.M), 3):
        bed.switches[-1].kill()
        raise Failed(bed.switches[-1].communicate()[0].decode() + bed.vty("show calls"))
    a2 = bed.answered(bed.bring(BUSY_LINE, "0199009999", True, bed.voice("a2", TONE_A)))
    c = bed.leg_to(C)
    bed.run(1)
    a2.voice.dial("#1")
    spoken(bed, name, a2.voice, "not here")
    check(f"{name}: the call stays", a2.state == "up" and c.state == "up")
    check(f"{name}: C heard nothing of it", not c.voice.dialled() and not c.voice.tones(), c.voice.dialled())


def back(bed, name):
    """A ends the call to C: it keeps B."""
    t = Talk(bed)
    t.a2.hang_up()
    check(f"{name}: C is released", bed.until(lambda: t.c.state == "ended", 3))
    t.av1.silent = False
    bed.run(1.5)
    check(f"{name}: A and B go on", t.a1.state == "up" and t.b.state == "up" and t.bv.hears(TONE_A) and t.av1.hears(TONE_B))


def refer(bed, name):
    """The phone's own key, by SIP: REFER with Replaces."""
    t = Talk(bed, b_calls=False)
    status = t.a2.refer(f"<sip:{B}@{bed.args.address}?Replaces={t.a1.replaces()}>")
    check(f"{name}: REFER is accepted", status == 202, status)
    t.joined(name)
    told = [n[1] for n in t.a2.notified if n[0] == "NOTIFY"]
    check(f"{name}: its end is told", told and "200" in told[-1], told)
    t.hang_up(name)


def which(bed, name):
    """Three calls and no hold seen: told so. With one held it is that one."""
    t = Talk(bed)
    t.av2.silent = True
    bed.tones[last9("+33199007777")] = TONE_D
    a3 = bed.answered(bed.bring(LINE, "0199007777", True, bed.voice("a3", TONE_A)))
    d = bed.leg_to("+33199007777")
    bed.run(1)
    a3.voice.dial("#1")
    spoken(bed, name, a3.voice, "which one")
    t.stay(name, 0.2)
    t.a1.hold()
    bed.run(0.5)
    a3.voice.dial("#1")
    check(f"{name}: the held one is meant", bed.until(lambda: a3.state == "ended" and t.a1.state == "ended", 3) and t.a2.state == "up",
          f"{a3.state} {t.a1.state} {t.a2.state}")
    d.hang_up()


def abroad(bed, name):
    """The call that A received is anchored at home; A is abroad: told so. A call that it makes there is not anchored."""
    elsewhere(bed, name, "4477000001")


def white_zone(bed, name):
    elsewhere(bed, name, "3368900077")


def elsewhere(bed, name, vlr):
    where = f", locationInformation.vlr-number +{vlr}"
    try:
        bed.switch(LINE, "0199009999", True, bed.args.gt, where)
        check(f"{name}: a call made there is not anchored", False)
    except Failed:
        check(f"{name}: a call made there is not anchored", True)
    number = bed.switch(B, LINE, False, bed.args.gt, where)
    b = bed.answered(bed.gateway.invite(number, bed.voice("b", TONE_B), B))
    a1 = bed.leg_to(LINE)
    bed.rings[last9(LINE)] = 0.1
    check(f"{name}: a call received there is", a1.state == "up")
    # A second call, made by SIP, so that there is something to transfer.
    a2 = bed.answered(bed.bring(LINE, "0199009999", True, bed.voice("a2", TONE_A)))
    bed.run(0.5)
    a1.voice.dial("#1")
    spoken(bed, name, a1.voice, "not here")
    check(f"{name}: the calls stay", all(c.state == "up" for c in (a1, b, a2)))


def keep_ladder(bed, call):
    ladder = bed.vty(f"show trace {call}")
    with open(bed.args.ladder, "w", encoding="utf-8") as f:
        f.write("\n".join(line for line in ladder.splitlines() if "|" in line or "network  " in line) + "\n")


def open_calls(bed):
    return re.findall(r"\b([0-9a-v]{13})\b", bed.vty("show sip calls"))


def chart_held(bed, name):
    t = Talk(bed, b_calls=False, hold="sendonly")
    call = open_calls(bed)
    t.a2.refer(f"<sip:{B}@{bed.args.address}?Replaces={t.a1.replaces()}>")
    t.joined(name)
    t.hang_up(name)
    keep_ladder(bed, min(call))


def chart_rings(bed, name):
    t = Talk(bed, c_rings=None)
    call = open_calls(bed)
    t.av1.silent = False
    t.av1.dial("#1")
    bed.run(4)
    t.a2.hang_up()
    check(f"{name}: C stops ringing", bed.until(lambda: t.c.state == "ended", 2))
    t.hang_up_both()
    keep_ladder(bed, min(call))


CHARTS = {f.__name__: f for f in (chart_held, chart_rings)}      # for contrib/charts
RUNS = {f.__name__: f for f in (events, tones, info, lossy, lossy_tones, made, held, swapped, called_party_leaves, alone, slow, others, far,
                                ringing, special, not_ours, back, refer, which, abroad, white_zone, trace)}


def wav(path, left, right):
    """What two parties heard, each packet where it arrived."""
    start = min(min(v.all) for v in (left, right))
    length = int((max(max(v.all) for v in (left, right)) - start) * RATE) + RATE
    tracks = []
    for v in (left, right):
        track, at = [0] * length, 0
        for when, payload in sorted(v.all.items()):
            # Packets lie end to end; after a pause the next one lies where it came.
            due = int((when - start) * RATE)
            at = due if abs(due - at) > RATE // 10 else at
            track[at:at + len(payload)] = [VALUES[o] for o in payload]
            at += len(payload)
        tracks.append(track[:length])
    with wave.open(path, "wb") as w:
        w.setparams((2, 2, RATE, 0, "NONE", ""))
        w.writeframes(b"".join(s.to_bytes(2, "little", signed=True) for pair in zip(*tracks) for s in pair))


def demo(bed, path):
    print(f"A transfer by #1: B ({B}) calls A ({LINE}); A holds B with the phone's own key, calls C ({C}), and dials #1.")
    t = Talk(bed)
    t.before("before #1")
    t.av2.dial("#1")
    t.joined("after #1")
    call = re.search(r"\b([0-9a-v]{13})\b", bed.vty("show sip calls"))
    t.hang_up("at the end")
    record(bed, "at the end")
    print("\n".join(line.rstrip() for line in bed.vty(f"show trace {call[1]}" if call else "show sip").splitlines() if "|" in line or "network  " in line))
    print("The record (show call on the VTY):")
    print("\n".join(line.rstrip() for line in bed.vty(f"show call {call[1]}").splitlines() if line.startswith(("Call ", "  "))) if call else "")
    print(f"In the VTY, enable and trace {call[1]} pcap FILE writes the messages for Wireshark." if call else "")
    wav(path, t.bv, t.cv)
    print(f"To listen to: {path}: left is what B hears, right is what C hears (A sounds at {TONE_A} Hz, B at {TONE_B}, C at {TONE_C})")


def play(bed, runs, names):
    """Each on a network without calls. Returns the program's exit status."""
    for name in names:
        start = time.monotonic()
        bed.new()
        try:
            runs[name](bed, name)
        except Failed as e:
            check(name, False, e)
        print(f"  {name}: {time.monotonic() - start:.1f} s", flush=True)
    bed.new()
    print(f"{counts[0]} passed, {counts[1]} failed")
    return 1 if counts[1] else 0


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--address")
    p.add_argument("--sim")
    p.add_argument("--pcap")
    p.add_argument("--ladder")
    p.add_argument("--gt", default="33689000001", help="of the switch")
    p.add_argument("--demo", metavar="WAV")
    p.add_argument("--list", action="store_true")
    p.add_argument("runs", nargs="*")
    a = p.parse_args()
    if a.list:
        print("\n".join(RUNS))
        return 0
    bed = Bed(a)
    if a.demo:
        try:
            demo(bed, a.demo)
        except Failed as e:
            check("the demo", False, e)
    return play(bed, {**RUNS, **CHARTS}, a.runs or ([] if a.demo else RUNS))


if __name__ == "__main__":
    sys.exit(main())
