#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every SCCP message that tests/unit/sccp makes the instance send, read by tshark: no malformed frame, no expert item.
# Run in the build tree. Exit 77 (skipped) without tshark. The payload is a pattern: its readers are off.
command -v tshark >/dev/null && command -v text2pcap >/dev/null || { echo "skipped: no tshark"; exit 77; }
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
tests/unit/sccp "$dir/pdus.hex" > "$dir/log" 2>&1 || { tail -5 "$dir/log"; exit 1; }
sent=$(wc -l < "$dir/pdus.hex")
text2pcap -q -P sccp "$dir/pdus.hex" "$dir/pdus.pcap" 2> "$dir/log" || { cat "$dir/log"; exit 1; }
read_frames() { tshark -r "$dir/pdus.pcap" --disable-protocol tcap --disable-protocol bssap "$@" 2>/dev/null; }
read=$(read_frames -Y sccp | wc -l)
read_frames -Y '!sccp || _ws.malformed || _ws.expert' > "$dir/bad"
cat "$dir/bad"
echo "$sent messages sent, $read read, $(wc -l < "$dir/bad") bad"
if [ "$sent" -gt 100 ] && [ "$read" = "$sent" ] && [ ! -s "$dir/bad" ]; then
	echo "1 passed, 0 failed"
else
	echo "0 passed, 1 failed"
	exit 1
fi
