# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/store/libstore.la
src_store_libstore_la_SOURCES =
