# SPDX-License-Identifier: AGPL-3.0-or-later
# What the parts of contrib/check share. TOP is the repository, SRC the copy that is built, OUT the folder of all builds.
passed=0 failed=0 skipped=0

ok() { passed=$((passed + 1)); echo "ok $*"; }
bad() { failed=$((failed + 1)); echo "FAILED $*"; }
skip() { skipped=$((skipped + $1)); shift; echo "skipped $*"; }

summary() {
	printf '%d passed, %d failed' "$passed" "$failed"
	[ "$skipped" = 0 ] || printf ', %d skipped' "$skipped"
	echo
	[ "$failed" = 0 ]
}

# add_up FILE...: the last line `N passed, N failed[, N skipped]` of each file counts here too; one without it is a failure.
add_up() {
	local file last p f s
	for file in "$@"; do
		last=$(grep -Ex '[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?' "$file" 2>/dev/null | tail -1)
		if [ -z "$last" ]; then bad "$file ended without a count"; continue; fi
		read -r p f s < <(sed -E 's/[^0-9]+/ /g' <<< "$last")
		passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + ${s:-0}))
	done
}

# configure NAME ARGUMENT...: OUT/NAME made ready to build SRC, and entered.
configure() {
	local name=$1
	shift
	mkdir -p "$OUT/$name" && cd "$OUT/$name" || return
	if [ ! -f Makefile ] || [ "$(cat .arguments 2>/dev/null)" != "$*" ] || [ "$SRC/configure" -nt config.status ]; then
		"$SRC/configure" --quiet "$@" || return
		echo "$*" > .arguments
	fi
}

# build NAME ARGUMENT...: SRC built in OUT/NAME, with every test program.
build() { configure "$@" && make -j2 --no-print-directory all && make -j2 --no-print-directory check TESTS=; }
