/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file prompt_and_collect.h PromptAndCollectUserInformation (TS 29.078 6.2.1), argument and result. */
#pragma once

#include "common.h"
#include "information_to_send.h"

struct cap_collected_digits {
	bool present;
	struct cap_int minimum_nb_of_digits, maximum_nb_of_digits;
	struct cap_octets end_of_reply_digit, cancel_digit, start_digit;	/*!< a digit an octet: 0b *, 0c # */
	struct cap_int first_digit_timeout, inter_digit_timeout;		/*!< seconds */
	struct cap_int error_treatment;		/*!< 0 stdErrorAndInfo, 1 help, 2 repeatPrompt */
	struct cap_bool interruptable_ann_ind;	/*!< absent: true */
	struct cap_bool voice_information, voice_back;
};
struct cap_collected_info {
	enum { CAP_COLLECTED_NONE, CAP_COLLECTED_DIGITS } sel;
	struct cap_collected_digits collected_digits;
};

struct cap_prompt_and_collect {
	struct cap_collected_info collected_info;
	struct cap_bool disconnect_from_ip_forbidden;			/*!< absent: true */
	struct cap_information_to_send information_to_send;
	struct cap_extensions extensions;
	struct cap_int call_segment_id;
	struct cap_bool request_announcement_started_notification;	/*!< absent: false; phase 4 */
};
extern const struct cap_type cap_prompt_and_collect_type;

struct cap_prompt_and_collect_result {
	enum { CAP_COLLECT_RESULT_NONE, CAP_COLLECT_RESULT_DIGITS } sel;
	struct cap_octets digits_response;	/*!< Generic Digits */
};
extern const struct cap_type cap_prompt_and_collect_result_type;
