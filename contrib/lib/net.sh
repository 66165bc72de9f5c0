# SPDX-License-Identifier: AGPL-3.0-or-later
# A small network for contrib/up and the checks: osmo-stp, the node and what the simulator needs, all on a loopback
# address of their own, so that many such networks run side by side on one machine with their usual ports.
#
#   net_new DIR            chooses the address ($net_addr), writes the configurations into DIR ($net_dir)
#   net_stp; net_node ...  start them; logs are DIR/stp.log, DIR/node.log
#   net_transfer_config [NETWORK]  before net_node: SIP to a gateway and a core, routing numbers, media; calls of network "demo" are
#                          anchored, or those of one of its own, NETWORK, with the titles 3368900013...
#   net_config_media [LINE...]  its configuration, with these lines at the end of "media": they count before those above
#   net_media_config [LINE...]  before net_node: the node's way to media, with these lines in its "media"; DIR/media.cfg as above
#   net_media [SPAWN]      mpabx-media, started by net_spawn or what is named; log is DIR/media.log
#   net_media_answers      waits until the node knows it
#   net_portal ...         the portal on the node's store and CTRL; log is DIR/portal.log
#   net_idle               waits until no call holds anything: no dialog, no pair of media (deleted up to 50 ms behind its call)
#   net_up SECONDS         waits until the node's link carries traffic
#   net_vty COMMAND...     what the node's VTY answers
#   net_forget PID         of a program that has ended by itself
#   net_stop               ends what was started, by its process id, and waits until it is gone
#
# The caller sets $net_bin, the folder that holds src/node/mpabx-node and src/sim/mpabx-sim, $net_store where the node's
# store is not an SQLite file of its own, and runs net_stop in its trap. AddressSanitizer's word about leaks comes out of the node's log.

net_stp_pc=0.23.1 net_node_pc=0.0.1 net_sim_pc=0.0.2
net_stp_vty=4239 net_node_vty=4290 net_ipa=5000 net_metrics=9290
net_gt=33689000100
net_portal_port=8080
net_top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

net_open() { (exec 3<> "/dev/tcp/$1/$2") 2>/dev/null; }

net_new() {
	local tries
	net_dir=$1
	for tries in 1 2 3 4 5 6 7 8 9; do
		net_addr=127.$((RANDOM % 250 + 2)).$((RANDOM % 250 + 2)).$((RANDOM % 250 + 2))
		net_open "$net_addr" $net_stp_vty || net_open "$net_addr" $net_node_vty || break
	done
	mkdir -p "$net_dir" || return
	net_config_stp > "$net_dir/stp.cfg"
	net_config_node > "$net_dir/node.cfg"
}

net_config_log() {
	cat <<EOF
log stderr
 logging filter all 1
 logging color 0
 logging print category 1
 logging print category-hex 0
 logging print level 1
 logging print file basename
 logging print extended-timestamp 1
 logging level set-all notice
EOF
}

# IPA carries no point codes: the STP keeps one fixed peer an AS, and knows a client by its name.
net_config_stp() {
	net_config_log
	cat <<EOF
line vty
 no login
 bind $net_addr
cs7 instance 0
 point-code $net_stp_pc
 as scf ipa
  routing-key 0 $net_node_pc
  point-code override dpc $net_sim_pc
 as ssf ipa
  routing-key 0 $net_sim_pc
  point-code override dpc $net_node_pc
 route-table system
  update route $net_node_pc 7.255.7 linkset scf
  update route $net_sim_pc 7.255.7 linkset ssf
 listen ipa $net_ipa
  accept-asp-connections dynamic-permitted
  local-ip $net_addr
EOF
}

net_config_node() {
	net_config_log
	cat <<EOF
line vty
 no login
 bind $net_addr
ctrl
 bind $net_addr
cs7 instance 0
 point-code $net_node_pc
 asp scf $net_ipa 0 ipa
  remote-ip $net_addr
  local-ip $net_addr
  role asp
  sctp-role client
 as as-scf ipa
  asp scf
  routing-key 0 $net_node_pc
cs7-peer $net_sim_pc
EOF
	net_config_service
}

# Networks, told apart by the beginning of their switches' titles: one for all others, and one each with what a network may
# do besides: calls watched to their end, or diverted ones not even counted; questions to the HLR, emergency centres; charging, numbers written otherwise; an
# HLR that forwards by itself. The simulator's service keys.
net_config_service() {
	cat <<EOF
mpabx
 store ${net_store:-sqlite:$net_dir/mpabx.db}
 spool $net_dir/spool size 4
 global-title $net_gt
 metrics bind $net_addr $net_metrics
 screen allow 33 cap
 screen allow 33 map
network demo
 gt-prefix 33
 service-key made 1
 service-key received 2
network watched
 gt-prefix 3368900011
 service-key made 1
 service-key received 2
 monitor
network plain
 gt-prefix 3368900012
 service-key made 1
 service-key received 2
 no count-diverted
network asked
 gt-prefix 33690
 service-key made 1
 service-key received 2
 ask-phone ati
 psap 33199004112
network routed
 gt-prefix 33693
 service-key made 1
 service-key received 2
 ask-phone sri
network charged
 gt-prefix 33691
 service-key made 1
 service-key received 2
 furnish-charging
 numbers national
 strip portability 60012
network foreign
 gt-prefix 33692
 service-key made 1
 service-key received 2
 hlr-forwarding foreign no-answer 20
EOF
}

net_pids=()
# Out of the terminal's process group, so that Ctrl-C comes to us alone; ended by the kernel where we are killed.
net_spawn() { # LOG PROGRAM...
	local log=$1
	shift
	setsid setpriv --pdeathsig TERM "$@" > "$log" 2>&1 < /dev/null &
	net_last=$!
	net_pids+=($!)
}

