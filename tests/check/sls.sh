#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# sls.sh CAPTURE: the node keeps to one SLS in each dialogue, and over all of them uses several (Q.714 1.1.2.2: in sequence).
tshark -n -r "$1" -Y 'mtp3.opc == 8 && tcap.dtid' -T fields -e tcap.dtid -e mtp3.sls | awk -v file="${1##*/}" '
	{ if (!($1 in sls)) { sls[$1] = $2; dialogues++; used[$2] = 1 } else if (sls[$1] != $2) mixed++; n++ }
	END {
		for (s in used) several++
		good = n > 0 && !mixed && several > 1
		printf "%s %s: %d messages of %d dialogues, %d SLS in all, %d messages off their dialogue'"'"'s\n",
			good ? "ok" : "FAILED", file, n, dialogues, several, mixed
		printf "%d passed, %d failed\n", good, !good
		exit !good
	}'
