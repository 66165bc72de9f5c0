# SPDX-License-Identifier: AGPL-3.0-or-later
# A node with mpabx-media between phones that speak (tests/check/phones.py), for the parts that break something in the middle of
# calls. phones_begin [LINE...] starts all of it, with these lines under `sip`; the rest is what the parts say then.
. "$SRC/contrib/lib/net.sh"
net_bin=$OUT/asan
trap 'net_stop' EXIT
trap 'exit 130' INT TERM HUP

phones_config() { # LINE... under `sip`
	net_new "$PWD/net" || return
	sed -i 's/^log stderr$/log stderr blocking-io/; s/^ logging level set-all notice/&\n logging level call info/' net/node.cfg
	cat >> net/node.cfg <<END
sip
 bind $net_addr 5060 udp
 peer core address $net_addr 5070 udp
 peer core probe 0
 peer gateway address $net_addr 5080 udp
 peer gateway probe 0
 peer gateway trusted
 peer phones address $net_addr 5090 udp
 peer phones probe 0
 peer phones serves made
 peer phones trusted
 core core
${1:+$(printf " %s\n" "$@")}
END
	net_media_config 'silent-after 6'
}

until_true() { # SECONDS COMMAND...
	local tries
	for ((tries = 0; tries < $1 * 10; tries++)); do "${@:2}" && return; sleep 0.1; done
	return 1
}
sql() { sqlite3 -cmd '.timeout 20000' net/mpabx.db "$1"; }
start_node() { net_node "$@" && net_media_answers; }
lives=0
killed() { # the node, as by a crash; how it ended is nobody's business
	kill -KILL $net_node_pid
	wait $net_node_pid 2> /dev/null
	mv net/node.log "net/node-$((++lives)).log"
}
in_use() { # ENDPOINTS
	net_node_vty=4292 net_vty 'show statistics' | grep -q "^Endpoints in use  $1 "
}

say() { # WORD...: what the phones answer
	local line
	[ "$*" = begin ] || echo "$*" >&"${phones[1]}"
	IFS= read -r -t 60 -u "${phones[0]}" line || line="FAILED no answer"
	echo "$line"
	[ "${line%% *}" = ok ]
}
does() { # WHAT WORD...: the phones do it
	local line
	if line=$(say "${@:2}"); then ok "$1"; else bad "$1: ${*:2}: $line"; tail -n 5 phones.err net/node.log; fi
}
shown() { # WHAT PATTERN COMMAND: the VTY's answer has it, soon
	if until_true 5 eval "net_vty '$3' | grep -qE '$2'"; then ok "$1"; else bad "$1: no '$2' in"; net_vty "$3"; fi
}
restarted() { # WHAT
	if start_node && [ "$(grep -c "ERROR: \|runtime error" net/node.log)" = 0 ]; then ok "$1"; else bad "$1"; tail -n 20 net/node.log; fi
}

phones_begin() {
	phones_config "$@"
	# They live beside the node.
	coproc phones { exec setpriv --pdeathsig TERM python3 "$SRC/tests/check/phones.py" "$net_addr" "$net_addr" 2> phones.err; }
	net_media
	net_stp && start_node --demo && say begin > /dev/null && return
	bad 'the network does not come up'
	tail -n 20 net/*.log phones.err
	return 1
}
