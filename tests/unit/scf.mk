# SPDX-License-Identifier: AGPL-3.0-or-later
SCF_LIBS = src/scf/libscf.la src/call/libcall.la src/decide/libdecide.la src/fleet/libfleet.la src/cap/libcap.la \
	src/store/libstore.la src/sigtran/libsigtran.la src/base/libbase.la \
	$(OSMOSIGTRAN_LIBS) $(OSMOVTY_LIBS) $(OSMOCORE_LIBS) $(SQLITE_LIBS)
check_PROGRAMS += tests/unit/scf
TESTS += tests/unit/scf
tests_unit_scf_SOURCES = tests/unit/scf.c tests/lib/scf_bed.c tests/lib/scf_bed.h
tests_unit_scf_LDADD = $(SCF_LIBS)
noinst_PROGRAMS += tests/bench/bench_camel
tests_bench_bench_camel_SOURCES = tests/bench/bench_camel.c tests/bench/figures.h tests/lib/scf_bed.c tests/lib/scf_bed.h
tests_bench_bench_camel_LDADD = $(SCF_LIBS)
check_PROGRAMS += tests/unit/scf_steps
TESTS += tests/unit/scf_steps
tests_unit_scf_steps_SOURCES = tests/unit/scf_steps.c tests/unit/scf_switch.h tests/lib/scf_bed.c tests/lib/scf_bed.h
tests_unit_scf_steps_LDADD = $(SCF_LIBS)
noinst_PROGRAMS += tests/bench/bench_service
tests_bench_bench_service_SOURCES = tests/bench/bench_service.c tests/bench/figures.h tests/lib/scf_bed.c tests/lib/scf_bed.h
tests_bench_bench_service_LDADD = $(SCF_LIBS)
check_PROGRAMS += tests/unit/scf_hostile
TESTS += tests/unit/scf_hostile
tests_unit_scf_hostile_SOURCES = tests/unit/scf_hostile.c tests/lib/scf_bed.c tests/lib/scf_bed.h
tests_unit_scf_hostile_LDADD = $(SCF_LIBS)
noinst_PROGRAMS += tests/bench/traffic
tests_bench_traffic_SOURCES = tests/bench/traffic.c tests/lib/scf_bed.c tests/lib/scf_bed.h
tests_bench_traffic_LDADD = $(SCF_LIBS) -lm
check_PROGRAMS += tests/unit/scf_oom
TESTS += tests/unit/scf_oom
tests_unit_scf_oom_SOURCES = tests/unit/scf_oom.c tests/lib/scf_bed.c tests/lib/scf_bed.h $(OOM_FILES)
tests_unit_scf_oom_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/lib
tests_unit_scf_oom_LDADD = $(SCF_LIBS)
tests_unit_scf_oom_LDFLAGS = $(OOM_LINK)
check_PROGRAMS += tests/unit/scf_anchor
TESTS += tests/unit/scf_anchor
tests_unit_scf_anchor_SOURCES = tests/unit/scf_anchor.c tests/unit/scf_switch.h tests/lib/scf_bed.c tests/lib/scf_bed.h
tests_unit_scf_anchor_LDADD = $(SCF_LIBS)
