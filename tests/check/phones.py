#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""tests/check/phones.py OWN NODE: phones on both sides of the node that outlive it, with sound. They do what they are told on
standard input, a line each, and answer each line with `ok ...` or `FAILED ...`:

  call NAME NUMBER [FROM]  a call that is answered, and in which both sides speak a tone of their own; FROM: made by that line
  ring NAME NUMBER         one that rings and is not answered
  bye NAME a|b             that side hangs up; it is answered, and the other side hears of it
  refresh NAME a|b         re-INVITE with a description: it reaches the other side, whose answer comes back
  update NAME a|b          UPDATE without one: the node answers it itself
  refreshed NAME a|b S     within S seconds the node has refreshed the session
  over NAME a|b S          within S seconds that side is told that the call is over (BYE, CANCEL or a refusal)
  dial NAME a|b DIGITS     by INFO
  sound NAME ms [NAME]     both sides (of the second call its b side) have heard the other's tone, with no gap longer than that
  forget                   gaps before this moment do not count
  port NAME                the port of media to which a speaks
  noack NAME NUMBER        a call whose caller does not acknowledge the answer
  mute NAME NUMBER         one whose callee says nothing at all
  vanish NAME              both sides fall silent, in SIP and in sound
  wait S
a is who called the node, b whom it called. tests/check/restart and tests/check/sip_faults drive it."""
import math
import re
import select
import socket
import struct
import sys
import time

OWN, NODE = sys.argv[1], sys.argv[2]
PORTS = {"gateway": 5080, "phones": 5090, "core": 5070}
FRAME = 160
SIP = {}
calls = {}
loud = "-v" in sys.argv


def ulaw(sample):
    sign, sample = (0x80, -sample) if sample < 0 else (0, sample)
    sample = min(sample, 32635) + 132
    exponent = max(0, sample.bit_length() - 8)
    return ~(sign | exponent << 4 | sample >> exponent + 3 & 15) & 255


def linear(octet):
    octet = ~octet & 255
    sample = ((octet & 15) * 8 + 132 << (octet >> 4 & 7)) - 132
    return -sample if octet & 128 else sample


LINEAR = [linear(i) for i in range(256)]


class Sound:
    """One side's RTP: speaks its tone each 20 ms, remembers when it heard the other one and its last second."""
    def __init__(self, hertz):
        self.fd = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.fd.bind((OWN, 0))
        self.fd.setblocking(False)
        self.port = self.fd.getsockname()[1]
        self.tone = bytes(ulaw(int(8000 * math.sin(2 * math.pi * hertz * i / 8000))) for i in range(8000))
        self.hertz, self.to, self.seq, self.heard_at, self.gap, self.heard = hertz, None, 0, None, 0, b""

    def speak(self):
        if self.to:
            at = self.seq * FRAME % 8000
            packet = struct.pack("!BBHII", 0x80, 0, self.seq & 0xffff, self.seq * FRAME & 0xffffffff, self.port)
            self.fd.sendto(packet + self.tone[at:at + FRAME], self.to)
            self.seq += 1

    def hear(self):
        now = time.monotonic()
        while True:
            try:
                data = self.fd.recv(2000)
            except OSError:
                return
            if len(data) < 12 or data[1] & 127:
                continue
            if self.heard_at:
                self.gap = max(self.gap, now - self.heard_at)
            self.heard_at = now
            self.heard = (self.heard + data[12:])[-8000:]

    def level(self, hertz):
        samples = [LINEAR[o] for o in self.heard]
        if len(samples) < 4000:
            return 0
        c = 2 * math.cos(2 * math.pi * hertz / 8000)
        a = b = 0.0
        for s in samples:
            a, b = s + c * a - b, a
        return math.sqrt(max(0, a * a + b * b - c * a * b)) / len(samples) * 2 / 8000


def field(text, name):
    m = re.search(rf"^{name}\s*:\s*(.*?)\r?$", text, re.M | re.I)
    return m[1] if m else ""


def fields(text, *names):
    return [f"{n}: {v}" for n in names for v in re.findall(rf"^{n}\s*:\s*(.*?)\r?$", text, re.M | re.I)]


def tag(value):
    m = re.search(r";tag=([^;>\s]+)", value)
    return m[1] if m else ""


def sdp(port, version=1):
    return (f"v=0\r\no=- {port} {version} IN IP4 {OWN}\r\ns=-\r\nc=IN IP4 {OWN}\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n")


