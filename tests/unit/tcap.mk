# SPDX-License-Identifier: AGPL-3.0-or-later
EXTRA_DIST += tests/unit/octets.h
check_PROGRAMS += tests/unit/tcap_codec
TESTS += tests/unit/tcap_codec
tests_unit_tcap_codec_SOURCES = tests/unit/tcap_codec.c
tests_unit_tcap_codec_LDADD = src/sigtran/libsigtran.la
