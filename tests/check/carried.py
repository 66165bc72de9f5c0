#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls in the node's hands beside #1 as a table of runs, on the bed of tests/check/transfer.py: several phones together, routing
numbers, ring times of its own, REFER, the call back, two lines in one call.

    tests/check/carried.py --address A --sim "COMMAND" [RUN...]

tests/check/carried has the network and what the lines have set. Ends in `N passed, N failed`."""
import argparse
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from transfer import B, C, LINE, TONE_A, TONE_B, TONE_C, TONE_D, Bed, Talk, check, last9, play  # noqa: E402
from phones import Ua, fields, first  # noqa: E402

TOGETHER, EQUIPE, OTHER_LINE = "+33639980111", "+33199004007", "+33639980104"
SHORT_RING = "+33639980119"      # unanswered after 5 s
FIXED, FIXED_GT = "+33199006000", "33689000141"
D = "+33199007777"


def legs_of(bed, numbers):
    return [next((c for c in bed.legs if last9(c.number) == last9(n)), None) for n in numbers]


def elsewhere(call):
    return call.state == "ended" and re.match(r"SIP\s*;\s*cause=200\b", call.reason) is not None


# ---- phones together ----
def ring(bed, number, targets):
    for t in targets:
        bed.rings[last9(t)] = None
    begun = time.monotonic()
    caller = bed.gateway.invite(number, bed.voice("b", TONE_B), B)
    came = bed.until(lambda: len(bed.legs) == len(targets), 4)
    return caller, legs_of(bed, targets), begun, came


def apart(bed, name):
    """Five phones together: the first is given up after 5 s, the second after 7 s, the others ring on, the last one answers.
    One is forwarded elsewhere by its own network: dropped."""
    targets = [TOGETHER, LINE, "+33639980102", "+33199004050", "+33199004051"]
    caller, legs, begun, came = ring(bed, TOGETHER, targets)
    if not check(f"{name}: five phones ring", came and all(legs), [c.number for c in bed.legs]):
        return
    legs[3].answer(181, "Call Is Being Forwarded")
    check(f"{name}: one that is forwarded elsewhere is dropped", bed.until(lambda: legs[3].state == "ended", 1) and not elsewhere(legs[3]),
          [c.state for c in legs])
    for nth, seconds in ((0, 5), (1, 7)):
        gone = bed.until(lambda: legs[nth].state == "ended", 9)
        after = time.monotonic() - begun
        check(f"{name}: phone {nth + 1} rings {seconds} s ({after:.1f} s)", gone and seconds - 0.3 < after < seconds + 1, after)
        check(f"{name}: its CANCEL does not say that somebody answered", not re.match("SIP", legs[nth].reason), legs[nth].reason)
        check(f"{name}: the others ring on", all(c.state == "ringing" for c in legs[nth + 1:3] + legs[4:]) and caller.state == "ringing",
              [c.state for c in legs])
    legs[4].answer()
    bed.answered(caller)
    check(f"{name}: who rings yet hears that it was answered elsewhere", bed.until(lambda: elsewhere(legs[2]), 2),
          [c.reason for c in legs])
    bed.tones[last9(targets[4])] = TONE_C
    bed.run(1.2)
    check(f"{name}: who called and who answered hear each other", caller.voice.hears(TONE_C) and legs[4].voice.hears(TONE_B),
          f"{caller.voice.level(TONE_C)} {legs[4].voice.level(TONE_B)}")
    caller.hang_up()
    check(f"{name}: to the end", bed.until(lambda: legs[4].state == "ended", 3))
    calls = bed.vty("show calls").split("\nCall ")[1]
    told = [re.search(rf"leg \d +\{n}, [^\n]*", calls) for n in targets]
    check(f"{name}: the record has each leg's end", all(told) and "answered" in told[4][0] and
          [bool(re.search(r"elsewhere|non-selected", t[0])) for t in told[:4]] == [False, False, True, False], calls)


def ten(bed, name):
    """Ten members of a group at once: one is busy, one answers, the eight others hear of it."""
    members = ["+33639980141", "+33639980142"] + [f"+336399801{21 + n}" for n in range(8)]
    caller, legs, begun, came = ring(bed, EQUIPE, members)
    if not check(f"{name}: ten phones ring together ({time.monotonic() - begun:.2f} s)", came and all(legs), [c.number for c in bed.legs]):
        return
    legs[3].answer(486, "Busy Here")
    bed.run(0.3)
    check(f"{name}: one is busy, the nine others ring on", [c.state for c in legs].count("ringing") == 9, [c.state for c in legs])
    # Two pick up at the same moment: the later one is told so by BYE.
    legs[6].answer()
    legs[8].answer()
    bed.answered(caller)
    check(f"{name}: seven hear that it was answered elsewhere",
          bed.until(lambda: [elsewhere(c) for c in legs].count(True) == 7, 2), [(c.state, c.reason) for c in legs])
    check(f"{name}: of two who pick up at once one has the call", bed.until(lambda: [c.state for c in legs].count("up") == 1, 2),
          [c.state for c in legs])
    caller.hang_up()
    bed.until(lambda: all(c.state == "ended" for c in legs), 3)
    record = bed.vty("show calls").split("\nCall ")[1]
    check(f"{name}: the record has all ten, and the caller", len(re.findall(r"^  leg ", record, re.M)) == 11, record)
    check(f"{name}: one answered", len(re.findall(r"^  leg (?!1 ).*answered \d", record, re.M)) == 1, record)


# ---- fixed routing numbers ----
def diversion(line):
    return [f"Diversion: <sip:{line}@gateway.invalid;user=phone>;reason=unconditional;counter=1"]


def history(line):
    return ["Supported: histinfo", f"History-Info: <sip:{line}@gateway.invalid;user=phone>;index=1,"
            f"<sip:{FIXED}@gateway.invalid;user=phone;cause=302>;index=1.1;mp=1"]


def finished(bed):
    return int(re.search(r"(\d+) finished", bed.vty("show calls"))[1])


def fixed(bed, name):
    """Two calls to two lines on their way to the one fixed number at once, told apart by Diversion and by History-Info."""
    before, arrived = finished(bed), imrn(bed)["arrived"]
    bed.tones.update({last9(LINE): TONE_A, last9(OTHER_LINE): TONE_C})
    numbers = [bed.switch(B, LINE, False, FIXED_GT, connect=f"{{ redirectingPartyID {LINE} }}"),
               bed.switch(D, OTHER_LINE, False, FIXED_GT, connect=f"{{ redirectingPartyID {OTHER_LINE} }}")]
    check(f"{name}: the switch leads both to the fixed number", numbers == [FIXED, FIXED], numbers)
    # The later one comes first.
    second = bed.gateway.invite(FIXED, bed.voice("d", TONE_D), D, history(OTHER_LINE))
    bed.answered(second)
    bed.answered(bed.gateway.invite(FIXED, bed.voice("b", TONE_B), B, diversion(LINE)))
    b, a, c = list(bed.gateway.calls.values())[-1], bed.leg_to(LINE), bed.leg_to(OTHER_LINE)
    bed.run(1.2)
    check(f"{name}: by Diversion: the line and its caller", a.voice.hears(TONE_B) and b.voice.hears(TONE_A), a.voice.level(TONE_B))
    check(f"{name}: by History-Info: the other line and its caller", c.voice.hears(TONE_D) and second.voice.hears(TONE_C),
          c.voice.level(TONE_D))
    for leg in (a, c):
        left = fields(leg.invite, "Diversion") + fields(leg.invite, "History-Info")
        check(f"{name}: the diversion to the fixed number is undone", not left, left)
    check(f"{name}: the switch's dialogues have ended", imrn(bed)["arrived"] == arrived + 2 and imrn(bed)["awaited"] == 0, imrn(bed))
    for call in (b, second):
        call.hang_up()
    bed.until(lambda: finished(bed) == before + 2, 3)
    check(f"{name}: two calls, two records", finished(bed) == before + 2, bed.vty("show calls")[:1500])
    stranger = bed.gateway.invite(FIXED, bed.voice("e", TONE_D), D)
    bed.until(lambda: stranger.state == "ended", 2)
    check(f"{name}: without a diversion it is nobody's: 404", stranger.status == 404, stranger.status)


def imrn(bed):
    said = bed.vty("show imrn")
    return {"arrived": int(re.search(r"arrived (\d+)", said)[1]), "awaited": int(re.search(r": (\d+) awaited", said)[1])}


def has_vty(bed):
    try:
        return bool(bed.vty())
    except OSError:
        return False


def killed(bed, name):
    """The node is killed while ten phones ring, tests/check/carried sees to that: its next life tells all ten, and who called."""
    members = ["+33639980141", "+33639980142"] + [f"+336399801{21 + n}" for n in range(8)]
    caller, legs, _, came = ring(bed, EQUIPE, members)
    if not check(f"{name}: ten phones ring", came and all(legs), [c.number for c in bed.legs]):
        return
    check(f"{name}: all ten hear that it is over", bed.until(lambda: all(c.state == "ended" for c in legs), 25), [c.state for c in legs])
    check(f"{name}: none that somebody answered", not any(elsewhere(c) for c in legs), [c.reason for c in legs])
    bed.until(lambda: has_vty(bed), 10)
    check(f"{name}: who called is told too", bed.until(lambda: caller.state == "ended", 5) and caller.status >= 480, caller.status)


# ---- who comes to a routing number ----
def other_caller(bed, name):
    """The gateway says that somebody else calls: counted, not refused, the record believes the switch. The number served once."""
    number = bed.switch(B, LINE, False, bed.args.gt)
    call = bed.answered(bed.gateway.invite(number, bed.voice("d", TONE_D), D))
    check(f"{name}: the call is served", bed.leg_to(LINE).state == "up")
    counters = bed.vty("show sip counters")
    check(f"{name}: counted", re.search(r"^ *1 +sipua +other-caller", counters, re.M), [x for x in counters.split("\n") if "caller" in x])
    again = bed.gateway.invite(number, bed.voice("e", TONE_D), B)
    bed.until(lambda: again.state == "ended", 2)
    check(f"{name}: nobody else comes to that number: 404", again.status == 404, again.status)
    call.hang_up()
    bed.run(0.3)
    record = bed.vty("show calls").split("\nCall ")[1]
    check(f"{name}: the record has the switch's caller", f"received by {LINE}  from {B} " in record, record)


def short_ring(bed, name):
    """A ring time that no switch can keep (5 s): kept here, then the forwarding, whose leg says why."""
    bed.rings[last9(SHORT_RING)] = None
    number = bed.switch(B, SHORT_RING, False, bed.args.gt)
    begun = time.monotonic()
    caller = bed.gateway.invite(number, bed.voice("b", TONE_B), B)
    phone = bed.leg_to(SHORT_RING)
    gone = bed.until(lambda: phone.state == "ended", 8)
    after = time.monotonic() - begun
    check(f"{name}: the phone rings 5 s ({after:.1f} s)", gone and 4.7 < after < 6, after)
    bed.answered(caller)
    leg = bed.leg_to("+33199004022")
    said = first(leg.invite, "Diversion")
    check(f"{name}: then the forwarding", leg.state == "up" and SHORT_RING in said and "reason=no-answer" in said, said)
    caller.hang_up()


# ---- a core of two ----
def core_is(bed, state):
    return re.search(rf"^core +\S+ udp +{state} ", bed.vty("show sip"), re.M)


def fail_over(bed, name):
    """The first one of the core says nothing: the leg goes on by the other after 2 s, the next call at once, until OPTIONS is answered."""
    def rings_at(ua):
        return any(c.number and last9(c.number) == last9(LINE) for c in ua.calls.values())

    spare = Ua(bed.world, "spare", 5072, bed.comes)
    bed.core.deaf = True
    begun = time.monotonic()
    first_call = bed.answered(bed.gateway.invite(LINE, bed.voice("b", TONE_B), B))
    after = time.monotonic() - begun
    check(f"{name}: the other one has the call ({after:.1f} s)", rings_at(spare) and 1.8 < after < 3.5, after)
    check(f"{name}: the silent one is down", core_is(bed, "down"), bed.vty("show sip"))
    begun = time.monotonic()
    second = bed.answered(bed.gateway.invite(LINE, bed.voice("d", TONE_D), D))
    check(f"{name}: the next call goes there at once", time.monotonic() - begun < 1, time.monotonic() - begun)
    bed.core.deaf = False
    check(f"{name}: it answers OPTIONS: up again", bed.until(lambda: core_is(bed, "up"), 4), bed.vty("show sip"))
    bed.core.calls.clear()
    third = bed.answered(bed.gateway.invite(LINE, bed.voice("e", TONE_D), "+33199006060"))
    check(f"{name}: and has the next call", rings_at(bed.core))
    for call in (first_call, second, third):
        call.hang_up()
    check(f"{name}: all end", bed.until(lambda: all(c.state == "ended" for c in spare.calls.values()), 3))
    spare.socket.close()
    bed.world.uas.remove(spare)


# ---- REFER without Replaces ----
def blind(bed, name):
    """A talks with B and sends it to C by its phone's REFER: C answers with an offer, B and C talk, A is out."""
    bed.tones.update({last9(B): TONE_B, last9(LINE): TONE_A, last9(C): TONE_C})
    b = bed.answered(bed.bring(B, LINE, False, bed.voice("b", TONE_B)))
    a = bed.leg_to(LINE)
    bed.run(0.5)
    bed.rings[last9(C)] = 1.2
    status = a.refer(f"<sip:0199009999@{bed.args.address};user=phone>")
    check(f"{name}: REFER is accepted", status == 202, status)
    c = bed.leg_to(C)
    check(f"{name}: C is called by A", LINE in first(c.invite, "P-Asserted-Identity") and LINE in first(c.invite, "Referred-By"),
          c.invite)
    check(f"{name}: A is told to the end", bed.until(lambda: a.state == "ended", 4) and
          [n[1][:11] for n in a.notified] == ["SIP/2.0 100", "SIP/2.0 180", "SIP/2.0 200"], a.notified)
    bed.run(0.3)
    b.voice.heard, c.voice.heard = {}, {}
    bed.run(1.5)
    check(f"{name}: B and C hear each other, and not A",
          b.voice.hears(TONE_C) and c.voice.hears(TONE_B) and max(b.voice.level(TONE_A), c.voice.level(TONE_A)) < -30,
          f"{b.voice.level(TONE_C)} {c.voice.level(TONE_B)}")
    c.hang_up()
    check(f"{name}: C hangs up, B is released", bed.until(lambda: b.state == "ended", 3))
    bed.run(0.3)
    calls = bed.vty("show calls")
    check(f"{name}: one record has C as a leg charged to A", re.search(rf"leg 3 +\{C}, charged \{LINE}", calls), calls[:1500])


