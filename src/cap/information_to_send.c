/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* InformationToSend, TS 29.078 5.1. */
#include "common.h"
#include "information_to_send.h"

static const struct cap_type message_content = CAP_TEXT("IA5String", 1, 127);
static const struct cap_type attributes = CAP_OCTETS("Attributes", 2, 10, CAP_PRINT_PLAIN);
static const struct cap_type four_octets = CAP_OCTETS("OCTETS", 4, 4, CAP_PRINT_PLAIN);
static const struct cap_type repetitions = CAP_INTEGER("INTEGER", 1, 127);
static const struct cap_type seconds = CAP_INTEGER("INTEGER", 0, 32767);

static const struct cap_member text[] = {
	CAP_MANDATORY("messageContent", 0x80, struct cap_message_text, message_content, message_content),
	CAP_OPTIONAL("attributes", 0x81, struct cap_message_text, attributes, attributes),
};
static const struct cap_type text_type = CAP_SEQUENCE("SEQUENCE", struct cap_message_text, text, CAP_CLOSED);

static const struct cap_type message_ids =
	CAP_LIST("ElementaryMessageIDs", 0x30, 1, CAP_MAX_MESSAGE_IDS, struct cap_message_ids, asn_integer4);

#define PART struct cap_variable_part
static const struct cap_member part[] = {
	CAP_ALTERNATIVE(CAP_PART_INTEGER, "integer", 0x80, PART, integer, asn_integer4),
	CAP_ALTERNATIVE(CAP_PART_NUMBER, "number", 0x81, PART, octets, asn_generic_digits),
	CAP_ALTERNATIVE(CAP_PART_TIME, "time", 0x82, PART, octets, asn_two_octets),
	CAP_ALTERNATIVE(CAP_PART_DATE, "date", 0x83, PART, octets, four_octets),
	CAP_ALTERNATIVE(CAP_PART_PRICE, "price", 0x84, PART, octets, four_octets),
};
static const struct cap_type part_type = CAP_CHOICE("VariablePart", PART, part);
static const struct cap_type parts =
	CAP_LIST("VariableParts", 0x30, 1, CAP_MAX_VARIABLE_PARTS, struct cap_variable_parts, part_type);

#define VARIABLE struct cap_variable_message
static const struct cap_member variable[] = {
	CAP_MANDATORY("elementaryMessageID", 0x80, VARIABLE, elementary_message_id, asn_integer4),
	CAP_MANDATORY("variableParts", 0xa1, VARIABLE, variable_parts, parts),
};
static const struct cap_type variable_type = CAP_SEQUENCE("SEQUENCE", VARIABLE, variable, CAP_CLOSED);

#define MESSAGE_ID struct cap_message_id
static const struct cap_member message_id[] = {
	CAP_ALTERNATIVE(CAP_MESSAGE_ID_ELEMENTARY, "elementaryMessageID", 0x80, MESSAGE_ID, elementary_message_id,
			asn_integer4),
	CAP_ALTERNATIVE(CAP_MESSAGE_ID_TEXT, "text", 0xa1, MESSAGE_ID, text, text_type),
	CAP_ALTERNATIVE(CAP_MESSAGE_ID_LIST, "elementaryMessageIDs", 0xbd, MESSAGE_ID, elementary_message_ids,
			message_ids),
	CAP_ALTERNATIVE(CAP_MESSAGE_ID_VARIABLE, "variableMessage", 0xbe, MESSAGE_ID, variable_message, variable_type),
};
static const struct cap_type message_id_type = CAP_CHOICE("MessageID", MESSAGE_ID, message_id);

#define INBAND struct cap_inband_info
static const struct cap_member inband[] = {
	CAP_MANDATORY("messageID", 0xa0, INBAND, message_id, message_id_type),
	CAP_OPTIONAL("numberOfRepetitions", 0x81, INBAND, number_of_repetitions, repetitions),
	CAP_OPTIONAL("duration", 0x82, INBAND, duration, seconds),
	CAP_OPTIONAL("interval", 0x83, INBAND, interval, seconds),
};
static const struct cap_type inband_type = CAP_SEQUENCE("InbandInfo", INBAND, inband, CAP_EXTENSIBLE);

static const struct cap_member tone[] = {
	CAP_MANDATORY("toneID", 0x80, struct cap_tone, tone_id, asn_integer4),
	CAP_OPTIONAL("duration", 0x81, struct cap_tone, duration, asn_integer4),
};
static const struct cap_type tone_type = CAP_SEQUENCE("Tone", struct cap_tone, tone, CAP_EXTENSIBLE);

#define SEND struct cap_information_to_send
static const struct cap_member send[] = {
	CAP_ALTERNATIVE(CAP_SEND_INBAND_INFO, "inbandInfo", 0xa0, SEND, inband_info, inband_type),
	CAP_ALTERNATIVE(CAP_SEND_TONE, "tone", 0xa1, SEND, tone, tone_type),
};
const struct cap_type asn_information_to_send = CAP_CHOICE("InformationToSend", SEND, send);
