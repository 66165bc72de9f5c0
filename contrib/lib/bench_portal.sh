# SPDX-License-Identifier: AGPL-3.0-or-later
# contrib/bench portal: what mpabx-portal gives with a million lines in its store and a hundred listeners, on SQLite and on
# PostgreSQL. The portal (and the database server) run on all cores but the last, those who ask on the last one. Needs dir,
# net_bin, median and net.sh of contrib/bench.
#
#   read    a line's forwardings       write   the same saved, each time another destination
#   list    25 lines of the search     groups  25 groups
#   .rps    as many as go              .p99_ms, .p50_ms  at a pace: 2,000 reads a second, 500 lists, 100 writes, or 0.8 of .rps
#
#   .cpu_us what one costs the portal's process (its threads, not the database server)
. "$TOP/tests/lib/postgres.sh"

portal_lines=${MPABX_BENCH_LINES:-1000000} portal_seconds=${MPABX_BENCH_SECONDS:-4} portal_runs=${MPABX_BENCH_RUNS:-3}
portal_listeners=100
[ -z "${MPABX_BENCH_SHORT:-}" ] || portal_lines=20000 portal_seconds=1 portal_runs=1
# How many lines a fleet has, and how many fleets of a million lines are of that size.
portal_sizes=(10000 1000 200 40 10) portal_counts=(1 40 1500 10000 25000)

# Text for both engines. Line n is 33700000000 + n; a fleet's lines follow one another.
portal_fill_sql() {
	local band first=0 fleet=1 size count number
	echo 'BEGIN;'
	for band in 0 1 2 3 4; do
		size=${portal_sizes[band]} count=$((portal_counts[band] * portal_lines / 1000000))
		[ $count -ge 1 ] || count=1
		number=$((33700000000 + first))
		cat <<-END
		INSERT INTO fleet (id, name, profile) WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $count)
		SELECT $fleet + i, 'Entreprise ' || ($fleet + i), 'fr-current' FROM n;
		INSERT INTO line (number, fleet_id, name, rights)
		WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $((size * count)))
		SELECT $number + i, $fleet + i / $size, 'Poste ' || (i % $size), 63 FROM n;
		INSERT INTO short_number (fleet_id, digits, line)
		WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 2 FROM n WHERE i + 2 < $((size * count)))
		SELECT $fleet + i / $size, CAST(20000 + i % $size AS TEXT), $number + i FROM n;
		INSERT INTO call_group (fleet_id, number, name, mode, queue, ring_s, rest_s, wait_s, member_rules, code_user, code_admin)
		WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $((count * size / 10)))
		SELECT $fleet + i * 10 / $size, 33600000000 + $first / 10 + i, 'Groupe ' || i, 'linear', 1, 12, 30, 0, 0, '?', '?' FROM n
		WHERE i * 10 % $size < 200;
		INSERT INTO group_member (group_id, line, position, connected)
		SELECT g.id, (g.number - 33600000000) * 10 + 33700000000 + m.i, m.i, 1 FROM call_group g
		CROSS JOIN (SELECT 1 AS i UNION ALL SELECT 2 UNION ALL SELECT 3) m WHERE g.fleet_id BETWEEN $fleet AND $((fleet + count - 1));
		END
		first=$((first + size * count)) fleet=$((fleet + count))
	done
	cat <<-END
	INSERT INTO forwarding (line, kind, active, destination) SELECT number, 'no-answer', 1, 33199001234 FROM line WHERE number % 5 < 2;
	INSERT INTO forwarding (line, kind, active, destination) SELECT number, 'busy', 1, 33199001235 FROM line WHERE number % 20 = 3;
	INSERT INTO settings (line, no_answer_s) SELECT number, 30 FROM line WHERE number % 10 = 1;
	INSERT INTO hunt (line, position, to_line, ring_s, confirm, allow_diverted)
	SELECT number, 1, number, 20, 0, 0 FROM line WHERE number % 50 = 7;
	INSERT INTO blocked_of_line (line, number) SELECT number, 33199005555 FROM line WHERE number % 25 = 9;
	END
	portal_people_sql
	echo 'COMMIT;'
}

# 200 managers who are signed in: 40 of the largest fleet, the others each in a fleet of his own.
portal_people_sql() {
	local i token now
	now=$(date +%s)
	while read -r i token _ fleet _; do
		cat <<-END
		INSERT INTO portal_user (id, login, name, role, fleet_id, lang) VALUES ($((1000 + i)), 'm$i@bench.example', 'Manager $i', 'manager', $fleet, 'fr');
		INSERT INTO portal_session (token, user_id, csrf, stage, created, seen, expires)
		VALUES ('$(printf %s "$token" | b2sum -l 256 | cut -d' ' -f1)', $((1000 + i)), '$token', 1, $now, $now, $((now + 28800)));
		END
	done < "$dir/people.full"
}

