/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file establish_temporary_connection.h
 *  EstablishTemporaryConnection (TS 29.078 6.1.1): connect to an assisting side for a while. */
#pragma once

#include "common.h"

struct cap_establish_temporary_connection {
	struct cap_octets assisting_ssp_ip_routing_address;	/*!< Generic Number */
	struct cap_octets correlation_id;			/*!< Generic Digits */
	struct cap_octets scf_id;
	struct cap_extensions extensions;
	struct cap_octets carrier;				/*!< from phase 3 on */
	struct cap_service_interaction service_interaction_indicators_two;
	struct cap_int call_segment_id;
	struct cap_na_info na_info;				/*!< phase 2 */
	struct cap_octets na_oli_info, charge_number;		/*!< from phase 3 on, with all that follows */
	struct cap_octets original_called_party_id, calling_party_number;
};
extern const struct cap_type cap_establish_temporary_connection_type;
