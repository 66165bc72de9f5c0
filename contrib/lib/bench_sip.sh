# SPDX-License-Identifier: AGPL-3.0-or-later
# contrib/bench sip: what a call by SIP costs with its sound through media, as CPU time, user and system, of the node and media
# together; Kamailio as a bare proxy under the same load in the same run, before and after ours. What is measured is pinned to the last core, who calls
# (tests/bench/bench_sip.c, caller and core in one) to the first; a window with a failure, a repetition or a call too few is
# void. Both run before other programs of the machine where we may say so. Needs what contrib/bench has.
#
# The load comes from a gateway, runs the service of a line of the demo fleets and leaves a record in the store, as any call does.

sip_runs=5 sip_window=5 sip_gone=36 sip_growth=0,100,1000,10000 sip_memory=300,5000 sip_most=20000
if [ -n "${MPABX_BENCH_SHORT:-}" ]; then sip_runs=1 sip_window=2 sip_gone=1 sip_growth=0,100 sip_memory=50,100 sip_most=550; fi

# On the last core. The kernel shares a core between sessions first (sched_autogroup), and net_spawn makes one each.
sip_pinned() { # LOG PROGRAM...
	local log=$1
	shift
	net_spawn "$log" sh -c '{ echo -19 > /proc/self/autogroup; } 2> /dev/null; exec "$@"' sh taskset -c $(($(nproc) - 1)) "$@"
}

sip_first=
! chrt -r 1 true 2> /dev/null || sip_first='chrt -r 1'
sip_load() { # OUTPUT ARGUMENT...
	local output=$1
	shift
	$sip_first taskset -c 0 "$net_bin/tests/bench/bench_sip" -i "$net_addr" "$@" "$net_addr" > "$dir/$output" 2> "$dir/$output.err" ||
		{ echo "contrib/bench: $output: $(tail -n 2 "$dir/$output.err" | tr '\n' ' ')" >&2; return 1; }
}

sip_config() {
	cat >> "$net_dir/node.cfg" <<-END
	sip
	 bind $net_addr 5060 udp
	 peer core address $net_addr 5070 udp
	 peer core probe 0
	 peer gateway address $net_addr 5080 udp
	 peer gateway probe 0
	 peer gateway trusted
	 core core
	END
	net_media_config 'silent-after 3600'
	net_config_media 'rtp ports 10000 65535' 'rtp way best' 'threads 0' > "$net_dir/media.cfg"
}

