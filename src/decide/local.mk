# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/decide/libdecide.la
src_decide_libdecide_la_SOURCES =
