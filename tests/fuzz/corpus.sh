#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Feeds each fuzz target its corpus. A target without a corpus, or a corpus without a target, fails.
top_srcdir=${top_srcdir:-.}
passed=0 failed=0
for src in "$top_srcdir"/tests/fuzz/*.c; do
	name=$(basename "$src" .c)
	case $name in replay|common*) continue ;; esac
	if out=$("tests/fuzz/$name" "$top_srcdir/tests/fuzz/corpus/$name" 2>&1); then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED %s\n%s\n' "$name" "$out"
	fi
done
for dir in "$top_srcdir"/tests/fuzz/corpus/*/; do
	name=$(basename "$dir")
	[ "$name" = '*' ] || [ -f "$top_srcdir/tests/fuzz/$name.c" ] && continue
	failed=$((failed + 1))
	echo "FAILED corpus/$name has no target"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
