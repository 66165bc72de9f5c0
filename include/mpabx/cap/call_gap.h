/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file call_gap.h CallGap (TS 29.078 6.1.1): fewer calls of this kind, please. */
#pragma once

#include "common.h"
#include "information_to_send.h"

/*! calledAddressAndService and callingAddressAndService. */
struct cap_gap_address_and_service { bool present; struct cap_octets address_value; struct cap_int service_key; };
struct cap_gap_on_service { bool present; struct cap_int service_key; };

struct cap_basic_gap_criteria {
	enum {
		CAP_GAP_NONE, CAP_GAP_CALLED_ADDRESS, CAP_GAP_ON_SERVICE, CAP_GAP_CALLED_ADDRESS_AND_SERVICE,
		CAP_GAP_CALLING_ADDRESS_AND_SERVICE,
	} sel;
	struct cap_octets called_address_value;		/*!< Generic Number, as all addresses here; may be a prefix */
	struct cap_gap_on_service gap_on_service;
	struct cap_gap_address_and_service address_and_service;
};
struct cap_compound_gap_criteria {
	bool present;
	struct cap_basic_gap_criteria basic_gap_criteria;
	struct cap_octets scf_id;
};
struct cap_gap_criteria {
	enum { CAP_GAP_CRITERIA_NONE, CAP_GAP_CRITERIA_BASIC, CAP_GAP_CRITERIA_COMPOUND } sel;
	struct cap_basic_gap_criteria basic_gap_criteria;
	struct cap_compound_gap_criteria compound_gap_criteria;
};

struct cap_gap_indicators {
	bool present;
	struct cap_int duration;	/*!< seconds; -1 endless, -2 network specific */
	struct cap_int gap_interval;	/*!< ms between calls; -1 none passes, 0 no gapping */
};
struct cap_gap_treatment {
	enum { CAP_TREATMENT_NONE, CAP_TREATMENT_INFORMATION, CAP_TREATMENT_RELEASE } sel;
	struct cap_information_to_send information_to_send;
	struct cap_octets release_cause;
};

struct cap_call_gap {
	struct cap_gap_criteria gap_criteria;
	struct cap_gap_indicators gap_indicators;
	struct cap_int control_type;		/*!< 0 sCPOverloaded, 1 manuallyInitiated */
	struct cap_gap_treatment gap_treatment;
	struct cap_extensions extensions;
};
extern const struct cap_type cap_call_gap_type;