portal_people() {
	local i band=0 fleet=1 first=0 at=0 count
	for ((i = 1; i <= 200; i++)); do
		count=$((portal_counts[band] * portal_lines / 1000000))
		[ $count -ge 1 ] || count=1
		printf '%d bench%038d bench%038d %d %d %d\n' $i $i $i $((fleet + at % count)) $((33700000000 + first + at % count * portal_sizes[band])) \
			${portal_sizes[band]}
		at=$((at + 1))
		if [ $((i % 40)) = 0 ]; then
			first=$((first + portal_sizes[band] * count)) fleet=$((fleet + count)) band=$((band + 1)) at=0
		fi
	done | tee "$dir/people.full" | cut -d' ' -f2- > "$dir/people"
}

portal_measure() { # STORE: sqlite or postgres, its URL
	local name=$1 url=$2 figure unit
	net_spawn "$dir/portal-$name.log" taskset -c "0-$(($(nproc) > 1 ? $(nproc) - 2 : 0))" "$net_bin/src/portal/mpabx-portal" --store "$url" --key "$dir/key" \
		--listen "$net_addr:$net_portal_port" --rate 0 --site "$net_bin/portal/pages"
	net_wait_open $net_last "$net_addr" $net_portal_port || { cat "$dir/portal-$name.log" >&2; return 1; }
	taskset -c $(($(nproc) - 1)) "$net_bin/tests/bench/bench_portal" "$net_addr" $net_portal_port $net_last "$dir/people" $portal_listeners \
		"$portal_seconds" "$portal_runs" > "$dir/portal-$name" || { tail -n 5 "$dir/portal-$name.log" >&2; return 1; }
	for figure in $(cut -d' ' -f1 "$dir/portal-$name" | awk '!seen[$0]++'); do
		case $figure in *_ms) unit=ms ;; *_us) unit=us ;; *) unit=1/s ;; esac
		sed -n "s/^$figure //p" "$dir/portal-$name" | median "portal.$figure.$name" "$unit"
	done
	[ "$name" = sqlite ] || { net_end $net_last; return; }
	portal_first_page
	net_end $net_last
}

# Everything that the first page needs, as it comes compressed: what index.html names.
portal_first_page() {
	local base=http://$net_addr:$net_portal_port octets=0 n path
	[ -f "$net_bin/portal/pages/index.html" ] || { echo "contrib/bench: the pages are not built: no portal.first_page_kb" >&2; return 0; }
	for path in / $(grep -oE '(src|href)="/[^"]*\.(js|css|woff2|svg)"' "$net_bin/portal/pages/index.html" | sed 's/^[a-z]*="//; s/"$//'); do
		n=$(python3 -c 'import sys, urllib.request as u
print(len(u.urlopen(u.Request(sys.argv[1], headers={"Accept-Encoding": "gzip"})).read()))' "$base$path") || return
		octets=$((octets + n))
	done
	awk -v n=$octets 'BEGIN { print n / 1024 }' | median portal.first_page_kb kB
}

portal_on_sqlite() {
	local url=sqlite:$dir/portal.db
	echo 'a long password' | "$net_bin/src/portal/mpabx-portal" --store "$url" --key "$dir/key" --add-operator op@bench.example || return
	{ echo 'PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;'; portal_fill_sql; } | sqlite3 -bail "$dir/portal.db" || return
	portal_measure sqlite "$url"
}

portal_on_postgres() {
	local url
	postgres_log=none
	postgres_new >&2 && postgres_start >&2 || return
	postgres_sql postgres <<< 'CREATE DATABASE bench;'
	url=$(postgres_url bench)
	echo 'a long password' | "$net_bin/src/portal/mpabx-portal" --store "$url" --key "$dir/key" --add-operator op@bench.example || return
	{ echo 'SET session_replication_role = replica;'; portal_fill_sql; echo 'ANALYZE;'; } | postgres_sql bench || return
	portal_measure postgres "$url"
	postgres_end
}

bench_portal() {
	local failed=0
	net_new "$dir/net"
	portal_people
	{
		portal_on_sqlite || failed=1
		rm -f "$dir"/portal.db*
		portal_on_postgres || failed=1
	} | tee "$dir/figures"
	portal_both
	[ "$(wc -l < "$dir/figures")" -ge 24 ]
}

# The issue's names: of both stores the slower one's read.
portal_both() {
	local name of
	for name in rps p99_ms; do
		of=$([ $name = rps ] && echo -g || echo -gr)
		grep -E "\"portal\.read\.$name\." "$dir/figures" | sed 's/.*"value":\([0-9.e+]*\),.*/\1 &/' | sort $of | head -n 1 |
			sed "s/^[^ ]* //; s/portal\.read\.$name\.[a-z]*/portal.$name/"
	done
}
