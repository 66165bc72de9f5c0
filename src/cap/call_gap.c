/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CallGap, TS 29.078 6.1.1 and 11.5. */
#include <mpabx/cap/call_gap.h>

#include "common.h"
#include "information_to_send.h"

#define ADDRESS struct cap_gap_address_and_service
static const struct cap_member called[] = {
	CAP_MANDATORY("calledAddressValue", 0x80, ADDRESS, address_value, asn_number_digits),
	CAP_MANDATORY("serviceKey", 0x81, ADDRESS, service_key, asn_service_key),
};
static const struct cap_type called_type = CAP_SEQUENCE("SEQUENCE", ADDRESS, called, CAP_EXTENSIBLE);

static const struct cap_member calling[] = {
	CAP_MANDATORY("callingAddressValue", 0x80, ADDRESS, address_value, asn_number_digits),
	CAP_MANDATORY("serviceKey", 0x81, ADDRESS, service_key, asn_service_key),
};
static const struct cap_type calling_type = CAP_SEQUENCE("SEQUENCE", ADDRESS, calling, CAP_EXTENSIBLE);

static const struct cap_member on_service[] = {
	CAP_MANDATORY("serviceKey", 0x80, struct cap_gap_on_service, service_key, asn_service_key),
};
static const struct cap_type on_service_type =
	CAP_SEQUENCE("GapOnService", struct cap_gap_on_service, on_service, CAP_EXTENSIBLE);

#define BASIC struct cap_basic_gap_criteria
static const struct cap_member basic[] = {
	CAP_ALTERNATIVE(CAP_GAP_CALLED_ADDRESS, "calledAddressValue", 0x80, BASIC, called_address_value,
			asn_number_digits),
	CAP_ALTERNATIVE(CAP_GAP_ON_SERVICE, "gapOnService", 0xa2, BASIC, gap_on_service, on_service_type),
	CAP_ALTERNATIVE(CAP_GAP_CALLED_ADDRESS_AND_SERVICE, "calledAddressAndService", 0xbd, BASIC,
			address_and_service,
			called_type),
	CAP_ALTERNATIVE(CAP_GAP_CALLING_ADDRESS_AND_SERVICE, "callingAddressAndService", 0xbe, BASIC,
			address_and_service, calling_type),
};
static const struct cap_type basic_type = CAP_CHOICE("BasicGapCriteria", BASIC, basic);

#define COMPOUND struct cap_compound_gap_criteria
static const struct cap_member compound[] = {
	CAP_MANDATORY("basicGapCriteria", 0xa0, COMPOUND, basic_gap_criteria, basic_type),
	CAP_OPTIONAL("scfID", 0x81, COMPOUND, scf_id, asn_scf_id),
};
static const struct cap_type compound_type = CAP_SEQUENCE("CompoundCriteria", COMPOUND, compound, CAP_CLOSED);

#define CRITERIA struct cap_gap_criteria
static const struct cap_member criteria[] = {
	CAP_ALTERNATIVE(CAP_GAP_CRITERIA_BASIC, "basicGapCriteria", 0, CRITERIA, basic_gap_criteria, basic_type),
	CAP_ALTERNATIVE(CAP_GAP_CRITERIA_COMPOUND, "compoundGapCriteria", 0x30, CRITERIA, compound_gap_criteria,
			compound_type),
};
static const struct cap_type criteria_type = CAP_CHOICE("GapCriteria", CRITERIA, criteria);

static const struct cap_type duration = CAP_INTEGER("Duration", -2, 86400);
static const struct cap_type interval = CAP_INTEGER("Interval", -1, 60000);
#define INDICATORS struct cap_gap_indicators
static const struct cap_member indicators[] = {
	CAP_MANDATORY("duration", 0x80, INDICATORS, duration, duration),
	CAP_MANDATORY("gapInterval", 0x81, INDICATORS, gap_interval, interval),
};
static const struct cap_type indicators_type = CAP_SEQUENCE("GapIndicators", INDICATORS, indicators, CAP_EXTENSIBLE);

static const struct cap_name control_names[] = { { 0, "sCPOverloaded" }, { 1, "manuallyInitiated" } };
static const struct cap_type control = CAP_ENUMERATED("ControlType", control_names);

#define TREATMENT struct cap_gap_treatment
static const struct cap_member treatment[] = {
	CAP_ALTERNATIVE(CAP_TREATMENT_INFORMATION, "informationToSend", 0xa0, TREATMENT, information_to_send,
			asn_information_to_send),
	CAP_ALTERNATIVE(CAP_TREATMENT_RELEASE, "releaseCause", 0x81, TREATMENT, release_cause, asn_cause),
};
static const struct cap_type treatment_type = CAP_CHOICE("GapTreatment", TREATMENT, treatment);

#define GAP struct cap_call_gap
static const struct cap_member members[] = {
	CAP_MANDATORY("gapCriteria", 0xa0, GAP, gap_criteria, criteria_type),
	CAP_MANDATORY("gapIndicators", 0xa1, GAP, gap_indicators, indicators_type),
	CAP_OPTIONAL("controlType", 0x82, GAP, control_type, control),
	CAP_OPTIONAL("gapTreatment", 0xa3, GAP, gap_treatment, treatment_type),
	CAP_OPTIONAL("extensions", 0xa4, GAP, extensions, asn_extensions),
};
const struct cap_type cap_call_gap_type = CAP_ARGUMENT("CallGapArg", GAP, members, CAP_EXTENSIBLE);