# ---- the call back ----
def call_back(bed, name):
    """A ends both of its calls within a second: C is released, B hears ring-back, A's phone rings and has B again."""
    t = Talk(bed)
    before = len(bed.legs)
    bed.rings[last9(LINE)] = 1.0
    t.a2.hang_up()
    bed.run(0.3)
    t.a1.hang_up()
    check(f"{name}: C is released", bed.until(lambda: t.c.state == "ended", 2), t.c.state)
    check(f"{name}: A's phone rings", bed.until(lambda: len(bed.legs) > before, 2) and last9(bed.legs[-1].number) == last9(LINE))
    back = bed.legs[-1]
    check(f"{name}: with B's number", B in first(back.invite, "P-Asserted-Identity") and B in first(back.invite, "From"),
          first(back.invite, "From"))
    t.bv.heard = {}
    bed.run(0.7)
    check(f"{name}: B waits and hears it ring", t.b.state == "up" and t.bv.level(440, 400) > -20, f"{t.b.state} {t.bv.level(440, 400)}")
    bed.until(lambda: back.state == "up", 3)
    t.bv.heard = {}
    bed.run(1.5)
    check(f"{name}: A and B talk", t.bv.hears(TONE_A) and back.voice.hears(TONE_B), f"{t.bv.level(TONE_A)} {back.voice.level(TONE_B)}")
    back.hang_up()
    check(f"{name}: hanging up is hanging up now", bed.until(lambda: t.b.state == "ended", 2))
    check(f"{name}: once", not bed.until(lambda: len(bed.legs) > before + 1, 1.5), len(bed.legs))


