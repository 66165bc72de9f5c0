# SPDX-License-Identifier: AGPL-3.0-or-later
check_PROGRAMS += tests/unit/isup tests/unit/ussd
TESTS += tests/unit/isup tests/unit/ussd
tests_unit_isup_SOURCES = tests/unit/isup.c tests/unit/hex.h
tests_unit_isup_LDADD = src/cap/libcap.la
tests_unit_ussd_SOURCES = tests/unit/ussd.c tests/unit/hex.h
tests_unit_ussd_LDADD = src/cap/libcap.la
TESTS += tests/integration/decode.sh
EXTRA_DIST += tests/integration/decode.sh tests/vectors/cap.tsv tests/vectors/isup.tsv tests/vectors/map.tsv \
	tests/vectors/own.tsv tests/vectors/tcap.tsv
