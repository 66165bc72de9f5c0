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
# The ASN.1 engine and what operations share
src_cap_libcap_la_SOURCES += \
	src/cap/asn.c src/cap/asn.h \
	src/cap/asn_decode.c \
	src/cap/asn_encode.c \
	src/cap/asn_print.c \
	src/cap/common.c src/cap/common.h \
	src/cap/contexts.c \
	src/cap/registry.c src/cap/registry.h
# CAP operations
src_cap_libcap_la_SOURCES += \
	src/cap/connect.c \
	src/cap/event_report_bcsm.c \
	src/cap/initial_dp.c \
	src/cap/ops.c \
	src/cap/release_call.c \
	src/cap/request_report_bcsm_event.c
# MAP operations
src_cap_libcap_la_SOURCES += \
	src/cap/map_any_time_modification.c \
	src/cap/map_any_time_subscription_interrogation.c \
	src/cap/map_common.c src/cap/map_common.h \
	src/cap/map_csi.c \
	src/cap/map_errors.c \
	src/cap/map_interrogate_ss.c \
	src/cap/map_note_subscriber_data_modified.c \
	src/cap/map_ops.c \
	src/cap/map_register_ss.c \
	src/cap/map_send_routing_info.c \
	src/cap/map_ss.c src/cap/map_ss.h \
	src/cap/map_ss_invocation_notification.c \
	src/cap/map_subscriber_info.c \
	src/cap/map_ussd.c
