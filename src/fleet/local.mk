# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/fleet/libfleet.la
src_fleet_libfleet_la_SOURCES =
