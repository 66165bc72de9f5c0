#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# mpabx-fleet as an operator uses it: import, dry run, export, check, list, delete; what it says and how it ends. With
# MPABX_FLEET_STORE (the URL of an empty PostgreSQL database) its store lies there. Run in the build tree.
fleet=src/tools/mpabx-fleet
example=${top_srcdir:-.}/doc/examples/fleet.csv
dir=$(mktemp -d /tmp/mpabx-fleet-XXXXXX) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0
store=${MPABX_FLEET_STORE:-sqlite:$dir/store.db}
export LC_ALL=C

ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "FAILED $*"; sed 's/^/  out: /' "$dir/out"; sed 's/^/  err: /' "$dir/err"; }

# ends STATUS PATTERN ARGUMENT...: the pattern is looked for in all that it says; "" means silence
ends() {
	local status=$1 pattern=$2 is
	shift 2
	"$fleet" --store "$store" --key "$dir/key" "$@" > "$dir/out" 2> "$dir/err"
	is=$?
	if [ "$is" != "$status" ]; then bad "$*: exit $is, not $status"; return 1; fi
	if grep -qE 'ERROR: |runtime error' "$dir/err"; then bad "$*: a sanitizer"; return 1; fi
	if [ -n "$pattern" ]; then cat "$dir/out" "$dir/err" | grep -qE -- "$pattern" || { bad "$*: does not say $pattern"; return 1; }
	else [ ! -s "$dir/out" ] && [ ! -s "$dir/err" ] || { bad "$*: says something"; return 1; }; fi
	ok
}
same() { if cmp -s "$1" "$2"; then ok; else failed=$((failed + 1)); echo "FAILED $1 and $2 differ"; diff "$1" "$2" | head; fi; }

"$fleet" > "$dir/out" 2> "$dir/err"; [ $? = 2 ] && grep -q '^usage' "$dir/err" && ok || bad "no argument"
"$fleet" --help > "$dir/out" 2> "$dir/err" && grep -q 'import' "$dir/out" && ok || bad "--help"
ends 2 'there is no store there' list
ends 2 'there is no store there' import "$example"
ends 2 'there is no store there' import --create --dry-run "$example"
[ ! -e "$dir/store.db" ] && ok || bad "a dry run makes no store"

ends 0 '18 added, 0 changed, 0 removed' import --create --lang en "$example"
[ "$(stat -c %a "$dir/key")" = 600 ] && ok || bad "the key's mode"
ends 0 'Librairie Petit.*4 lines.*1 groups' list --lang en
ends 0 '' export --lang fr --fleet 'Librairie Petit' "$dir/fr.csv"
same "$example" "$dir/fr.csv"
ends 0 '' export --lang fr --fleet '#1' --semicolon "$dir/excel.csv"
[ "$(head -c 3 "$dir/excel.csv" | od -An -tx1 | tr -d ' \n')" = efbbbf ] && grep -q '^ligne;' "$dir/excel.csv" && ok || bad "semicolons"
ends 0 '^0 added, 0 changed, 0 removed' import "$dir/excel.csv"
ends 0 '' export --lang en --fleet 'Librairie Petit' "$dir/en.csv"
ends 0 'Dry run, nothing is written: 0 to add, 0 to change, 0 to remove' import --dry-run "$dir/en.csv"
ends 0 'fleets: 1, refused: 0' check

# ---- codes are shown only where they are asked for, and only to who has the key
grep -q code- "$dir/fr.csv" && { echo "FAILED codes without --codes"; failed=$((failed + 1)); }
: > "$dir/codes.csv" && chmod 644 "$dir/codes.csv"	# one that was there, for everybody to read
ends 0 '' export --codes --lang en --fleet '#1' "$dir/codes.csv"
grep -qE '^group,.*,[0-9]{4},[0-9]{4},' "$dir/codes.csv" && [ "$(stat -c %a "$dir/codes.csv")" = 600 ] && ok || bad "codes"
mv "$dir/key" "$dir/key.away"
ends 2 'no key file' export --codes --fleet '#1' "$dir/nothing.csv"
ends 0 '^0 added, 0 changed' import "$dir/en.csv"
rm -f "$dir/key"; mv "$dir/key.away" "$dir/key"
chmod 644 "$dir/key"
ends 2 'others than its owner' import "$dir/en.csv"
chmod 600 "$dir/key"

# ---- an update: what it would do, then that it did it, in one author's name
sed -e '/Apprenti/d' -e 's/06 39 98 00 34//g' -e 's/Marc/Marcel/' "$example" > "$dir/update.csv"
ends 0 '^- line 06 39 98 00 34 Apprenti' import --dry-run "$dir/update.csv"
ends 0 '^~ line 06 39 98 00 32 Marcel' import --dry-run "$dir/update.csv"
ends 0 '0 to add, 2 to change, 1 to remove' import --dry-run "$dir/update.csv"
ends 0 '0 ajoutés, 2 modifiés, 1 supprimés' import --lang fr --author night-shift "$dir/update.csv"
ends 0 '0 to add, 0 to change, 0 to remove' import --dry-run "$dir/update.csv"
if command -v sqlite3 > /dev/null && [ -f "$dir/store.db" ]; then
	[ "$(sqlite3 "$dir/store.db" "SELECT COUNT(DISTINCT who) FROM change_log WHERE seq > 40 AND who <> 'night-shift'")" = 0 ] &&
		[ "$(sqlite3 "$dir/store.db" "SELECT COUNT(*) FROM change_log WHERE who = 'night-shift'")" -ge 3 ] && ok || bad "the author"
