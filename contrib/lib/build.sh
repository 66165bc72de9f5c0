# SPDX-License-Identifier: AGPL-3.0-or-later
# Builds the tree that TOP names for contrib/up and contrib/bench: where it was configured in place, in place, else in
# TOP/build. Sets net_bin to the folder of the build; says nothing but what fails.

# --help of the script itself: its head comment.
mpabx_help() { sed -n '3,/^[^#]/{ /^#/s/^# \{0,1\}//p; }' "$0"; }

mpabx_build() {
	local log
	net_bin=$TOP/build
	[ ! -f "$TOP/config.status" ] || net_bin=$TOP
	mkdir -p "$net_bin" || return
	log=$net_bin/contrib-build.log
	exec 7> "$net_bin/contrib-build.lock"
	flock 7
	[ -x "$net_bin/src/node/mpabx-node" ] || echo "Building mpabx, some minutes (what it says: $log)" >&2
	mpabx_build_now > "$log" 2>&1 7>&- || { tail -n 20 "$log" >&2; echo "the build failed: $log" >&2; return 1; }
	flock -u 7
}

mpabx_build_now() {
	# automake alone, which make would run, adds no helper file that a new kind of source needs
	if [ ! -x "$TOP/configure" ] || [ -n "$(cd "$TOP" && find configure.ac Makefile.am src tests \( -name '*.ac' -o -name '*.am' -o \
		-name '*.mk' \) -newer configure)" ]; then
		(cd "$TOP" && autoreconf -fi && touch configure) || return
	fi
	cd "$net_bin" || return
	[ -f Makefile ] || "$TOP/configure" --quiet || return
	make -j"$(nproc)" --no-print-directory
}
