# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/scf/libscf.la
src_scf_libscf_la_SOURCES =