fi

# ---- all or nothing, every bad line told
cat > "$dir/bad.csv" <<- 'END'
	object;number;name;short-number;kind;destination;ring;active
	fleet;;Librairie Petit
	line;06 39 98 00 31;Zoé;31
	line;06 39 98 00 32;Marc;112
	line;12;Nobody
	forwarding;06 39 98 00 31;;;busy;06 39 98 00 32
	forwarding;06 39 98 00 32;;;busy;06 39 98 00 31
	forwarding;06 39 98 00 32;;;no-answer;3900
	hunt;06 39 98 00 31;;;;06 39 98 00 99
	line;06 39 98 00 33;"Nad"ia
	frob;1
END
for says in '^.*:4: short-number: This short number already means something else' ':5: number: Short number not available' \
	':7: destination: Loop detected: 06 39 98 00 32 → 06 39 98 00 31 → 06 39 98 00 32\. Choose another destination' \
	':8: destination: Special numbers are not allowed here' ":9: destination: This number is outside your company's VPN" \
	':10: Misplaced quote' ':11: object: Unknown object: "frob"' '^7 refused: nothing is written'; do
	ends 1 "$says" import "$dir/bad.csv"
done
ends 1 'numéro-court : Ce numéro court a déjà un autre sens' import --lang fr "$dir/bad.csv"
ends 1 'Boucle détectée : 06 39 98 00 32 → ' import --lang fr "$dir/bad.csv"
ends 0 '' export --lang en --fleet '#1' "$dir/after.csv"
ends 0 '0 to add, 0 to change, 0 to remove' import --dry-run "$dir/update.csv"

# ---- hostile and unlucky
head -c 300000 /dev/urandom > "$dir/noise"
ends 1 'nothing is written' import "$dir/noise"
head -c 300000 /dev/zero > "$dir/zeros"
ends 1 'not a text file' import "$dir/zeros"
{ echo object,number,name; echo fleet,,X; yes 'line,06 39 98 00 31,"' | head -50000; } > "$dir/quotes"
ends 1 'refused: nothing is written' import "$dir/quotes"
{ echo object,number,name; echo fleet,,X; yes 'frob,1,2' | head -5000; } > "$dir/many"
ends 1 'and 4800 more' import "$dir/many"
ends 2 'No such file' import "$dir/not-there.csv"
ends 2 'Is a directory' import "$dir"
ends 2 'there is no fleet "Nobody"' export --fleet Nobody
ends 2 'No such file' export --fleet '#1' "$dir/no/where.csv"
if [ -e /dev/full ]; then ends 2 'No space left' export --fleet '#1' /dev/full; fi
"$fleet" --store "$store" export --fleet '#1' > /dev/full 2> "$dir/err"; [ $? = 2 ] && ok || bad "a full disk under the output"

# A disk that fills up in the middle of an import: nothing of it stays, and it goes on afterwards.
if [ -f "$dir/store.db" ]; then
	{ echo object,number,name; echo fleet,,Large; seq -f 'line,06%08.0f,Somebody with a long name' 20000000 20030000; } > "$dir/large.csv"
	blocks=$(($(stat -c %s "$dir/store.db") / 1024 + 300))
	(trap '' XFSZ; ulimit -f $blocks; ends 2 'the store could not write, nothing is changed' import "$dir/large.csv"; exit $failed) &&
		ok || bad "a disk that fills up"
	ends 0 '0 to add, 0 to change, 0 to remove' import --dry-run "$dir/update.csv"
	ends 0 'fleets: 1, refused: 0' check
fi

# ---- the records of one line
ends 2 'with its country code' erase-records
ends 2 'avec son indicatif' erase-records --line 0639980031 --lang fr --yes
ends 1 'Add --yes' erase-records --line +33639980031
ends 0 '^0 erased' erase-records --line +33639980031 --yes
if command -v sqlite3 > /dev/null && [ -f "$dir/store.db" ]; then
	for n in 31 31 32; do
		id=$((${id:-0} + 1))
		sqlite3 "$dir/store.db" "INSERT INTO call_record VALUES ($id, $id, 'received', 336399800$n, NULL, NULL, 1, '', NULL, NULL,
			'', NULL, 1, 0, 2, 'normal', 0, 'phone', 'rings-phone', 0, 0, 0, NULL, NULL, '', 0, 0, 0, 0, 'none')"
	done
	ends 0 '^2 erased' erase-records --line 33639980031 --yes
	[ "$(sqlite3 "$dir/store.db" "SELECT served FROM call_record")" = 33639980032 ] && ok || bad "somebody else's records"
fi

ends 1 'Add --yes' delete --fleet '#1'
ends 0 '' delete --fleet '#1' --yes
ends 0 '' list
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
