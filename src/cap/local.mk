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
	src/cap/asn_set.c \
	src/cap/asn_text.c src/cap/asn_text.h \
	src/cap/common.c src/cap/common.h \
	src/cap/contexts.c \
	src/cap/registry.c src/cap/registry.h
# Whole messages, for people
src_cap_libcap_la_SOURCES += \
	src/cap/flat.c \
	src/cap/message.c \
	src/cap/names.c \
	src/cap/summary.c
# CAP operations
src_cap_libcap_la_SOURCES += \
	src/cap/apply_charging.c \
	src/cap/apply_charging_report.c \
	src/cap/assist_request_instructions.c \
	src/cap/call_gap.c \
	src/cap/call_information_report.c \
	src/cap/call_information_request.c \
	src/cap/cancel.c \
	src/cap/collect_information.c \
	src/cap/connect.c \
	src/cap/connect_to_resource.c \
	src/cap/continue_with_argument.c \
	src/cap/disconnect_forward_connection_with_argument.c \
	src/cap/disconnect_leg.c \
	src/cap/entity_released.c \
	src/cap/errors.c \
	src/cap/establish_temporary_connection.c \
	src/cap/event_report_bcsm.c \
	src/cap/furnish_charging_information.c \
	src/cap/information_to_send.c src/cap/information_to_send.h \
	src/cap/initial_dp.c \
	src/cap/initiate_call_attempt.c \
	src/cap/move_leg.c \
	src/cap/ops.c \
	src/cap/play_announcement.c \
	src/cap/play_tone.c \
	src/cap/prompt_and_collect.c \
	src/cap/release_call.c \
	src/cap/request_report_bcsm_event.c \
	src/cap/reset_timer.c \
	src/cap/send_charging_information.c \
	src/cap/specialized_resource_report.c \
	src/cap/split_leg.c
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
