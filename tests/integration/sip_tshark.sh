#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every SIP message that the agents of tests/unit/sip_calls and sip_network send, read by tshark: no malformed SIP or SDP,
# no expert item. Run in the build tree. Exit 77 (skipped) without tshark.
command -v tshark >/dev/null && command -v text2pcap >/dev/null || { echo "skipped: no tshark"; exit 77; }
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
for test in sip_calls sip_network; do
	SIP_CAPTURE=$dir/sent tests/unit/$test > "$dir/log" 2>&1 || { tail -5 "$dir/log"; exit 1; }
done
sent=$(grep -c '^000000 ' "$dir/sent")
text2pcap -q -u 5060,5060 "$dir/sent" "$dir/pcap" 2> "$dir/log" || { cat "$dir/log"; exit 1; }
read=$(tshark -r "$dir/pcap" -Y sip 2>/dev/null | wc -l)
# tshark calls little of SIP malformed, so it also has to find what each message needs. 0x600000 is a warning; notes say
# that a message came again, which these tests make happen.
needed='sip.Call-ID && sip.CSeq.method && sip.from.tag && sip.Via.branch && sip.Content-Length'
media='sdp.media.port && sdp.connection_info.address && sdp.owner.address'
tshark -r "$dir/pcap" -Y "!sip || _ws.malformed || _ws.expert.severity >= 0x600000 || !($needed) ||
	(sip.Content-Type contains \"sdp\" && !($media))" > "$dir/bad" 2> "$dir/log" || { cat "$dir/log"; exit 1; }
cat "$dir/bad"
echo "$sent messages sent, $read read, $(wc -l < "$dir/bad") bad"
if [ "$sent" -gt 100 ] && [ "$read" = "$sent" ] && [ ! -s "$dir/bad" ]; then
	echo "1 passed, 0 failed"
else
	echo "0 passed, 1 failed"
	exit 1
fi
