#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# sls.sh CAPTURE: the node keeps to one SLS in each dialogue, so that its messages stay in sequence (Q.714 1.1.2.2), and over all
# dialogues uses several. The capture must hold dialogues with more than one message of the node.
tshark -n -r "$1" -Y 'mtp3.opc == 1 && tcap.tid' -T fields -e tcap.tid -e mtp3.sls 2> /dev/null | awk -v file="${1##*/}" '
	{
		ids = split($1, id, ",")	# a Continue names both, the peer last
		key = id[ids]
		if (!(key in sls)) { sls[key] = $2; dialogues++; used[$2] = 1 } else { again++; if (sls[key] != $2) mixed++ }
	}
	END {
		for (s in used) several++
		good = again > 0 && !mixed && several > 1
		printf "%s %s: %d dialogues, %d later messages, %d of them off their dialogue'"'"'s SLS; %d SLS in all\n",
			good ? "ok" : "FAILED", file, dialogues, again, mixed, several
		printf "%d passed, %d failed\n", good, !good
		exit !good
	}'