# ---- two lines ----
def own_leg(bed, call, caller, number):
    """The network delivers a leg of A's half to another line: its T-CSI asks about it, Connect leads to a routing number, the gateway
    brings it from there. Descriptions go through as they are. \\returns the network's call to the node"""
    numbers = bed.switch(caller, number, False, bed.args.gt)
    onward = bed.gateway.invite(numbers, bed.voice("through", 0), caller, sdp=call.invite.split("\r\n\r\n", 1)[1])
    onward.voice.silent = True
    return bed.answered(onward)


def two_lines(bed, name):
    """The second call goes to another line, which has a service of its own: two served halves, a record each; A's code is consumed by
    its own half; after it B and that line talk."""
    bed.tones.update({last9(LINE): TONE_A, last9(B): TONE_B})
    b = bed.answered(bed.bring(B, LINE, False, bed.voice("b", TONE_B)))
    a1 = bed.leg_to(LINE)
    bed.run(0.3)
    a1.voice.silent = True
    bed.rings[last9(OTHER_LINE)] = None     # the network's part of it, not a phone
    a2 = bed.bring(LINE, "204", True, bed.voice("a2", TONE_A))
    half = bed.leg_to(OTHER_LINE)
    bed.tones[last9(OTHER_LINE)], bed.rings[last9(OTHER_LINE)] = TONE_C, 0.1
    onward = own_leg(bed, half, LINE, OTHER_LINE)
    answer = onward.described
    half.voice.silent = True
    half.sdp = lambda: answer
    half.answer()
    bed.answered(a2)
    c = bed.leg_to(OTHER_LINE)
    check(f"{name}: the other line's half has a leg of its own", c is not half and c.state == "up", c.state)
    half.voice.to = onward.voice.to = None
    bed.run(1.2)
    check(f"{name}: A talks with the other line", c.voice.hears(TONE_A) and a2.voice.hears(TONE_C),
          f"{c.voice.level(TONE_A)} {a2.voice.level(TONE_C)}")
    a2.voice.dial("#1")
    check(f"{name}: A is out", bed.until(lambda: a1.state == "ended" and a2.state == "ended", 4), f"{a1.state} {a2.state}")
    b.voice.heard, c.voice.heard = {}, {}
    bed.run(1.7)
    check(f"{name}: B and the other line hear each other, and not A",
          b.voice.hears(TONE_C) and c.voice.hears(TONE_B) and max(b.voice.level(TONE_A), c.voice.level(TONE_A)) < -30,
          f"{b.voice.level(TONE_C)} {c.voice.level(TONE_B)}")
    check(f"{name}: neither heard the digits", not (b.voice.dialled() or c.voice.dialled() or b.voice.tones() or c.voice.tones()),
          [b.voice.dialled(), c.voice.dialled()])
    b.hang_up()
    gone = bed.until(lambda: half.state == "ended", 3)
    onward.hang_up()    # the network passes it on
    check(f"{name}: B hangs up, both halves end", gone and bed.until(lambda: c.state == "ended", 3), f"{half.state} {c.state}")
    bed.run(0.3)
    records = bed.vty("show calls").split("\nCall ")[1:4]
    told = [re.search(r"(made|received) by (\S+) +from (\S+) to (\S+)", r).groups() for r in records]
    check(f"{name}: a record for each served half", sorted(told) == sorted([
        ("received", LINE, B, LINE), ("made", LINE, LINE, "204"), ("received", OTHER_LINE, LINE, OTHER_LINE)]), told)
    check(f"{name}: A's tells of the transfer", any(re.search(rf"leg \d +\{OTHER_LINE}, charged \{LINE}", r) for r in records if
                                                   f"received by {LINE} " in r), records)


RUNS = {f.__name__: f for f in (apart, ten, fixed, other_caller, short_ring, fail_over, blind, call_back, two_lines)}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--address")
    p.add_argument("--sim")
    p.add_argument("--gt", default="33689000001", help="of the switch")
    p.add_argument("runs", nargs="*")
    bed = Bed(p.parse_args())
    bed.until(lambda: core_is(bed, "up"), 5)    # it answers OPTIONS from now on
    return play(bed, {**RUNS, "killed": killed}, bed.args.runs or RUNS)


if __name__ == "__main__":
    sys.exit(main())
