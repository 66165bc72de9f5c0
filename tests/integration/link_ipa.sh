#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Two ends of ours through a real osmo-stp over IPA: GT-routed UDT, segments, SST; then again after the STP restarted,
# with the answering end left running. Exit 77 without osmo-stp. An own loopback address a run, so that runs in parallel
# do not meet. Run in the build tree.
command -v osmo-stp >/dev/null || { echo "skipped: no osmo-stp"; exit 77; }
prog=$PWD/tests/integration/link_ipa
address=127.$(($$ % 250 + 2)).$(($$ / 250 % 250 + 2)).1
dir=$(mktemp -d) || exit 1
pids=()
finish() {
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
	wait
	[ -n "$KEEP" ] || rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT TERM

cat > "$dir/stp.cfg" <<CFG
line vty
 no login
 bind $address
cs7 instance 0
 point-code 0.23.1
 as scf ipa
  routing-key 0 0.0.1
  point-code override dpc 0.0.2
 as ssf ipa
  routing-key 0 0.0.2
  point-code override dpc 0.0.1
 route-table system
  update route 0.0.1 7.255.7 linkset scf
  update route 0.0.2 7.255.7 linkset ssf
 listen ipa 5000
  accept-asp-connections dynamic-permitted
  local-ip $address
CFG
end_config() { # NAME OWN-PC PEER-PC
	cat <<CFG
cs7-peer $3
cs7 instance 0
 point-code $2
 asp $1 5000 0 ipa
  remote-ip $address
  local-ip $address
  role asp
  sctp-role client
 as as-$1 ipa
  asp $1
  routing-key 0 $2
CFG
}
end_config scf 0.0.1 0.0.2 > "$dir/scf.cfg"
end_config ssf 0.0.2 0.0.1 > "$dir/ssf.cfg"

start_stp() {
	(cd "$dir" && exec osmo-stp -c stp.cfg > stp.log 2>&1) &
	stp=$!
	pids+=("$stp")
}
failed=0 passed=0
ask() { # WHAT [dead]
	local counts
	if "$prog" "$dir/ssf.cfg" ask $2 > "$dir/ask" 2>"$dir/ask.err"; then echo "ok $1"; else echo "FAILED $1"; tail -20 "$dir/ask" "$dir/ask.err" "$dir"/*.log; fi
	counts=$(grep -Ex '[0-9]+ passed, [0-9]+ failed' "$dir/ask") || counts='0 passed, 1 failed'
	read -r p _ f _ <<< "$counts"
	passed=$((passed + p)) failed=$((failed + f))
}

ask "nothing is kept while there is no STP" dead
if tr -d '\r' < "$dir/ask" | grep -qx 'cs7-peer 0.1.2'; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED cs7-peer is not written back"; fi
start_stp
"$prog" "$dir/scf.cfg" answer > "$dir/scf.log" 2>&1 &
pids+=("$!")
ask "through osmo-stp"
kill "$stp"; wait "$stp" 2>/dev/null
start_stp
ask "after osmo-stp was restarted"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 20 ]
