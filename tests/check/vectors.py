#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""vectors.py MPABX-SIM FILE.tsv: rows of name, layer, operation, hex, key=value;..., source. Each must decode to these
fields (some rows leave members out, so others may stand beside them) and come back byte for byte. The phase stands in source, else it is 4."""
import json
import re
import subprocess
import sys


def expected_fields(text):
    """`;` parts pairs, and may stand in a value too: what has no `=` belongs to the pair before it."""
    fields = {}
    last = None
    for part in text.split(";") if text not in ("", "(empty)") else []:
        key, equals, value = part.partition("=")
        if not equals and last:
            fields[last] += ";" + part
            continue
        fields[key] = value
        last = key
    return fields


def run(sim, row, *options):
    phase = re.search(r"CAP phase (\d)", row["source"])
    command = [sim, "decode", *options] + (["--phase", phase.group(1)] if phase else [])
    done = subprocess.run(command + [row["layer"], row["operation"]], input=row["hex"] + "\n", capture_output=True, text=True)
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def complaints(sim, row):
    rc, out, err = run(sim, row)
    if rc or err:
        yield f"exit {rc}: {err[:300]}"
        return
    fields = json.loads(out)
    want = expected_fields(row["expected"])
    if not want and fields:
        yield f"shows {fields}, not nothing"
    for key in sorted(want):
        if str(fields.get(key)) != want[key]:
            yield f"{key} is {fields.get(key)!r}, not {want.get(key)!r}"
    rc, out, err = run(sim, row, "--reencode")
    if rc or err or out != row["hex"]:
        yield f"comes back as {out or err}, not {row['hex']}"


def main(sim, path):
    passed = failed = 0
    with open(path, encoding="utf-8") as f:
        names = f.readline().lstrip("#").rstrip("\n").split("\t")
        for line in f:
            if line.startswith("#") or not line.strip():
                continue
            row = dict(zip(names, line.rstrip("\n").split("\t")))
            found = list(complaints(sim, row))
            passed, failed = passed + (not found), failed + bool(found)
            for what in found:
                print(f"FAILED {row['name']} ({row['layer']} {row['operation']}): {what}")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


sys.exit(main(*sys.argv[1:]))
