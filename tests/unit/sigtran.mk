# SPDX-License-Identifier: AGPL-3.0-or-later
check_PROGRAMS += tests/unit/ber tests/unit/mtp_mem
TESTS += tests/unit/ber tests/unit/mtp_mem
tests_unit_ber_SOURCES = tests/unit/ber.c
tests_unit_ber_LDADD = src/sigtran/libsigtran.la
tests_unit_mtp_mem_SOURCES = tests/unit/mtp_mem.c
tests_unit_mtp_mem_LDADD = src/sigtran/libsigtran.la $(OSMOCORE_LIBS)
