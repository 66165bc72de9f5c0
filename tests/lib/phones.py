# SPDX-License-Identifier: AGPL-3.0-or-later
"""Phones for tests: SIP user agents on UDP sockets, each call with a voice of its own. A voice speaks a tone in A-law each 20 ms, dials
as RFC 4733 events or as tones, and keeps what it hears, to be asked with Goertzel whose tone is in it. One thread, real time:
World.run() does everybody's part. It knows as much of SIP as a gateway's calls need and answers whatever else comes."""
import math
import re
import select
import socket
import struct
import time

from shim import Shim

FRAME, RATE, EVENT_PT = 160, 8000, 101
EVENTS = "0123456789*#ABCD"
LOW, HIGH = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
KEYS = {key: (LOW[i // 4], HIGH[i % 4]) for i, key in enumerate("123A456B789C*0#D")}


# ---- G.711 A-law, by its definition ----
def alaw_value(octet):
    octet ^= 0x55
    exponent, mantissa = octet >> 4 & 7, octet & 15
    value = (mantissa * 2 + 33) << (exponent - 1) if exponent else mantissa * 2 + 1
    return value * 8 if octet & 0x80 else -value * 8


VALUES = [alaw_value(o) for o in range(256)]
NEAREST = {}


def alaw(sample):
    key = int(sample) >> 3
    if key not in NEAREST:
        NEAREST[key] = min(range(256), key=lambda o: abs(VALUES[o] - (key << 3)))
    return NEAREST[key]


def tone(hertz, at=0, level=8000.0):
    """A frame of one or several tones, from sample `at` on."""
    return bytes(alaw(sum(level * math.sin(2 * math.pi * h * (at + i) / RATE) for h in hertz)) for i in range(FRAME))


def goertzel(samples, hertz):
    """Level of a tone, dB below a full one (8000). A Hann window keeps the others out."""
    n = len(samples)
    if n < FRAME:
        return -120.0
    c, s1, s2 = 2 * math.cos(2 * math.pi * hertz / RATE), 0.0, 0.0
    for i, x in enumerate(samples):
        s1, s2 = x * (0.5 - 0.5 * math.cos(2 * math.pi * i / n)) + c * s1 - s2, s1
    power = max(s1 * s1 + s2 * s2 - c * s1 * s2, 0) * 16 / (n * n)
    return 10 * math.log10(power / 8000.0 ** 2 + 1e-12)


class Voice:
    """A party's sound: its own socket, what it says, what it hears."""

    def __init__(self, world, name, hertz, events=True):
        self.world, self.name, self.events = world, name, events
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind((world.address, world.next_port()))
        self.port = self.socket.getsockname()[1]
        self.hertz, self.frame, self.to, self.silent = hertz, tone((hertz,)) if hertz else tone(()), None, False
        self.event_pt = EVENT_PT if events else 0
        self.sequence, self.stamp, self.ssrc = 65500, 0xFFFFF000, 0x51000000 + self.port
        self.script, self.event_stamp, self.beside = [], 0, False
        self.up, self.down = Shim(), Shim()
        self.forget()
        self.all = {}       # everything heard, for a WAV: time of arrival: payload
        world.voices.append(self)

    def forget(self):
        self.heard, self.digits, self.packets = {}, [], 0

    def behind(self, loss, jitter, seed):
        self.up, self.down = Shim(loss, jitter, seed), Shim(loss, jitter, seed + 1)

    def dial(self, digits, ms=100, gap=200):
        for d in digits:
            self.script += [(d, n, ms // 20) for n in range(ms // 20)] + [None] * (gap // 20)

    def send(self, pt, stamp, payload, marker=False):
        self.sequence = self.sequence + 1 & 0xFFFF
        head = struct.pack("!BBHII", 0x80, pt | (0x80 if marker else 0), self.sequence, stamp & 0xFFFFFFFF, self.ssrc)
        self.up.put(time.monotonic(), head + payload)

    def speak_digit(self, digit, nth, of):
        if not self.event_pt:
            self.send(8, self.stamp, tone(KEYS[digit], nth * FRAME, 6000.0))
            return
        if nth == 0:
            self.event_stamp = self.stamp
        last = nth + 1 == of
        for _ in range(3 if last else 1):
            self.send(self.event_pt, self.event_stamp, struct.pack("!BBH", EVENTS.index(digit), 10 | (0x80 if last else 0),
                                                                   (nth + 1) * FRAME), nth == 0)
        if self.beside:
            self.send(8, self.stamp, self.frame)

    def tick(self):
        if self.to and not self.silent:
            step = self.script.pop(0) if self.script else None
            if step:
                self.speak_digit(*step)
            else:
                self.send(8, self.stamp, self.frame)
        self.stamp += FRAME

    def flush(self, now):
        for datagram in self.up.due(now):
            if self.to:
                self.socket.sendto(datagram, self.to)
        for datagram in self.down.due(now):
            self.hear(now, datagram)

    def receive(self):
        try:
            while True:
                self.down.put(time.monotonic(), self.socket.recv(2000))
        except (BlockingIOError, ConnectionRefusedError):
            pass

    def hear(self, now, d):
        if len(d) < 12:
            return
        pt, stamp = d[1] & 0x7F, struct.unpack("!I", d[4:8])[0]
        self.packets += 1
        if self.event_pt and pt == self.event_pt and len(d) >= 16:
            if not any(s == stamp for s, _ in self.digits):
                self.digits.append((stamp, EVENTS[d[12] & 15]))
        elif pt == 8:
            self.heard[stamp] = d[12:]
            self.all[now] = d[12:]

    # ---- what was heard ----
    def samples(self, ms=1000):
        """The last sound heard, in its order; what is missing is silence, as a phone without concealment plays it."""
        if not self.heard:
            return []
        base = next(reversed(self.heard))
        signed = {(s - base + 2 ** 31 & 0xFFFFFFFF) - 2 ** 31: p for s, p in self.heard.items()}
        last = max(signed)
        out = []
        for at in range(last - (ms // 20 - 1) * FRAME, last + 1, FRAME):
            out += [VALUES[o] for o in signed[at]] if at in signed else [0] * FRAME
        return out

    def level(self, hertz, ms=1000):
        return goertzel(self.samples(ms), hertz)

    def hears(self, hertz):
        return self.level(hertz) > -3

    def dialled(self):
        return "".join(d for _, d in self.digits)

    def tones(self):
        """Keys heard as tones: both frequencies strong in the same 40 ms."""
        found, order = [], sorted(self.all.items())
        frames = [[VALUES[o] for o in p] for _, p in order if len(p) == FRAME]
        for a, b in zip(frames, frames[1:]):
            window = a + b
            key = [k for k, (lo, hi) in KEYS.items() if goertzel(window, lo) > -18 and goertzel(window, hi) > -18]
            if key and (not found or found[-1] != key[0]):
                found += key[:1]
            elif not key and found and found[-1] != "":
                found.append("")
        return "".join(found)


class Call:
    """One dialog of a user agent."""

    def __init__(self, ua, call_id, outgoing, voice):
        self.ua, self.call_id, self.outgoing, self.voice = ua, call_id, outgoing, voice
        self.local = self.remote = self.target = self.invite = self.first = None
        self.tag, self.cseq, self.version, self.state, self.status = f"t{id(self):x}", 1, 1, "new", 0
        self.routes, self.way, self.their_way, self.notified, self.answers = [], "sendrecv", "sendrecv", [], {}
        self.ack_due = None     # offers of theirs without a description: the ACK answers
        self.hold_after_answer = False
        self.reason = self.ended_by = self.described = ""

    def sdp(self):
        self.version += 1
        host = self.ua.world.address
        pts = "8 101" if self.voice.events else "8"
        lines = ["v=0", f"o=phone 1 {self.version} IN IP4 {host}", "s=-", f"c=IN IP4 {host}", "t=0 0",
                 f"m=audio {self.voice.port} RTP/AVP {pts}", "a=rtpmap:8 PCMA/8000"]
        lines += ["a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15"] if self.voice.events else []
        lines += [f"a={self.way}"] if self.way != "sendrecv" else []
        return "\r\n".join(lines + [""])

    def heard_sdp(self, body):
        c, m = re.search(r"^c=IN IP4 ([\d.]+)", body, re.M), re.search(r"^m=audio (\d+) (.*)$", body, re.M)
        if not c or not m:
            return
        way = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)", body, re.M)
        self.their_way = way[1] if way else "sendrecv"
        event = re.search(r"^a=rtpmap:(\d+) telephone-event", body, re.M)
        self.voice.event_pt = int(event[1]) if event and self.voice.events else 0
        self.voice.to = (c[1], int(m[1])) if int(m[1]) and c[1] != "0.0.0.0" else None

    # ---- requests of ours ----
    def request(self, method, body="", kind="application/sdp", lines=(), cseq=None):
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        self.ua.send([f"{method} {self.target} SIP/2.0", self.ua.via(method, self.call_id, cseq), *self.routes,
                      f"From: {self.local};tag={self.tag}", f"To: {self.remote}", f"Call-ID: {self.call_id}", f"CSeq: {cseq} {method}",
                      f"Contact: <sip:{self.ua.name}@{self.ua.world.address}:{self.ua.port}>", "Max-Forwards: 70", *lines], body, kind)
        return cseq

    def hold(self, way="sendonly"):
        self.way = way
        self.request("INVITE", self.sdp())

    def resume(self):
        self.hold("sendrecv")

    def info(self, signal, kind="application/dtmf-relay"):
        body = f"Signal={signal}\r\nDuration=160\r\n" if kind.endswith("relay") else signal
        cseq = self.request("INFO", body, kind)
        self.ua.world.until(lambda: cseq in self.answers, 3)
        return self.answers.get(cseq, 0)

    def refer(self, to):
        cseq = self.request("REFER", lines=[f"Refer-To: {to}", f"Referred-By: {self.local}"])
        self.ua.world.until(lambda: cseq in self.answers, 3)
        return self.answers.get(cseq, 0)

    def replaces(self):
        """As a Refer-To's header names this dialog, whose far end is the node."""
        their = re.search(r";tag=([^;>\s]+)", self.remote)[1]
        return f"{self.call_id}%3Bto-tag%3D{their}%3Bfrom-tag%3D{self.tag}".replace("@", "%40")

    def hang_up(self):
        if self.state == "up":
            self.request("BYE")
        elif self.outgoing:
            self.ua.send([f"CANCEL {self.uri} SIP/2.0", self.via, f"From: {self.local};tag={self.tag}", f"To: {self.to}",
                          f"Call-ID: {self.call_id}", f"CSeq: {self.first} CANCEL", "Max-Forwards: 70"])
        else:
            self.answer(486, "Busy Here")
        self.over("us")

    def over(self, by):
        if self.state != "ended":
            self.state, self.ended_by, self.voice.to = "ended", by, None

    # ---- answers of ours ----
    def answer(self, status=200, phrase="OK", body=None):
        body = self.sdp() if body is None and status == 200 else body or ""
        self.ua.reply(self.invite, status, phrase, self.tag, body, contact=status < 300)
        if status == 180:
            self.state = "ringing"
        elif status == 200:
            self.state = "up"
        elif status >= 300:
            self.over("us")


class Ua:
    """A user agent on a socket of its own. hears(call) is asked to ring or answer a call that comes in."""

    def __init__(self, world, name, port, on_call=None):
        self.world, self.name, self.port, self.on_call = world, name, port, on_call
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind((world.address, port))
        self.calls, self.sent, self.branch, self.log = {}, {}, 0, []
        self.deaf = False
        world.uas.append(self)

    def via(self, method, call_id, cseq):
        self.branch += 1
        return f"Via: SIP/2.0/UDP {self.world.address}:{self.port};branch=z9hG4bK-{self.name}-{self.branch}-{id(self) % 9973};rport"

    def send(self, lines, body="", kind="application/sdp"):
        lines = list(lines) + ["Allow: INVITE, ACK, BYE, CANCEL, INFO, UPDATE, OPTIONS, NOTIFY, REFER"]
        lines += [f"Content-Type: {kind}"] if body else []
        text = "\r\n".join(lines + [f"Content-Length: {len(body)}", "", body])
        self.log.append((True, text))
        self.socket.sendto(text.encode(), self.world.node)

    def reply(self, request, status, phrase, tag="", body="", contact=False, lines=()):
        head = [f"SIP/2.0 {status} {phrase}"]
        for name in ("Via", "Record-Route", "From", "To", "Call-ID", "CSeq"):
            for value in fields(request, name):
                head.append(f"{name}: {value}" + (f";tag={tag}" if name == "To" and tag and ";tag=" not in value else ""))
        head += [f"Contact: <sip:{self.name}@{self.world.address}:{self.port}>"] if contact else []
        self.sent[key(request)] = [head + list(lines), body]
        self.send(head + list(lines), body)

    def invite(self, number, voice, caller, lines=(), sdp=None):
        call = Call(self, f"{self.name}-{self.branch}-{time.monotonic_ns()}", True, voice)
        call.uri = f"sip:{number}@{self.world.node[0]};user=phone"
        call.local, call.to = f"<sip:{caller}@gateway.invalid;user=phone>", f"<{call.uri}>"
        call.first, call.via, call.state = 1, self.via("INVITE", call.call_id, 1), "calling"
        self.calls[call.call_id] = call
        self.send([f"INVITE {call.uri} SIP/2.0", call.via, f"From: {call.local};tag={call.tag}", f"To: {call.to}",
                   f"Call-ID: {call.call_id}", "CSeq: 1 INVITE", f"Contact: <sip:{self.name}@{self.world.address}:{self.port}>",
                   "Max-Forwards: 70", f"P-Asserted-Identity: {call.local}", *lines], sdp or call.sdp())
        return call

    # ---- what comes ----
    def receive(self):
        try:
            while True:
                text = self.socket.recv(65535).decode(errors="replace")
                if self.deaf:
                    continue
                self.log.append((False, text))
                (self.response if text.startswith("SIP/2.0") else self.request)(text)
        except (BlockingIOError, ConnectionRefusedError):
            pass

    def response(self, text):
        call = self.calls.get(first(text, "Call-ID"))
        status, (number, method) = int(text.split()[1]), first(text, "CSeq").split()
        if not call:
            return
        if status >= 200:
            call.answers[int(number)] = status
        if method != "INVITE" or (call.state == "ended" and status < 200):
            return
        if status >= 200:
            self.acknowledge(call, text, int(number), status)
        elif status > 100 and call.state == "calling":
            call.state = "ringing"
        if "\r\n\r\nv=" in text and status < 300 and call.state != "ended":
            call.described = text.split("\r\n\r\n", 1)[1]
            call.heard_sdp(call.described)

    def acknowledge(self, call, text, number, status):
        if status < 300 and number == call.first and call.outgoing:
            call.remote = first(text, "To")
            call.target = re.search(r"<([^>]+)>|(\S+)", first(text, "Contact"))[1]
            call.routes = [f"Route: {v}" for v in reversed(fields(text, "Record-Route"))]
            if call.state != "ended":
                call.state = "up"
            elif call.state == "ended":
                call.request("ACK", cseq=number)
                call.request("BYE")
                return
        if status < 300:
            call.request("ACK", cseq=number)
        elif number == call.first and call.outgoing:
            self.send([f"ACK {call.uri} SIP/2.0", call.via, f"From: {call.local};tag={call.tag}", f"To: {first(text, 'To')}",
                       f"Call-ID: {call.call_id}", f"CSeq: {number} ACK", "Max-Forwards: 70"])
            call.status = status
            call.over("them")

    def request(self, text):
        method, call = text.split()[0], self.calls.get(first(text, "Call-ID"))
        again = self.sent.get(key(text))
        if method == "ACK":
            if call and call.ack_due and "\r\n\r\nv=" in text:
                call.heard_sdp(text.split("\r\n\r\n", 1)[1])
            return
        if again:
            self.send(*again)
        elif method == "INVITE" and not call:
            self.incoming(text)
        elif not call:
            self.reply(text, 200 if method == "OPTIONS" else 481, "OK" if method == "OPTIONS" else "Gone", "none")
        else:
            self.within(call, method, text)

    def incoming(self, text):
        call = Call(self, first(text, "Call-ID"), False, None)
        call.invite, call.number = text, re.match(r"INVITE sip:([^@;>]+)", text)[1]
        call.remote, call.local = first(text, "From"), first(text, "To")
        call.target = re.search(r"<([^>]+)>|(\S+)", first(text, "Contact"))[1]
        call.routes = [f"Route: {v}" for v in fields(text, "Record-Route")]
        self.calls[call.call_id] = call
        call.voice = self.on_call(call)
        call.ack_due = "\r\n\r\nv=" not in text
        if "\r\n\r\nv=" in text and call.voice:
            call.heard_sdp(text.split("\r\n\r\n", 1)[1])

    def within(self, call, method, text):
        body = text.split("\r\n\r\n", 1)[1] if "\r\n\r\n" in text else ""
        if method == "INVITE":
            call.ack_due = not body.startswith("v=")
            if body.startswith("v="):
                call.heard_sdp(body)
            self.reply(text, 200, "OK", call.tag, call.sdp(), contact=True)
            return
        if method == "CANCEL":
            self.reply(text, 200, "OK", call.tag)
            call.reason = first(text, "Reason")
            if call.state in ("new", "ringing"):
                self.reply(call.invite, 487, "Request Terminated", call.tag)
                call.over("them")
            return
        self.reply(text, 200, "OK", call.tag, call.sdp() if method == "UPDATE" and body.startswith("v=") else "", contact=method == "UPDATE")
        if method == "BYE":
            call.reason = first(text, "Reason")
            call.over("them")
        elif method == "INFO":
            call.notified.append(("INFO", body))
        elif method == "NOTIFY":
            call.notified.append(("NOTIFY", body.strip()))


def fields(text, name):
    return re.findall(rf"^{name}:\s*(.*?)\r?$", text.split("\r\n\r\n", 1)[0], re.M | re.I)


def first(text, name):
    return (fields(text, name) or [""])[0]


def key(request):
    branch = re.search(r"branch=([^;\s,]+)", first(request, "Via"))
    return (branch[1] if branch else "", request.split()[0])


class World:
    def __init__(self, address, node, first_port=41000):
        self.address, self.node, self.port = address, node, first_port
        self.uas, self.voices, self.next_tick = [], [], time.monotonic()

    def next_port(self):
        self.port += 2
        return self.port

    def until(self, done, seconds):
        end = time.monotonic() + seconds
        while True:
            if done():
                return True
            now = time.monotonic()
            if now >= end:
                return False
            if now >= self.next_tick:
                for voice in self.voices:
                    voice.tick()
                self.next_tick = max(self.next_tick + 0.02, now - 0.1)
            for voice in self.voices:
                voice.flush(now)
            wait = min(max(self.next_tick - time.monotonic(), 0), 0.004)
            ready = select.select([x.socket for x in self.uas + self.voices], [], [], wait)[0]
            for x in self.uas + self.voices:
                if x.socket in ready:
                    x.receive()

    def run(self, seconds):
        self.until(lambda: False, seconds)
