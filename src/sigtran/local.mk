# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/sigtran/libsigtran.la
src_sigtran_libsigtran_la_SOURCES =
src_sigtran_libsigtran_la_SOURCES += src/sigtran/ber.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/mtp_mem.c