class Side:
    """One dialog with the node."""
    def __init__(self, call, socket_name, hertz):
        self.call, self.sip, self.name = call, SIP[socket_name], socket_name
        self.sound, self.cseq, self.log, self.over = Sound(hertz), 1, [], False
        self.gone = self.noack = False
        self.call_id = self.local = self.remote = self.target = self.invite = ""

    def send(self, lines, body=""):
        text = "\r\n".join(lines + [f"Content-Length: {len(body)}", "", ""]) + body
        if loud:
            print(">>>", self.name, text, file=sys.stderr)
        self.sip.sendto(text.encode(), (NODE, 5060))

    def request(self, method, body="", more=(), cseq=None):
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        self.branch = f"z9hG4bK-{self.call_id[:8]}-{method}-{cseq}-{time.monotonic_ns()}"
        lines = [f"{method} {self.target} SIP/2.0", f"Via: SIP/2.0/UDP {OWN}:{PORTS[self.name]};branch={self.branch};rport",
                 f"From: {self.local}", f"To: {self.remote}", f"Call-ID: {self.call_id}", f"CSeq: {cseq} {method}",
                 f"Contact: <sip:{self.name}@{OWN}:{PORTS[self.name]}>", "Max-Forwards: 70", "Supported: timer", *more]
        if body:
            lines.append("Content-Type: application/sdp")
        self.send(lines, body)
        return cseq

    def respond(self, text, status, body="", more=()):
        lines = [f"SIP/2.0 {status}"] + fields(text, "Via", "Record-Route", "From", "Call-ID", "CSeq")
        to = field(text, "To")
        lines += [f"To: {to}" if tag(to) else f"To: {to};tag=b-{self.sound.port}",
                  f"Contact: <sip:{self.name}@{OWN}:{PORTS[self.name]}>", "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, INFO", *more]
        if body:
            lines.append("Content-Type: application/sdp")
        self.send(lines, body)

    def hears_at(self, text):
        c, m = re.search(r"^c=IN IP4 (\S+)", text, re.M), re.search(r"^m=audio (\d+)", text, re.M)
        if c and m and int(m[1]):
            self.sound.to = (c[1], int(m[1]))

    def take(self, text):
        """What the node says to this side, after the first INVITE."""
        if self.gone:
            return
        first = text.split("\r\n", 1)[0]
        self.log.append(text)
        method = field(text, "CSeq").split()[-1]
        if first.startswith("SIP/2.0"):
            status = int(first.split()[1])
            if method == "INVITE" and status >= 200:
                if status < 300:
                    self.remote = field(text, "To")
                    self.target = re.search(r"<([^>]+)>", field(text, "Contact"))[1]
                    self.hears_at(text)
                else:
                    self.over = True
                if not self.noack:
                    self.request("ACK", cseq=int(field(text, "CSeq").split()[0]))
        elif method == "INVITE":
            self.hears_at(text)
            self.respond(text, "200 OK", sdp(self.sound.port, len(self.log) + 1))
        elif method == "BYE":
            self.over = True
            self.respond(text, "200 OK")
        elif method == "CANCEL":
            self.over = True
            self.respond(text, "200 OK")
            if self.invite:
                self.respond(self.invite, "487 Request Terminated")
        elif method != "ACK":
            more = fields(text, "Session-Expires")
            self.respond(text, "200 OK", more=more + ["Require: timer"] if more else ())


