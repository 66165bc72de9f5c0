# SPDX-License-Identifier: AGPL-3.0-or-later
EXTRA_DIST += tests/unit/octets.h
check_PROGRAMS += tests/unit/tcap_codec
TESTS += tests/unit/tcap_codec
tests_unit_tcap_codec_SOURCES = tests/unit/tcap_codec.c
tests_unit_tcap_codec_LDADD = src/sigtran/libsigtran.la
TCAP_MACHINE_LIBS = src/sigtran/libsigtran.la src/base/libbase.la $(OSMOCORE_LIBS)
EXTRA_DIST += tests/unit/tcap_pair.h
check_PROGRAMS += tests/unit/tcap_machine
TESTS += tests/unit/tcap_machine
tests_unit_tcap_machine_SOURCES = tests/unit/tcap_machine.c
tests_unit_tcap_machine_LDADD = $(TCAP_MACHINE_LIBS)