net_wait_open() { # PID ADDRESS PORT: until it listens, or its process ended
	local tries
	for ((tries = 0; tries < 200; tries++)); do
		net_open "$2" "$3" && return 0
		kill -0 "$1" 2>/dev/null || return 1
		sleep 0.05
	done
	return 1
}

net_stp() {
	net_spawn "$net_dir/stp.log" osmo-stp -c "$net_dir/stp.cfg"
	net_stp_pid=$net_last
	net_wait_open $net_stp_pid "$net_addr" $net_ipa
}

net_node() {
	net_spawn "$net_dir/node.log" "$net_bin/src/node/mpabx-node" -c "$net_dir/node.cfg" "$@"
	net_node_pid=$net_last
	net_wait_open $net_node_pid "$net_addr" $net_node_vty
}

# Anchored calls go to a routing number, from where a gateway brings them by SIP; sound passes through mpabx-media.
net_transfer_config() {
	sed -i "s/^network ${1:-demo}/&\\n anchor/; s/^mpabx/&\\n routing-numbers 33199005000 100/" "$net_dir/node.cfg"
	[ -z "${1:-}" ] || cat >> "$net_dir/node.cfg" <<EOF
network $1
 gt-prefix 3368900013
 service-key made 1
 service-key received 2
 anchor
EOF
	cat >> "$net_dir/node.cfg" <<EOF
sip
 bind $net_addr 5060 both
 peer core address $net_addr 5070 udp
 peer core probe 0
 peer gateway address $net_addr 5080 udp
 peer gateway probe 0
 peer gateway trusted
 core core
EOF
	net_media_config
}

net_media_config() {
	cat >> "$net_dir/node.cfg" <<EOF
media
 bind $net_addr 2727
 program one $net_addr 2427 media.invalid
${1:+$(printf ' %s\n' "$@")}
EOF
	net_config_media > "$net_dir/media.cfg"
}

net_config_media() {
	net_config_log
	cat <<EOF
line vty
 no login
 bind $net_addr
media
 mgcp bind $net_addr 2427
 mgcp domain media.invalid
 mgcp call-agent $net_addr 2727
 rtp bind $net_addr
 rtp ports 50000 50999
 rtp way sockets
 threads 1
 sounds $net_bin/src/media/sounds
${1:+$(printf ' %s\n' "$@")}
EOF
}

net_media() {
	"${1:-net_spawn}" "$net_dir/media.log" "$net_bin/src/media/mpabx-media" -c "$net_dir/media.cfg"
	net_media_pid=$net_last
	# It reads its sounds first: on a busy machine that takes a while.
	net_wait_open $net_media_pid "$net_addr" 4292 || net_wait_open $net_media_pid "$net_addr" 4292
}

net_media_answers() {
	local tries
	for ((tries = 0; tries < 150; tries++)); do
		net_vty 'show media' | grep -q '^program one  *answers' && return
		sleep 0.1
	done
	return 1
}

net_portal() {
	net_spawn "$net_dir/portal.log" "$net_bin/src/portal/mpabx-portal" --store "${net_store:-sqlite:$net_dir/mpabx.db}" \
		--key "$net_dir/mpabx.key" --listen "$net_addr:$net_portal_port" --node "$net_addr:4291" \
		--contract "$net_top/portal/openapi.yaml" --site "$net_bin/portal/pages" --mail-folder "$net_dir" "$@"
	net_portal_pid=$net_last
	net_wait_open $net_portal_pid "$net_addr" $net_portal_port
}

net_idle() {
	local tries
	for ((tries = 0; tries < 20; tries++)); do
		[ "$(net_vty 'show sip' 'show media' | grep -cE '^0 calls, 0 dialogs|^program .* 0 calls,')" = 2 ] && return
		sleep 0.1
	done
	net_vty 'show sip' 'show sip calls' 'show media'
	return 1
}

# The VTY drops what it has not sent yet when it is told to exit, so the end is a command that it does not know.
net_vty() {
	local line fd
	exec {fd}<> "/dev/tcp/$net_addr/$net_node_vty" || return
	for line in 'terminal length 0' "$@" that-was-all; do printf '%s\n' "$line"; done >&$fd
	while IFS= read -r -t 5 -u $fd line; do
		case $line in *'% Unknown command'*) break ;; esac
		printf '%s\n' "$line"
	done | tr -d '\r\000' | sed 's/[^[:print:][:space:]]//g'
	exec {fd}>&-
}

net_up() {
	local tries
	for ((tries = 0; tries < $1 * 5; tries++)); do
		net_vty 'show links' 2>/dev/null | grep -q '^Link  *up' && return 0
		kill -0 "$net_node_pid" 2>/dev/null || return 1
		sleep 0.2
	done
	return 1
}

net_sim_options() { echo "--ipa $net_addr:$net_ipa --name ssf --pc $net_sim_pc --node-gt $net_gt --node-pc $net_node_pc"; }

net_sim() { # COMMAND ARGUMENT...: mpabx-sim on this network
	local command=$1
	shift
	"$net_bin/src/sim/mpabx-sim" "$command" $(net_sim_options) "$@"
}

# Ends one process and gives its exit status.
net_end() {
	local pid=$1 tries
	kill -TERM "$pid" 2>/dev/null
	for ((tries = 0; tries < 100; tries++)); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
	kill -KILL "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}

net_forget() { # PID: it has ended by itself, its number may be somebody else's soon
	local pid left=()
	for pid in "${net_pids[@]}"; do [ "$pid" = "$1" ] || left+=("$pid"); done
	net_pids=("${left[@]}")
}

net_stop() {
	local i
	for ((i = ${#net_pids[@]} - 1; i >= 0; i--)); do net_end "${net_pids[i]}"; done
	net_pids=()
}
