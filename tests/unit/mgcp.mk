# SPDX-License-Identifier: AGPL-3.0-or-later
mgcp_tests = tests/unit/mgcp tests/unit/mgcp_agent
check_PROGRAMS += $(mgcp_tests)
TESTS += $(mgcp_tests)
mgcp_test_libs = src/mgcp/libmgcp.la src/base/libbase.la $(OSMOCORE_LIBS)

tests_unit_mgcp_SOURCES = tests/unit/mgcp.c
tests_unit_mgcp_LDADD = $(mgcp_test_libs)
tests_unit_mgcp_agent_SOURCES = tests/unit/mgcp_agent.c
tests_unit_mgcp_agent_LDADD = $(mgcp_test_libs)
