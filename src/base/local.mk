# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/base/libbase.la
src_base_libbase_la_SOURCES =