# Lines that ring five phones of their own together: a phone that talks is busy, so that calls side by side need others.
sip_hunters() {
	local line place n
	for line in {00..15}; do
		echo "INSERT INTO line (number, fleet_id, name, rights) VALUES (336399802$line, 3, 'Five', 63);"
		echo "INSERT INTO settings (line, hunt_active, hunt_together) VALUES (336399802$line, 1, 1);"
		for place in 1 2 3 4 5; do
			n=3319900$((8000 + 10#$line * 10 + place))
			echo "INSERT INTO fixed (number, fleet_id, name) VALUES ($n, 3, 'Phone');"
			echo "INSERT INTO hunt VALUES (336399802$line, $place, NULL, $n, 20, 0, 0);"
		done
	done
}

# The node and media on an address of their own, without what an earlier load left in their memory.
sip_start() { # NAME
	net_new "$dir/$1"
	sip_config
	net_stp || return
	net_node --demo && net_end $net_node_pid
	sip_hunters | sqlite3 "$net_dir/mpabx.db" || return
	net_media sip_pinned || return
	sip_pinned "$net_dir/node.log" "$net_bin/src/node/mpabx-node" -c "$net_dir/node.cfg"
	net_node_pid=$net_last
	net_wait_open $net_node_pid "$net_addr" $net_node_vty || { tail -n 5 "$net_dir/node.log" >&2; return 1; }
	net_media_answers && return
	echo 'contrib/bench: media does not answer' >&2
	return 1
}
sip_pids() { echo "$net_node_pid,$net_media_pid"; }

# of OUTPUT the lines of HELD calls, or all
sip_column() { awk -v held="${2:-}" 'held == "" || $1 == held { print $2 }' "$dir/$1"; }

sip_calls() { # with 0, then more and more calls held
	local held
	sip_start call || return
	sip_load growth.out -p "$(sip_pids)" -r 500 -w $sip_gone -n $sip_runs -d $sip_window -H $sip_growth
	[ -s "$dir/growth.out" ] || return
	for held in ${sip_growth//,/ }; do
		if [ "$held" = 0 ]; then sip_column growth.out 0 | median sip.call us
		elif [ -n "$(sip_column growth.out "$held")" ]; then sip_column growth.out "$held" | median "sip.call.held_$held" us
		else echo "contrib/bench: nothing counts with $held calls held" >&2; fi
	done
	net_stop
}

sip_calls_slow() {
	sip_start call100 || return
	sip_load call100.out -p "$(sip_pids)" -r 100 -w $sip_gone -n $sip_runs -d $sip_window || return
	sip_column call100.out | median sip.call.100 us
}

sip_fork() {
	sip_load fork5.out -p "$(sip_pids)" -r 20 -w $sip_gone -n $sip_runs -d $sip_window -u "$(printf ',06399802%s' {00..15})" -a 1 -A 100 || return
	sip_column fork5.out | median sip.fork5 us
	net_stop
}

sip_highest() { # the first pass climbs, the others begin a little below what it reached
	local run from=500 good
	for ((run = 0; run < sip_runs; run++)); do
		sip_start "rate$run" || return
		sip_load "rate$run.out" -p "$(sip_pids)" -x -r $from -M $sip_most -w 2 -d $sip_window || return
		good=$(sip_column "rate$run.out")
		echo "$good" >> "$dir/rates"
		[ $run != 0 ] || from=$((good * 8 / 10))
		net_stop
	done
	median sip.max_rate calls/s < "$dir/rates"
}

# Each run with a node and media of its own, side by side: memory does not mind.
sip_kb() {
	local run loads=()
	for ((run = 0; run < sip_runs; run++)); do
		sip_start "memory$run" || return
		(sip_load "memory$run.out" -p "$(sip_pids)" -m -r 100 -w $sip_gone -H $sip_memory) &
		loads+=($!)
	done
	for run in "${loads[@]}"; do wait "$run" || return; done
	cat "$dir"/memory?.out | awk '{ print $2 }' | median sip.kb_per_call kB
	net_stop
}

sip_kamailio() { # NAME
	net_new "$dir/$1"
	cat > "$net_dir/kamailio.cfg" <<-END
	#!KAMAILIO
	debug=1
	log_stderror=yes
	fork=yes
	children=2
	auto_aliases=no
	listen=udp:$net_addr:5060
	mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
	loadmodule "tm.so"
	loadmodule "sl.so"
	loadmodule "rr.so"
	loadmodule "pv.so"
	loadmodule "maxfwd.so"
	loadmodule "textops.so"
	loadmodule "siputils.so"
	request_route {
		if (!mf_process_maxfwd_header("10")) {
			sl_send_reply("483", "Too Many Hops");
			exit;
		}
		if (is_method("INVITE"))
			record_route();
		loose_route();
		\$du = "sip:$net_addr:5070";
		t_relay();
	}
	END
	sip_pinned "$net_dir/kamailio.log" kamailio -DD -E -f "$net_dir/kamailio.cfg" -Y "$net_dir" -P "$net_dir/kamailio.pid" -m 256
	sleep 2
	sip_load "$1.out" -p "$net_last$(pgrep -P "$net_last" | sed 's/^/,/' | tr -d '\n')" -r 500 -w 8 -n $(((sip_runs + 1) / 2)) \
		-d $sip_window || { tail -n 3 "$net_dir/kamailio.log" >&2; return 1; }
	net_stop
}

bench_sip() {
	local failed=0 ours theirs kamailio=:
	! command -v kamailio > /dev/null || kamailio=sip_kamailio
	{
		$kamailio kamailio1 || failed=1
		net_stop
		sip_calls || failed=1
		net_stop
		$kamailio kamailio2 || failed=1
		net_stop
		[ ! -s "$dir/kamailio1.out" ] || cat "$dir"/kamailio?.out | awk '{ print $2 }' | median sip.call.kamailio us
		sip_calls_slow && sip_fork || failed=1
		net_stop
		sip_highest || failed=1
		net_stop
		sip_kb || failed=1
		[ $failed = 0 ] || touch "$dir/failed"
	} | tee "$dir/figures"
	ours=$(figure sip.call) theirs=$(figure sip.call.kamailio)
	[ -z "$ours" ] || [ -z "$theirs" ] || ratio sip.call.ratio "$ours" "$theirs"
	[ ! -e "$dir/failed" ]
}
