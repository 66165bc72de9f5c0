#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# SIPp, a caller that nobody here wrote, against the smallest callee over UDP and TCP: every call comes to its end.
# Run in the build tree. Exit 77 (skipped) without SIPp.
command -v sipp >/dev/null || { echo "skipped: no sipp"; exit 77; }
dir=$(mktemp -d) || exit 1
trap '[ -z "$callee" ] || kill "$callee" 2>/dev/null; rm -rf "$dir"' EXIT
here=$PWD port=$((20000 + $$ % 20000)) passed=0 failed=0
"$here/tests/integration/sip_answer" 127.0.11.1 $port > "$dir/callee" 2>&1 & callee=$!
sleep 1
cd "$dir" || exit 1
for transport in u1 t1; do
	sipp 127.0.11.1:$port -sn uac -t $transport -i 127.0.11.2 -p $((port + 1)) -r 50 -m 100 -d 200 -timeout 30 \
		-nostdin > "$dir/sipp" 2>&1
	rc=$?
	if [ $rc = 0 ]; then passed=$((passed + 1)); else
		failed=$((failed + 1)); echo "FAILED $transport: sipp ends $rc"; tail -20 "$dir/sipp"
	fi
done
kill "$callee"
wait "$callee" || failed=$((failed + 1))
callee=
cat "$dir/callee"
grep -q '^200 calls, 200 answered, 200 ended well, 0 badly' "$dir/callee" && passed=$((passed + 1)) || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ $failed = 0 ]
