# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/cap/libcap.la
src_cap_libcap_la_SOURCES =
