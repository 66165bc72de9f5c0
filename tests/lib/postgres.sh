# SPDX-License-Identifier: AGPL-3.0-or-later
# A PostgreSQL server of a check's own, thrown away with it: only a socket in a temporary folder, nothing on the network.
#
#   postgres_new           makes the cluster in $postgres_dir, a new folder under /tmp (a socket's path must be short)
#   postgres_start         starts it; postgres_pid is its first process, the log is $postgres_dir/log, with every statement
#                          unless postgres_log is "none"
#   postgres_url DATABASE  the URL of a database there
#   postgres_sql DATABASE  psql, quiet, on its standard input
#   postgres_stop          ends the server; its data stay
#   postgres_end           ends it and takes everything away: for the caller's trap
#
# PostgreSQL refuses to run as root: there it is the user postgres, or nobody. The database's language is French by ICU
# and its order of texts not that of octets, as an operator's may be.
postgres_dir= postgres_pid=
postgres_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)

postgres_as=
if [ "$(id -u)" = 0 ]; then
	postgres_as=$(id -un postgres 2>/dev/null || echo nobody)
	postgres_as="--reuid=$postgres_as --regid=$(id -g "$postgres_as") --init-groups"
fi

postgres_new() {
	[ -x "$postgres_bin/initdb" ] || { echo "PostgreSQL's server is not installed"; return 1; }
	postgres_dir=$(mktemp -d /tmp/mpabx-postgres-XXXXXX) || return
	chmod 755 "$postgres_dir"
	[ -z "$postgres_as" ] || chown "$(setpriv $postgres_as id -u)" "$postgres_dir"
	setpriv $postgres_as "$postgres_bin/initdb" -D "$postgres_dir/data" -A trust -U mpabx -E UTF8 --no-sync --locale=C.UTF-8 \
		--locale-provider=icu --icu-locale=fr > "$postgres_dir/initdb.log" 2>&1 || { cat "$postgres_dir/initdb.log"; return 1; }
}

# A session of its own, so that Ctrl-C comes to the caller alone; ended by the kernel where the caller is killed.
postgres_start() {
	local tries
	setsid setpriv $postgres_as --pdeathsig INT "$postgres_bin/postgres" -D "$postgres_dir/data" -c listen_addresses= \
		-c unix_socket_directories="$postgres_dir" -c fsync=off -c log_statement=${postgres_log:-all} -c log_line_prefix='' \
		>> "$postgres_dir/log" 2>&1 < /dev/null &
	postgres_pid=$!
	for ((tries = 0; tries < 300; tries++)); do
		"$postgres_bin/pg_isready" -q -h "$postgres_dir" -U mpabx && return
		kill -0 $postgres_pid 2>/dev/null || break
		sleep 0.1
	done
	tail -n 20 "$postgres_dir/log"
	return 1
}

postgres_url() { echo "postgresql:///$1?host=$postgres_dir&user=mpabx"; }

postgres_sql() { "$postgres_bin/psql" -qAtX -v ON_ERROR_STOP=1 "$(postgres_url "$1")"; }

# INT: fast, whoever is connected. QUIT: at once.
postgres_stop() {
	local tries
	[ -n "$postgres_pid" ] || return 0
	kill -INT "$postgres_pid" 2>/dev/null
	for ((tries = 0; tries < 150; tries++)); do kill -0 "$postgres_pid" 2>/dev/null || break; sleep 0.1; done
	kill -QUIT "$postgres_pid" 2>/dev/null
	wait "$postgres_pid" 2>/dev/null
	postgres_pid=
}

postgres_end() {
	postgres_stop
	[ -z "$postgres_dir" ] || rm -rf "$postgres_dir"
	postgres_dir=
}
