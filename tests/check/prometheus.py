#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Holds a scrape against Prometheus' text format 0.0.4, more strictly than its own parser.

    prometheus.py URL|FILE [NAME=VALUE|NAME>VALUE ...]

Every family has HELP and TYPE before its samples, once, a help that is more than its name and stands at no other family; names,
labels and values are well formed; counters end in _total; no sample twice. Then each NAME must have that value."""
import re
import sys
import urllib.request

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(rf"^({NAME})(\{{([^}}]*)\}})? (\S+)( -?\d+)?$")
LABEL = re.compile(r'^[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"$')
KINDS = ("counter", "gauge", "histogram", "summary", "untyped")


def judge(text):
    faults, helps, kinds, samples, values = [], {}, {}, set(), {}
    if not text.endswith("\n"):
        faults.append("the last line does not end")
    for number, line in enumerate(text.splitlines(), 1):
        def bad(what):
            faults.append(f"line {number}: {what}: {line[:100]}")
        if line.startswith("# HELP "):
            m = re.match(rf"^# HELP ({NAME}) (.+)$", line)
            if not m:
                bad("HELP without name or text")
            elif m[1] in helps:
                bad("a second HELP")
            elif m[2] in helps.values() or len(m[2].split()) < 2:
                bad("a help that says nothing of its own")
            else:
                helps[m[1]] = m[2]
        elif line.startswith("# TYPE "):
            m = re.match(rf"^# TYPE ({NAME}) (\w+)$", line)
            if not m or m[2] not in KINDS:
                bad("TYPE without name or kind")
            elif m[1] in kinds:
                bad("a second TYPE")
            else:
                kinds[m[1]] = m[2]
        elif line and not line.startswith("#"):
            m = SAMPLE.match(line)
            if not m:
                bad("no sample")
                continue
            name, labels, value = m[1], m[3], m[4]
            if name not in helps or name not in kinds:
                bad("a sample before its HELP and TYPE")
            if kinds.get(name) == "counter" and not name.endswith("_total"):
                bad("a counter that does not end in _total")
            if labels and not all(LABEL.match(label) for label in labels.split(",")):
                bad("labels")
            if (name, labels) in samples:
                bad("a sample twice")
            samples.add((name, labels))
            try:
                values[name] = float(value)
            except ValueError:
                bad("no number")
    faults += [f"{name}: no sample" for name in helps if name not in values]
    return faults, values


def main():
    source = sys.argv[1]
    if source.startswith("http"):
        with urllib.request.urlopen(source, timeout=10) as answer:
            text = answer.read().decode()
            kind = answer.headers["Content-Type"]
        faults, values = judge(text)
        if not kind.startswith("text/plain; version=0.0.4"):
            faults.append(f"Content-Type is {kind}")
    else:
        with open(source, encoding="utf-8") as f:
            faults, values = judge(f.read())
    for want in sys.argv[2:]:
        name, how, value = re.match(r"^(\w+)([=>])(\S+)$", want).groups()
        if name not in values:
            faults.append(f"{name} is not there")
        elif not (values[name] == float(value) if how == "=" else values[name] > float(value)):
            faults.append(f"{name} is {values[name]:g}, not {how} {value}")
    print("\n".join(faults) or f"{len(values)} metrics")
    return 1 if faults or len(values) < 10 else 0


sys.exit(main())
