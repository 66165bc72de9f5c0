#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# `mpabx-sim decode` as a person and a script use it: how hex may be pasted, what is said where, exit statuses.
# What the octets mean is tests/check/vectors'. Run in the build tree.
sim=src/sim/mpabx-sim
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

# says STATUS STDOUT STDERR-PATTERN INPUT ARGUMENT...: STDERR-PATTERN "" means silence.
says() {
	status=$1 out=$2 err=$3 input=$4
	shift 4
	printf "$input" | "$sim" "$@" > "$dir/out" 2> "$dir/err"
	is=$?
	if [ "$is" = "$status" ] && [ "$(cat "$dir/out")" = "$out" ] &&
	   { if [ -n "$err" ]; then grep -qE "$err" "$dir/err"; else [ ! -s "$dir/err" ]; fi; }; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "FAILED $*: exit $is, not $status"
	sed 's/^/  out: /' "$dir/out"
	sed 's/^/  err: /' "$dir/err"
}

# shows PATTERN ARGUMENT...: exit 0 and the text on standard output
shows() {
	pattern=$1
	shift
	if "$sim" "$@" < /dev/null > "$dir/out" 2>&1 && grep -qE "$pattern" "$dir/out"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $* does not show $pattern"
	fi
}

cause='{"coding":"0","location":"2","value":"17","diag":""}'
says 0 "$cause" '' '8291\n' decode isup-param Cause
says 0 "$cause" '' '82 91\r\n' decode isup-param Cause
says 0 "$cause" '' '\n# a comment\n  0x82:0x91 # busy\n\n' decode isup-param Cause
says 0 "$cause" '' '0x8291' decode isup-param Cause
says 0 '8a91' '' '8A91' decode --reencode isup-param Cause
says 0 '' '' '' decode isup-param Cause
says 0 '{}' '' '3000' decode cap-arg collectInformation
says 0 '{"timervalue":"5"}' '' '3003810105' decode --phase 2 cap-arg resetTimer
says 0 '{"timervalue":"5"}' '' '3003810105' decode cap-arg --phase=3 resetTimer
says 0 '30808101050000' '' '3080 8101 05 0000' decode --reencode cap-arg resetTimer
says 0 '{"msg":"end","dtid":"01"}' '' '6403490101' decode tcap
says 0 '{"msg":"end","dtid":"01"}' '' '6403490101' decode tcap anything
says 0 '{"ussd-DataCodingScheme":"0f","ussd-String":"a2cdeb0d","ussd-text":"\"\\o"}' '' '300904010f0404a2cdeb0d' decode map-arg unstructuredSS-Request

# one bad line among good ones
says 1 "$cause
$cause" '^line 2: offset 0: Cause: length not allowed: 1, 2..32 allowed$' '8291\n82\n8291\n' decode isup-param Cause
says 1 '' "^line 1: offset 1: hex: 'g' is no hexadecimal digit$" '82gg' decode isup-param Cause
says 1 '' '^line 3: offset 1: hex: half an octet$' '\n\n829' decode isup-param Cause
says 1 '' '^line 1: offset 2: timervalue: value out of range' '30038101ff' decode cap-arg resetTimer
says 1 '' '^line 1: offset 0: resetTimer: truncated' '30038101' decode cap-arg resetTimer
says 1 '' '^line 1: offset [0-9]+: timervalue: missing' '3000' decode cap-arg resetTimer
says 1 '' '^line 1: offset 0: continue: has no parameter' '0500' decode cap-arg continue
says 1 '' '^line 1: offset [0-9]+: dtid:' '6400' decode tcap
says 1 '0262118021524300' '^line 1: offset 7: reencode:' '0262118021524308' decode --reencode isup-param TimeAndTimezone

# asked wrongly
says 2 '' 'no layer "cap"; there are: cap-arg map-arg isup-param tcap' '' decode cap connect
says 2 '' 'no operation "dial" in cap-arg; operations of cap-arg:' '' decode cap-arg dial
says 2 '' 'no operation "connect-res" in cap-arg' '' decode cap-arg connect-res
says 2 '' 'map-arg needs an operation' '' decode map-arg
says 2 '' 'phase "5" is not' '' decode --phase 5 cap-arg connect
says 2 '' 'usage:' '' decode
says 2 '' 'usage:' '' decode --nonsense tcap
says 2 '' 'no command "dekode"' '' dekode
says 2 '' 'usage: mpabx-sim COMMAND' ''
shows '^usage: mpabx-sim COMMAND' --help
shows '^usage: mpabx-sim decode' decode --help
shows '^  promptAndCollectUserInformation-res$' decode cap-arg help
shows '^  registerSS$' decode map-arg help
shows '^  CallingPartyNumber$' decode isup-param help

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
