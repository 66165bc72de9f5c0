# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/sigtran/libsigtran.la
src_sigtran_libsigtran_la_SOURCES =
src_sigtran_libsigtran_la_SOURCES += src/sigtran/ber.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/mtp_mem.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/tcap.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/tcap_abort.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/tcap_component.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/tcap_decode.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/tcap_decode_component.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/tcap_decode_dialogue.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/tcap_dialogue.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/tcap_encode.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/tcap_invoke.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/tcap_notice.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/tcap_rx.c
src_sigtran_libsigtran_la_SOURCES += src/sigtran/tcap_tx.c
