#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the check `faults` asks of the node's database and CDR files.

    records.py count DB [ENDED]     records, or those that ended so
    records.py lock DB              holds the write lock until its standard input ends; says "locked"
    records.py copy DB TO           a backup while others use it
    records.py cdr DB DIR           every number once in all files, up to the store's last; prints how many"""
import csv
import glob
import sqlite3
import sys


def count(path, ended=None):
    db = sqlite3.connect(path)
    rows = db.execute("SELECT COUNT(*), COUNT(DISTINCT id) FROM call_record WHERE ?1 IS NULL OR ended = ?1", (ended,))
    total, distinct = rows.fetchone()
    if total != distinct:
        sys.exit("a call has two records")
    print(total)


def lock(path):
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    print("locked", flush=True)
    sys.stdin.read()
    db.execute("ROLLBACK")


def copy(path, to):
    sqlite3.connect(path).backup(sqlite3.connect(to))


def cdr(path, folder):
    last = sqlite3.connect(path).execute("SELECT last FROM record_sequence").fetchone()[0]
    seen = []
    for name in sorted(glob.glob(folder + "/mpabx-*.csv")) + sorted(glob.glob(folder + "/mpabx-*.csv.tmp")):
        with open(name, newline="") as file:
            seen += [int(row["sequence"]) for row in csv.DictReader(file) if row["leg"] == "0"]
    if seen != list(range(1, last + 1)):
        sys.exit(f"of records 1 to {last} the files hold {seen}")
    print(last)


if __name__ == "__main__":
    {"count": count, "lock": lock, "copy": copy, "cdr": cdr}[sys.argv[1]](*sys.argv[2:])
