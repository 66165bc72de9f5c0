# SPDX-License-Identifier: AGPL-3.0-or-later
bin_PROGRAMS += src/sim/mpabx-sim
src_sim_mpabx_sim_SOURCES = src/sim/main.c src/sim/cmd.h
src_sim_mpabx_sim_LDADD = src/sim/libplay.la src/cap/libcap.la src/sigtran/libsigtran.la src/base/libbase.la \
	$(OSMOSIGTRAN_LIBS) $(OSMOVTY_LIBS) $(OSMOCORE_LIBS)

# mpabx-sim decode
src_sim_mpabx_sim_SOURCES += \
	src/sim/cmd_decode.c \
	src/sim/decode.h \
	src/sim/decode_cap.c \
	src/sim/decode_isup.c \
	src/sim/decode_tcap.c \
	src/sim/hexline.c src/sim/hexline.h \
	src/sim/json.c src/sim/json.h

# Scenarios: what unit tests link too
noinst_LTLIBRARIES += src/sim/libplay.la
src_sim_libplay_la_SOURCES = \
	src/sim/break.c src/sim/break.h \
	src/sim/capture.c src/sim/capture.h \
	src/sim/endpoint.c src/sim/endpoint.h \
	src/sim/files.c src/sim/files.h \
	src/sim/lex.c src/sim/lex.h \
	src/sim/load.h src/sim/load_pdu.c \
	src/sim/network.c src/sim/network.h \
	src/sim/network_call.c \
	src/sim/network_dp.c \
	src/sim/network_map.c \
	src/sim/network_operation.c \
	src/sim/network_parse.c \
	src/sim/network_parse_story.c \
	src/sim/network_phone.c \
	src/sim/network_ssf.c \
	src/sim/network_story.c \
	src/sim/parse_words.c \
	src/sim/play.c src/sim/play.h \
	src/sim/play_expect.c \
	src/sim/play_message.c \
	src/sim/play_report.c \
	src/sim/play_send.c \
	src/sim/scenario.h \
	src/sim/scenario_parse.c src/sim/scenario_parse.h \
	src/sim/scenario_parse_step.c \
	src/sim/story.h \
	src/sim/template.c \
	src/sim/why.c
src_sim_mpabx_sim_SOURCES += src/sim/cmd_run.c src/sim/connect.c src/sim/connect.h \
	src/sim/cmd_load.c src/sim/cmd_attack.c
