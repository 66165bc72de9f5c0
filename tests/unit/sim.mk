# SPDX-License-Identifier: AGPL-3.0-or-later

check_PROGRAMS += tests/unit/cap_set
TESTS += tests/unit/cap_set
tests_unit_cap_set_SOURCES = tests/unit/cap_set.c
tests_unit_cap_set_LDADD = src/cap/libcap.la src/sigtran/libsigtran.la src/base/libbase.la $(OSMOCORE_LIBS)

check_PROGRAMS += tests/unit/scenario
TESTS += tests/unit/scenario
tests_unit_scenario_SOURCES = tests/unit/scenario.c
tests_unit_scenario_LDADD = src/sim/libplay.la src/cap/libcap.la src/sigtran/libsigtran.la src/base/libbase.la \
	$(OSMOCORE_LIBS)

check_PROGRAMS += tests/unit/sim_tools
TESTS += tests/unit/sim_tools
tests_unit_sim_tools_SOURCES = tests/unit/sim_tools.c
tests_unit_sim_tools_LDADD = src/sim/libplay.la src/cap/libcap.la src/sigtran/libsigtran.la src/base/libbase.la \
	$(OSMOCORE_LIBS)

check_PROGRAMS += tests/unit/network
TESTS += tests/unit/network
tests_unit_network_SOURCES = tests/unit/network.c
tests_unit_network_LDADD = src/sim/libplay.la src/cap/libcap.la src/sigtran/libsigtran.la src/base/libbase.la \
	$(OSMOCORE_LIBS)
