#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""rules.py TOP [PRODUCT]: doc/rules.md, tests/check/rules.list and the scenarios agree: every rule has a row, every row names
what is there, every scenario of contrib/scenarios/service stands in a row. With PRODUCT, the product's description: every
bullet, step, table row and paragraph of its sections 1, 2, 5 to 7, 11 and 12 has a rule, and every rule its words there."""
import os
import re
import sys

SECTIONS = ("1", "2", "5", "6", "7", "11", "12")
failures = []
checks = 0


def check(holds, text):
    global checks
    checks += 1
    if not holds:
        failures.append(text)


def squeeze(text):
    return re.sub(r"\s+", " ", text).strip()


def read_rows(path):
    """id -> the third column"""
    rows = {}
    for line in open(path, encoding="utf-8"):
        cells = re.match(r"\| (\d[\w.-]*) \| (.+?) \| (.+) \|$", line.rstrip("\n"))
        if not cells:
            continue
        check(cells[1] not in rows, f"{cells[1]} has two rows")
        rows[cells[1]] = cells[3]
    return rows


def read_list(path):
    """(id, words) of each rule"""
    lines = [l.rstrip("\n") for l in open(path, encoding="utf-8")]
    return [tuple(l.split("\t")) for l in lines if l and not l.startswith("#")]


def titles(path):
    if not os.path.isfile(path):
        return None
    return re.findall(r'^scenario "?([^"\n]*?)"?$', open(path, encoding="utf-8").read(), re.M)


def check_row(top, rule, shown, named):
    told = re.match(r"(needs media: )?(contrib/scenarios/\S+\.scn): (.+)$", shown)
    if not told:
        check(re.match(r"(on save|not by the switch): .", shown), f"{rule}: neither a scenario nor a reason: {shown}")
        for path in re.findall(r"(?:tests|src|contrib)/[\w/.-]*\w", shown):
            check(os.path.exists(os.path.join(top, path)), f"{rule}: no {path}")
        return
    found = titles(os.path.join(top, told[2]))
    check(found is not None, f"{rule}: no file {told[2]}")
    check(told[3] in (found or []), f"{rule}: {told[2]} has no scenario \"{told[3]}\"")
    named.add((told[2], told[3]))


def check_named(top, named):
    folder = "contrib/scenarios/service"
    for name in sorted(os.listdir(os.path.join(top, folder))):
        for title in titles(os.path.join(top, folder, name)):
            check((f"{folder}/{name}", title) in named, f"{folder}/{name}: \"{title}\" stands in no row")


def product_parts(text):
    """(section, part): bullets, steps, table rows, paragraphs"""
    for number, body in re.findall(r"^## (\d+)\. [^\n]*\n(.*?)(?=^## |\Z)", text, re.M | re.S):
        if number not in SECTIONS:
            continue
        part = []
        for line in body.split("\n") + [""]:
            if part and (not line.strip() or re.match(r"[-|]|\d+\. |\*\*", line)):
                yield number, squeeze(" ".join(part))
                part = []
            if line.strip() and not re.match(r"\|[-| ]+$", line):
                part.append(line)


def is_heading(part):
    return re.match(r"\| (service|field) \||\*\*A call to a line\*\*$", part)


def check_product(path, rules):
    parts = list(product_parts(open(path, encoding="utf-8").read()))
    for number, part in parts:
        words = [w for rule, w in rules if rule.split(".")[0] == number]
        check(is_heading(part) or any(w in part for w in words), f"section {number} has no rule for: {part[:90]}")
    for rule, words in rules:
        number = rule.split(".")[0]
        check(any(words in part for n, part in parts if n == number), f"{rule}: section {number} does not say: {words}")


def main(top, product=None):
    rows = read_rows(os.path.join(top, "doc/rules.md"))
    rules = read_list(os.path.join(top, "tests/check/rules.list"))
    named = set()
    for rule in {r for r, _ in rules}:
        check(rule in rows, f"{rule} has no row")
    for rule, shown in rows.items():
        check(rule in {r for r, _ in rules}, f"{rule} stands in no list of rules")
        check_row(top, rule, shown, named)
    check_named(top, named)
    if product:
        check_product(product, rules)
    for text in failures:
        print("FAILED", text)
    print(f"{checks - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
