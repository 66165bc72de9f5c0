# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/scf/libscf.la
src_scf_libscf_la_SOURCES = \
	src/scf/anchor.c \
	src/scf/ask.c \
	src/scf/build.c \
	src/scf/carry_out.c \
	src/scf/dialogue.c \
	src/scf/events.c \
	src/scf/initial_dp.c \
	src/scf/locate.c \
	src/scf/map.c \
	src/scf/map_ati.c \
	src/scf/map_sri.c \
	src/scf/map_ss.c \
	src/scf/scf.c \
	src/scf/scf_private.h
