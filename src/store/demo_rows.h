/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file demo_rows.h
 *  The demo fleets as tables, which doc/demo-fleet.md tells line by line. Rows name fleets, calendars and groups by
 *  their places in these tables, 1 being the first one; demo.c puts the ids in. Each table ends with a row of zeros. */
#pragma once

#include <mpabx/store.h>

#define DEMO_MOBILE(xxxx) (UINT64_C(33639980000) + (xxxx))
#define DEMO_LANDLINE(xxxx) (UINT64_C(33199000000) + (xxxx))
#define DEMO_VOICEMAIL DEMO_LANDLINE(8888)
/* A deposit abroad: of Ofcom's numbers for fiction. */
#define DEMO_VOICEMAIL_ABROAD UINT64_C(447700900188)

enum demo_fleet { DEMO_NOBODY, DEMO_BAKERY, DEMO_GARAGE, DEMO_PRACTICE, DEMO_TAXIS, DEMO_WAREHOUSE, DEMO_BOOKSHOP,
	DEMO_REMOVALS };
enum demo_calendar { DEMO_NO_CALENDAR, DEMO_OFFICE_HOURS, DEMO_NIGHTS, DEMO_ALWAYS, DEMO_NEVER };
enum demo_group {
	DEMO_NO_GROUP, DEMO_RECEPTION, DEMO_ADVICE, DEMO_APPOINTMENTS, DEMO_MANAGEMENT, DEMO_ACCOUNTS, DEMO_DUTY,
	DEMO_DESK, DEMO_FILES, DEMO_ARCHIVES, DEMO_TEAM, DEMO_FILTER, DEMO_ON_CALL, DEMO_MAIL, DEMO_TRAVELLERS,
	DEMO_MESSAGES, _DEMO_GROUPS
};

struct demo_line {
	uint8_t fleet;			/* enum demo_fleet */
	uint16_t number;		/* of DEMO_MOBILE() */
	const char *short_number, *name;
	uint8_t lacks;			/* rights that it has not */
	uint8_t csi;
	bool suspended;
};
/* A hunt list goes with its settings. */
struct demo_settings { struct store_settings row; struct store_hunt hunt[HUNT_MAX]; };
struct demo_group_rows {
	struct store_group row;
	uint16_t members[4];		/* of DEMO_MOBILE(), 0 ends */
	uint8_t disconnected;		/* mask of them */
};

extern const struct store_fleet demo_fleets[];
extern const struct store_barred demo_barred[];
extern const struct store_calendar demo_calendars[];
extern const struct demo_line demo_lines[];
extern const struct store_fixed demo_fixed[];
extern const struct store_forwarding demo_forwardings[];
extern const struct demo_settings demo_settings[];
extern const struct demo_group_rows demo_groups[];
extern const struct store_blocked demo_blocked[];
