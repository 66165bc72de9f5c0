# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/call/libcall.la
src_call_libcall_la_SOURCES =
