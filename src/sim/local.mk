# SPDX-License-Identifier: AGPL-3.0-or-later
bin_PROGRAMS += src/sim/mpabx-sim
src_sim_mpabx_sim_SOURCES = src/sim/main.c src/sim/cmd.h
src_sim_mpabx_sim_LDADD = src/cap/libcap.la src/sigtran/libsigtran.la src/base/libbase.la \
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