def wait(seconds, done):
    """Everybody does his part until it is done."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        step()
    return True


next_tick = time.monotonic()


def step(extra=()):
    global next_tick
    readable, _, _ = select.select([*SIP.values(), *extra], [], [], max(0, next_tick - time.monotonic()))
    for name, fd in SIP.items():
        if fd in readable:
            dispatch(name, fd.recv(65535).decode(errors="replace"))
    if time.monotonic() >= next_tick:
        next_tick += 0.02
        for call in calls.values():
            for side in (call.a, call.b):
                if not side.over and not side.gone:
                    side.sound.speak()
                side.sound.hear()
    return readable


def dispatch(name, text):
    if loud:
        print("<<<", name, text, file=sys.stderr)
    call_id = field(text, "Call-ID")
    for call in calls.values():
        for side in (call.a, call.b):
            if side.call_id == call_id and side.name == name:
                side.take(text)
                return
    if text.startswith("OPTIONS"):
        Side(None, name, 1).respond(text, "200 OK")
    elif text.startswith("INVITE"):
        for call in calls.values():
            if not call.b.call_id and name == "core":
                call.begins(text)
                return


class Call:
    count = 0

    def __init__(self, name, number, line, rings):
        Call.count += 1
        self.name, self.rings = name, rings
        self.a = Side(self, "phones" if line else "gateway", 350 + 50 * Call.count)
        self.b = Side(self, "core", 1050 + 50 * Call.count)
        a = self.a
        caller = line or "+33199005678"
        a.call_id = f"{Call.count}-{name}-{time.time_ns()}@{OWN}"
        a.target = f"sip:{number}@{NODE}"
        a.local, a.remote = f"<sip:{caller}@{OWN}>;tag=a-{a.sound.port}", f"<sip:{number}@{NODE}>"
        calls[name] = self
        a.request("INVITE", sdp(a.sound.port), ["Session-Expires: 90;refresher=uas", "Min-SE: 90",
                                               "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, INFO"], cseq=1)

    def begins(self, text):
        b = self.b
        b.call_id, b.invite, b.remote, b.local = field(text, "Call-ID"), text, field(text, "From"), f"{field(text, 'To')};tag=b-{b.sound.port}"
        b.target = re.search(r"<([^>]+)>", field(text, "Contact"))[1]
        if b.gone:
            return
        b.hears_at(text)
        b.respond(text, "180 Ringing")
        if not self.rings:
            more = ["Session-Expires: 90;refresher=uac", "Require: timer"]
            b.respond(text, "200 OK", sdp(b.sound.port), more)

    def side(self, which):
        return self.a if which == "a" else self.b

    def other(self, which):
        return self.b if which == "a" else self.a


def got(side, since, pattern):
    return lambda: any(re.match(pattern, t) for t in side.log[since:])


def has_answer(side, since, method, status="200"):
    def look():
        return any(re.match(f"SIP/2.0 {status}", t) and field(t, "CSeq").endswith(method) for t in side.log[since:])
    return look


def do_call(name, number, line=None):
    call = Call(name, number, line, False)
    return wait(10, lambda: call.a.sound.to and call.b.sound.to and call.a.sound.heard and call.b.sound.heard) or "no sound both ways"


def do_ring(name, number):
    call = Call(name, number, None, True)
    return wait(10, got(call.a, 0, "SIP/2.0 180")) or "does not ring"


def do_noack(name, number):
    call = Call(name, number, None, False)
    call.a.noack = True
    return wait(10, got(call.a, 0, "SIP/2.0 200")) or "is not answered"


def do_mute(name, number):
    call = Call(name, number, None, False)
    call.b.gone = True
    return wait(10, lambda: call.b.call_id) and True or "no INVITE comes"


def do_vanish(name):
    calls[name].a.gone = calls[name].b.gone = True
    return True


def do_port(name):
    return f"ok {calls[name].a.sound.to[1]}"


def do_bye(name, which):
    side, other = calls[name].side(which), calls[name].other(which)
    since = len(side.log)
    side.request("BYE")
    side.over = True
    return (wait(8, has_answer(side, since, "BYE")) or "BYE is not answered") and (wait(8, lambda: other.over) or "the other side hears nothing of it")


def do_refresh(name, which):
    side, other = calls[name].side(which), calls[name].other(which)
    since, there = len(side.log), len(other.log)
    side.request("INVITE", sdp(side.sound.port, 5))
    return wait(8, lambda: has_answer(side, since, "INVITE")() and got(other, there, "INVITE")()) or "not passed through"


def do_update(name, which):
    side = calls[name].side(which)
    since = len(side.log)
    side.request("UPDATE", more=["Session-Expires: 90;refresher=uac"])
    return wait(8, has_answer(side, since, "UPDATE")) or "not answered"


def do_refreshed(name, which, seconds):
    side = calls[name].side(which)
    return wait(float(seconds), got(side, 0, "UPDATE|INVITE")) or "no refresh came"


def do_over(name, which, seconds):
    side = calls[name].side(which)
    return wait(float(seconds), lambda: side.over) or "it was told nothing"


def do_dial(name, which, digits):
    side = calls[name].side(which)
    for digit in digits:
        body = f"Signal={digit}\r\nDuration=160\r\n"
        side.cseq += 1
        side.send([f"INFO {side.target} SIP/2.0", f"Via: SIP/2.0/UDP {OWN}:{PORTS[side.name]};branch=z9hG4bK{time.monotonic_ns()};rport",
                   f"From: {side.local}", f"To: {side.remote}", f"Call-ID: {side.call_id}", f"CSeq: {side.cseq} INFO",
                   "Max-Forwards: 70", "Content-Type: application/dtmf-relay"], body)
        if not wait(5, has_answer(side, 0, f"{side.cseq} INFO")):
            return "INFO is not answered"
    return True


def do_sound(name, most_ms, other=None):
    a, b = calls[name].a.sound, (calls[other] if other else calls[name]).b.sound
    if other and calls[name].b.over is False:
        a = calls[name].b.sound if calls[name].a.over else a
    for who in (a, b):
        who.heard = b""
    wait(1.3, lambda: False)
    gap = max(a.gap, b.gap) * 1000
    if a.level(b.hertz) < 0.5 or b.level(a.hertz) < 0.5:
        return f"levels {a.level(b.hertz):.2f} {b.level(a.hertz):.2f}"
    return gap <= float(most_ms) or f"a gap of {gap:.0f} ms"


def do_gap(name):
    return f"ok {max(calls[name].a.sound.gap, calls[name].b.sound.gap) * 1000:.0f}"


def do_forget():
    for call in calls.values():
        call.a.sound.gap = call.b.sound.gap = 0
    return True


def do_wait(seconds):
    wait(float(seconds), lambda: False)
    return True


def main():
    for name, port in PORTS.items():
        SIP[name] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        SIP[name].bind((OWN, port))
        SIP[name].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    print("ok", flush=True)
    while True:
        if sys.stdin not in step([sys.stdin]):
            continue
        line = sys.stdin.readline()
        if not line:
            return 0
        words = line.split()
        try:
            result = globals()["do_" + words[0]](*words[1:])
        except (KeyError, TypeError, OSError) as e:
            result = f"{type(e).__name__} {e}"
        print("ok" if result is True else result if str(result).startswith("ok") else f"FAILED {result}", flush=True)


sys.exit(main())
