/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file information_to_send.h InformationToSend (TS 29.078 5.1): an announcement or a tone. */
#pragma once

#include "common.h"

struct cap_message_text { bool present; struct cap_octets message_content, attributes; };

#define CAP_MAX_MESSAGE_IDS 16
struct cap_message_ids { uint8_t n; struct cap_int v[CAP_MAX_MESSAGE_IDS]; };

struct cap_variable_part {
	enum {
		CAP_PART_NONE, CAP_PART_INTEGER, CAP_PART_NUMBER, CAP_PART_TIME, CAP_PART_DATE, CAP_PART_PRICE,
	} sel;
	struct cap_int integer;
	struct cap_octets octets;	/*!< number: Generic Digits; time, date and price: BCD */
};
#define CAP_MAX_VARIABLE_PARTS 5
struct cap_variable_parts { uint8_t n; struct cap_variable_part v[CAP_MAX_VARIABLE_PARTS]; };
struct cap_variable_message {
	bool present;
	struct cap_int elementary_message_id;
	struct cap_variable_parts variable_parts;
};

struct cap_message_id {
	enum {
		CAP_MESSAGE_ID_NONE, CAP_MESSAGE_ID_ELEMENTARY, CAP_MESSAGE_ID_TEXT, CAP_MESSAGE_ID_LIST,
		CAP_MESSAGE_ID_VARIABLE,
	} sel;
	union {
		struct cap_int elementary_message_id;
		struct cap_message_text text;
		struct cap_message_ids elementary_message_ids;
		struct cap_variable_message variable_message;
	};
};

struct cap_inband_info {
	bool present;
	struct cap_message_id message_id;
	struct cap_int number_of_repetitions, duration, interval;	/*!< seconds; duration 0: endless */
};
struct cap_tone { bool present; struct cap_int tone_id, duration; };

struct cap_information_to_send {
	enum { CAP_SEND_NONE, CAP_SEND_INBAND_INFO, CAP_SEND_TONE } sel;
	struct cap_inband_info inband_info;
	struct cap_tone tone;
};
