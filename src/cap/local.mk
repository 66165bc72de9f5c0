# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/cap/libcap.la
src_cap_libcap_la_SOURCES =
# ISUP, MAP and 24.008 parameters
src_cap_libcap_la_SOURCES += \
	src/cap/gsm7.c src/cap/gsm7.h \
	src/cap/isup_address.c \
	src/cap/isup_cause.c \
	src/cap/isup_digits.c \
	src/cap/isup_nibbles.c src/cap/isup_nibbles.h \
	src/cap/isup_number.c \
	src/cap/isup_redirection.c \
	src/cap/isup_time.c \
	src/cap/param.c \
	src/cap/ussd.c
