# SPDX-License-Identifier: AGPL-3.0-or-later
# contrib/bench media: what a relay costs for a second of a call (100 packets), as CPU time, user and system, of its whole
# process. Each relay carries the same calls one after the other, pinned to the second core, the phones to the first; a run
# in which a packet was lost is void. Packages that are not there are left out. Needs what contrib/bench has.

media_calls=100 media_seconds=4 media_runs=5
[ -z "${MPABX_BENCH_SHORT:-}" ] || media_calls=20 media_seconds=1 media_runs=1

media_pinned() { # LOG PROGRAM...: on the last core
	local log=$1
	shift
	net_spawn "$log" taskset -c $(($(nproc) - 1)) "$@"
}

media_address() { echo "127.$((RANDOM % 250 + 2)).$((RANDOM % 250 + 2)).1"; }

media_measure() { # TARGET ADDRESS PID FIGURE
	taskset -c 0 "$net_bin/tests/bench/bench_media" "$1" "$2" "$3" $media_calls $media_seconds $media_runs \
		> "$dir/$4" 2> "$dir/$4.err" || { echo "contrib/bench: $4: $(tail -n 1 "$dir/$4.err")" >&2; return 1; }
	median "$4" us < "$dir/$4"
}

media_ours() { # WAY FIGURE
	local address
	address=$(media_address)
	cat > "$dir/media-$1.cfg" <<-END
	line vty
	 no login
	 bind $address
	media
	 mgcp bind $address
	 rtp bind $address
	 rtp ports 20000 28191
	 rtp way $1
	 sounds $net_bin/src/media/sounds
	END
	media_pinned "$dir/media-$1.log" "$net_bin/src/media/mpabx-media" -c "$dir/media-$1.cfg"
	net_wait_open $net_last "$address" 4292 || { cat "$dir/media-$1.log" >&2; return 1; }
	media_measure ours "$address" $net_last "$2"
	net_end $net_last
}

media_osmo_mgw() {
	local address
	address=$(media_address)
	cat > "$dir/mgw.cfg" <<-END
	line vty
	 no login
	 bind $address
	mgcp
	 domain mgw
	 bind ip $address
	 bind port 2427
	 rtp port-range 16002 32000
	 rtp bind-ip $address
	 number endpoints 512
	END
	media_pinned "$dir/mgw.log" osmo-mgw -c "$dir/mgw.cfg"
	net_wait_open $net_last "$address" 4243 || { cat "$dir/mgw.log" >&2; return 1; }
	media_measure osmo-mgw "$address" $net_last media.relay.osmo_mgw
	net_end $net_last
}

media_rtpengine() {
	local address
	address=$(media_address)
	media_pinned "$dir/rtpengine.log" rtpengine --config-file=none --table=-1 --interface="$address" --listen-ng="$address:2223" \
		--port-min=16000 --port-max=32000 --foreground --log-stderr --log-level=3 --num-threads=2 --pidfile="$dir/rtpengine.pid"
	sleep 1
	media_measure rtpengine "$address" $net_last media.relay.rtpengine
	net_end $net_last
}

bench_media() {
	local failed=0 ours quicker
	{
		media_measure floor "$(media_address)" 0 media.relay.floor || failed=1
		media_ours best media.relay || failed=1
		media_ours sockets media.relay.sockets || failed=1
		if command -v osmo-mgw > /dev/null; then media_osmo_mgw || failed=1; fi
		if command -v rtpengine > /dev/null; then media_rtpengine || failed=1; fi
	} | tee "$dir/figures"
	ours=$(figure media.relay)
	quicker=$( { figure media.relay.osmo_mgw; figure media.relay.rtpengine; } | sort -g | head -n 1)
	[ -z "$ours" ] || [ -z "$quicker" ] || ratio media.relay.ratio "$ours" "$quicker"
	[ "$(wc -l < "$dir/figures")" -ge 3 ]
}
