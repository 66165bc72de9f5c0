/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file common.h
 *  Structs that several operations share (TS 29.078 5.1, TS 29.002 17.7.1). */
#pragma once

#include "types.h"

/*! EventTypeBCSM. */
enum cap_event_type {
	CAP_EVENT_COLLECTED_INFO = 2, CAP_EVENT_ANALYZED_INFORMATION = 3, CAP_EVENT_ROUTE_SELECT_FAILURE = 4,
	CAP_EVENT_O_CALLED_PARTY_BUSY = 5, CAP_EVENT_O_NO_ANSWER = 6, CAP_EVENT_O_ANSWER = 7, CAP_EVENT_O_MID_CALL = 8,
	CAP_EVENT_O_DISCONNECT = 9, CAP_EVENT_O_ABANDON = 10, CAP_EVENT_TERM_ATTEMPT_AUTHORIZED = 12,
	CAP_EVENT_T_BUSY = 13, CAP_EVENT_T_NO_ANSWER = 14, CAP_EVENT_T_ANSWER = 15, CAP_EVENT_T_MID_CALL = 16,
	CAP_EVENT_T_DISCONNECT = 17, CAP_EVENT_T_ABANDON = 18, CAP_EVENT_O_TERM_SEIZED = 19,
	CAP_EVENT_CALL_ACCEPTED = 27, CAP_EVENT_O_CHANGE_OF_POSITION = 50, CAP_EVENT_T_CHANGE_OF_POSITION = 51,
	CAP_EVENT_O_SERVICE_CHANGE = 52, CAP_EVENT_T_SERVICE_CHANGE = 53,
};

enum cap_monitor_mode { CAP_MONITOR_INTERRUPTED, CAP_MONITOR_NOTIFY_AND_CONTINUE, CAP_MONITOR_TRANSPARENT };

/*! DestinationRoutingAddress: exactly one called party number. */
struct cap_destination_routing_address { uint8_t n; struct cap_octets v[1]; };

#define CAP_MAX_GENERIC_NUMBERS 5
struct cap_generic_numbers { uint8_t n; struct cap_octets v[CAP_MAX_GENERIC_NUMBERS]; };

struct cap_bearer_capability {
	enum { CAP_BEARER_NONE, CAP_BEARER_CAP } sel;
	struct cap_octets bearer_cap;	/*!< Q.763 user service information */
};

struct cap_forward_interaction {
	bool present;
	struct cap_octets conference_treatment_indicator, call_diversion_treatment_indicator,
		calling_party_restriction_indicator;
};
struct cap_backward_interaction {
	bool present;
	struct cap_octets conference_treatment_indicator, call_completion_treatment_indicator;
};
enum cap_bothway { CAP_BOTHWAY_PATH_REQUIRED, CAP_BOTHWAY_PATH_NOT_REQUIRED };
/*! ServiceInteractionIndicatorsTwo. */
struct cap_service_interaction {
	bool present;
	struct cap_forward_interaction forward_service_interaction_ind;
	struct cap_backward_interaction backward_service_interaction_ind;
	struct cap_int bothway_through_connection_ind;	/*!< enum cap_bothway */
	struct cap_int connected_number_treatment_ind;
	struct cap_null non_cug_call;
	struct cap_octets hold_treatment_indicator, cw_treatment_indicator, ect_treatment_indicator;
};

/*! Ext-BasicServiceCode. */
struct cap_ext_basic_service {
	enum { CAP_EXT_SERVICE_NONE, CAP_EXT_BEARER_SERVICE, CAP_EXT_TELESERVICE } sel;
	struct cap_octets ext_bearer_service, ext_teleservice;
};

/*! SubscriberState. */
struct cap_subscriber_state {
	enum {
		CAP_SUBSCRIBER_NONE, CAP_SUBSCRIBER_ASSUMED_IDLE, CAP_SUBSCRIBER_CAMEL_BUSY,
		CAP_SUBSCRIBER_NOT_REACHABLE, CAP_SUBSCRIBER_NOT_PROVIDED,
	} sel;
	struct cap_null null;
	struct cap_int net_det_not_reachable;	/*!< 0 purged, 1 detached, 2 restricted area, 3 not registered */
};

struct cap_location_information {
	bool present;
	struct cap_int age_of_location_information;	/*!< minutes */
	struct cap_octets geographical_information, vlr_number, location_number;
	struct cap_cell_or_lai {
		enum { CAP_LOCATION_NONE, CAP_LOCATION_CELL_OR_SERVICE_AREA, CAP_LOCATION_LAI } sel;
		struct cap_octets cell_global_id_or_service_area_id, lai;
	} cell_global_id_or_service_area_id_or_lai;
	struct cap_octets extension_container;	/*!< contents, opaque */
	struct cap_octets selected_lsa_id, msc_number, geodetic_information;
	struct cap_null current_location_retrieved, sai_present;
};

/*! LegOrCallSegment. */
struct cap_leg_or_call_segment {
	enum { CAP_LEG_OR_CS_NONE, CAP_CALL_SEGMENT, CAP_LEG } sel;
	struct cap_int call_segment_id;
	struct cap_leg_id leg_id;
};

/*! Burst; times in 100 ms. */
struct cap_burst {
	bool present;
	struct cap_int number_of_bursts, burst_interval, number_of_tones_in_burst, tone_duration, tone_interval;
};

/*! AChChargingAddress. */
struct cap_charging_address {
	enum { CAP_CHARGING_NONE, CAP_CHARGING_LEG, CAP_CHARGING_SRF } sel;
	struct cap_leg_id leg_id;
	struct cap_int srf_connection;
};

/*! NACarrierInformation and NA-Info: phase 2, North America. */
struct cap_na_carrier { bool present; struct cap_octets na_carrier_id, na_cic_selection_type; };
struct cap_na_info {
	bool present;
	struct cap_na_carrier na_carrier_information;
	struct cap_octets na_oli_info, na_charge_number;
};
