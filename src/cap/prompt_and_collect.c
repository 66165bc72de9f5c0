/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* PromptAndCollectUserInformation, TS 29.078 6.2.1 and 11.34. */
#include <mpabx/cap/prompt_and_collect.h>

#include "common.h"
#include "information_to_send.h"

static const struct cap_type one_to_thirty = CAP_INTEGER("INTEGER", 1, 30);
static const struct cap_type timeout = CAP_INTEGER("INTEGER", 1, 127);
static const struct cap_name treatment_names[] = { { 0, "stdErrorAndInfo" }, { 1, "help" }, { 2, "repeatPrompt" } };
static const struct cap_type treatment = CAP_ENUMERATED("ErrorTreatment", treatment_names);

#define DIGITS struct cap_collected_digits
static const struct cap_member collected_digits[] = {
	CAP_OPTIONAL("minimumNbOfDigits", 0x80, DIGITS, minimum_nb_of_digits, one_to_thirty),
	CAP_MANDATORY("maximumNbOfDigits", 0x81, DIGITS, maximum_nb_of_digits, one_to_thirty),
	CAP_OPTIONAL("endOfReplyDigit", 0x82, DIGITS, end_of_reply_digit, asn_control_digit),
	CAP_OPTIONAL("cancelDigit", 0x83, DIGITS, cancel_digit, asn_control_digit),
	CAP_OPTIONAL("startDigit", 0x84, DIGITS, start_digit, asn_control_digit),
	CAP_OPTIONAL("firstDigitTimeOut", 0x85, DIGITS, first_digit_timeout, timeout),
	CAP_OPTIONAL("interDigitTimeOut", 0x86, DIGITS, inter_digit_timeout, timeout),
	CAP_OPTIONAL("errorTreatment", 0x87, DIGITS, error_treatment, treatment),
	CAP_OPTIONAL("interruptableAnnInd", 0x88, DIGITS, interruptable_ann_ind, asn_boolean),
	CAP_OPTIONAL("voiceInformation", 0x89, DIGITS, voice_information, asn_boolean),
	CAP_OPTIONAL("voiceBack", 0x8a, DIGITS, voice_back, asn_boolean),
};
static const struct cap_type collected_digits_type =
	CAP_SEQUENCE("CollectedDigits", DIGITS, collected_digits, CAP_CLOSED);

static const struct cap_member collected_info[] = {
	CAP_ALTERNATIVE(CAP_COLLECTED_DIGITS, "collectedDigits", 0xa0, struct cap_collected_info, collected_digits,
			collected_digits_type),
};
static const struct cap_type collected_info_type =
	CAP_CHOICE("CollectedInfo", struct cap_collected_info, collected_info);

#define PC struct cap_prompt_and_collect
static const struct cap_member members[] = {
	CAP_MANDATORY("collectedInfo", 0xa0, PC, collected_info, collected_info_type),
	CAP_OPTIONAL("disconnectFromIPForbidden", 0x81, PC, disconnect_from_ip_forbidden, asn_boolean),
	CAP_OPTIONAL("informationToSend", 0xa2, PC, information_to_send, asn_information_to_send),
	CAP_OPTIONAL("extensions", 0xa3, PC, extensions, asn_extensions),
	CAP_OPTIONAL("callSegmentID", 0x84, PC, call_segment_id, asn_call_segment_id),
	CAP_OPTIONAL_IN(CAP_V4_ON, "requestAnnouncementStartedNotification", 0x9f33, PC,
			request_announcement_started_notification, asn_boolean),
};
const struct cap_type cap_prompt_and_collect_type =
	CAP_ARGUMENT("PromptAndCollectUserInformationArg", PC, members, CAP_EXTENSIBLE);

#define RESULT struct cap_prompt_and_collect_result
static const struct cap_member result[] = {
	CAP_ALTERNATIVE(CAP_COLLECT_RESULT_DIGITS, "digitsResponse", 0x80, RESULT, digits_response,
			asn_generic_digits),
};
const struct cap_type cap_prompt_and_collect_result_type = CAP_CHOICE("ReceivedInformationArg", RESULT, result);
