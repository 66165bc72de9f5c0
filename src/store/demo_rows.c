/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tables of the demo fleets: see demo_rows.h. All numbers are of Arcep's ranges for fiction (06 39 98 xx xx,
 * 01 99 00 xx xx), so that no demo ever rings anybody's phone. Whoever changes a row here changes it in
 * doc/demo-fleet.md and in the scenarios that play it. */

#include "demo_rows.h"

#define M DEMO_MOBILE
#define F DEMO_LANDLINE
#define TO(xxxx) { .number = DEMO_LANDLINE(xxxx), .kind = DESTINATION_NUMBER }
#define TO_VOICEMAIL { .kind = DESTINATION_VOICEMAIL }

#define TO_BUSY 4021
#define TO_NO_ANSWER 4022
#define TO_UNREACHABLE 4023
#define TO_IMMEDIATE 4024
#define TO_DND 4025
#define TO_OVERFLOW 4030
#define TO_NOBODY 4031
#define TO_CLOSED 4032
#define TO_LAST_LEFT 4033
#define BLOCKED 6666

const struct store_fleet demo_fleets[] = {
	{ .name = "Boulangerie Martin" },
	{ .name = "Garage du Port" },
	{ .name = "Cabinet Lefèvre" },
	{ .name = "Taxis Garonne", .barring = FLEET_BAR_INTERNATIONAL | FLEET_BAR_SPECIAL,
	  .max_diverted_line = 1, .max_diverted_fleet = 2, .max_abroad_line = 1, .max_abroad_fleet = 1 },
	{ .name = "Entrepôt Vauban", .barring = FLEET_BAR_OUTSIDE },
	{ .name = "Librairie du Quai", .suspended = true },
	{ .name = "Déménagements Albion", .profile = "sfr-guide", .max_abroad_line = 1 },
	{ 0 }
};

const struct store_barred demo_barred[] = {
	{ DEMO_PRACTICE, "+881" }, { DEMO_PRACTICE, "0899" }, { DEMO_TAXIS, "0199007" }, { 0 }
};

#define MONDAY_TO_FRIDAY 0x1f
#define WEEKEND 0x60
#define CLOCK(hour, minute) ((hour) * 60 + (minute))
const struct store_calendar demo_calendars[] = {
	{ .name = "Heures de bureau", .calendar = {
		.holidays = CALENDAR_HOLIDAYS_OUTSIDE, .num_hours = 2, .num_dates = 1,
		.hours = { { MONDAY_TO_FRIDAY, CLOCK(9, 0), CLOCK(12, 30) }, { MONDAY_TO_FRIDAY, CLOCK(14, 0), CLOCK(18, 0) } },
		.dates = { { 20261224, 20270101, false } } } },
	{ .name = "Nuits et week-ends", .calendar = {
		.holidays = CALENDAR_HOLIDAYS_INSIDE, .num_hours = 2,
		.hours = { { MONDAY_TO_FRIDAY, CLOCK(18, 0), CLOCK(9, 0) }, { WEEKEND, CLOCK(0, 0), CLOCK(24, 0) } } } },
	{ .name = "Toujours" },
	{ .name = "Jamais", .calendar = { .num_dates = 1, .dates = { { 19000101, 21991231, false } } } },
	{ .id = 0 }
};

#define LACKS_ALL LINE_RIGHTS
const struct demo_line demo_lines[] = {
	{ DEMO_BAKERY, 11, "21", "Claire Martin", 0, 0, 0 },
	{ DEMO_BAKERY, 12, "22", "Hugo, livraison", 0, 0, 0 },
	{ DEMO_BAKERY, 13, "23", "Ines, vente", 0, 0, 0 },
	{ DEMO_BAKERY, 14, "24", "Paul, fournil", 0, 0, 0 },
	{ DEMO_BAKERY, 15, "25", "Sofia, vente", 0, 0, 0 },
	{ DEMO_BAKERY, 16, "26", "Ancien apprenti", 0, 0, true },
	{ DEMO_BAKERY, 17, "27", "Stagiaire", LACKS_ALL, 0, 0 },
	{ DEMO_BAKERY, 18, "", "Tablette de caisse", 0, 0, 0 },

	{ DEMO_GARAGE, 51, "21", "Yann Le Goff", 0, 0, 0 },	/* 21 and 22 again: another fleet */
	{ DEMO_GARAGE, 52, "22", "Atelier", 0, 0, 0 },

	{ DEMO_PRACTICE, 101, "201", "Anne Lefèvre", 0, 0, 0 },
	{ DEMO_PRACTICE, 102, "202", "Bruno Caron", 0, 0, 0 },
	{ DEMO_PRACTICE, 103, "203", "Chloé Diallo", 0, 0, 0 },
	{ DEMO_PRACTICE, 104, "204", "David Morel", 0, 0, 0 },
	{ DEMO_PRACTICE, 105, "205", "Élise Nguyen", 0, 0, 0 },
	{ DEMO_PRACTICE, 106, "206", "Farid Benali", 0, 0, 0 },
	{ DEMO_PRACTICE, 107, "207", "Gaëlle Roux", 0, 0, 0 },
	{ DEMO_PRACTICE, 108, "208", "Henri Petit", 0, 0, 0 },
	{ DEMO_PRACTICE, 109, "209", "Irène Blanc", 0, 0, 0 },
	{ DEMO_PRACTICE, 110, "210", "Jules Robin", 0, 0, 0 },
	{ DEMO_PRACTICE, 111, "211", "Karima Haddad", 0, 0, 0 },
	{ DEMO_PRACTICE, 112, "212", "Louis Garnier", 0, 0, 0 },
	{ DEMO_PRACTICE, 113, "213", "Manon Faure", 0, 0, 0 },
	{ DEMO_PRACTICE, 114, "214", "Nora Lemoine", 0, 0, 0 },
	{ DEMO_PRACTICE, 115, "215", "Omar Sy-Brun", 0, 0, 0 },
	{ DEMO_PRACTICE, 116, "216", "Pauline Gros", 0, 0, 0 },
	{ DEMO_PRACTICE, 117, "217", "Quentin Roy", 0, 0, 0 },
	{ DEMO_PRACTICE, 118, "218", "Rosa Mendes", 0, 0, 0 },
	{ DEMO_PRACTICE, 119, "219", "Samuel Picard", 0, 0, 0 },
	{ DEMO_PRACTICE, 120, "220", "Théo Marchand", 0, 0, 0 },
	{ DEMO_PRACTICE, 121, "221", "Accueil 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 122, "222", "Accueil 2", 0, 0, 0 },
	{ DEMO_PRACTICE, 123, "223", "Accueil 3", 0, 0, 0 },
	{ DEMO_PRACTICE, 124, "224", "Accueil 4", 0, 0, 0 },
	{ DEMO_PRACTICE, 125, "225", "Conseil 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 126, "226", "Conseil 2", 0, 0, 0 },
	{ DEMO_PRACTICE, 127, "227", "Conseil 3", 0, 0, 0 },
	{ DEMO_PRACTICE, 128, "228", "Rendez-vous 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 129, "229", "Rendez-vous 2", 0, 0, 0 },
	{ DEMO_PRACTICE, 130, "230", "Rendez-vous 3", 0, 0, 0 },
	{ DEMO_PRACTICE, 131, "231", "Direction 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 132, "232", "Direction 2", 0, 0, 0 },
	{ DEMO_PRACTICE, 133, "233", "Comptabilité 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 134, "234", "Comptabilité 2", 0, 0, 0 },
	{ DEMO_PRACTICE, 135, "235", "Permanence 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 136, "236", "Permanence 2", 0, 0, 0 },
	{ DEMO_PRACTICE, 137, "237", "Guichet 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 138, "238", "Dossiers et archives", 0, 0, 0 },
	{ DEMO_PRACTICE, 139, "239", "Dossiers 2", 0, 0, 0 },
	{ DEMO_PRACTICE, 140, "240", "Archives 2", 0, 0, 0 },
	{ DEMO_PRACTICE, 141, "241", "Équipe 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 142, "242", "Équipe 2", 0, 0, 0 },
	{ DEMO_PRACTICE, 143, "243", "Filtre 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 144, "244", "Astreinte 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 145, "245", "Astreinte 2", 0, 0, 0 },
	{ DEMO_PRACTICE, 146, "246", "Courrier 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 147, "247", "Itinérant 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 148, "248", "Itinérant 2", 0, 0, 0 },
	{ DEMO_PRACTICE, 149, "249", "Messages 1", 0, 0, 0 },
	{ DEMO_PRACTICE, 150, "250", "Ursula Vidal", 0, 0, 0 },

	{ DEMO_TAXIS, 161, "61", "Central", 0, 0, 0 },
	{ DEMO_TAXIS, 162, "62", "Voiture 2", 0, 0, 0 },
	{ DEMO_TAXIS, 163, "63", "Voiture 3, prépayée", 0, LINE_CSI_T_ONLY, 0 },
	{ DEMO_TAXIS, 164, "64", "Voiture 4", 0, LINE_CSI_O_ONLY, 0 },
	{ DEMO_TAXIS, 165, "65", "Voiture 5", LINE_RIGHT_FORWARDING, 0, 0 },
	{ DEMO_TAXIS, 166, "66", "Voiture 6", LINE_RIGHT_INCOMING, 0, 0 },
	{ DEMO_TAXIS, 167, "67", "Voiture 7", LINE_RIGHT_SHORT_NUMBERS, 0, 0 },
	{ DEMO_TAXIS, 168, "68", "Voiture 8", 0, 0, 0 },

	{ DEMO_WAREHOUSE, 171, "71", "Cariste", 0, 0, 0 },
	{ DEMO_WAREHOUSE, 172, "72", "Expédition", 0, 0, 0 },

	{ DEMO_BOOKSHOP, 181, "81", "Libraire", 0, 0, 0 },

	{ DEMO_REMOVALS, 191, "91", "Camion 1", 0, 0, 0 },
	{ DEMO_REMOVALS, 192, "92", "Camion 2", 0, 0, 0 },
	{ 0 }
};

/* fleet_id: enum demo_fleet */
const struct store_fixed demo_fixed[] = {
	{ DEMO_BAKERY, F(1234), "Boutique", "28" },
	{ DEMO_GARAGE, F(5678), "Accueil", "28" },
	{ DEMO_PRACTICE, F(4050), "Accueil", "290" },
	{ DEMO_PRACTICE, F(4051), "Secrétariat", "291" },
	{ DEMO_WAREHOUSE, F(4060), "Quai", "78" },
	{ 0 }
};

#define FORWARD(xxxx, what, to) \
	{ .line = M(xxxx), .kind = FORWARDING_##what, .active = true, .destination = (to) }
#define FORWARD_IN(xxxx, what, period, to) \
	{ .line = M(xxxx), .kind = FORWARDING_##what, .active = true, .destination = (to), .calendar = (period) }
#define FORWARD_VOICEMAIL(xxxx, what, period) \
	{ .line = M(xxxx), .kind = FORWARDING_##what, .active = true, .voicemail = true, .calendar = (period) }
#define FORWARD_ALL_THREE(xxxx) \
	FORWARD(xxxx, BUSY, F(TO_BUSY)), FORWARD(xxxx, NO_ANSWER, F(TO_NO_ANSWER)), \
	FORWARD(xxxx, UNREACHABLE, F(TO_UNREACHABLE))

const struct store_forwarding demo_forwardings[] = {
	FORWARD(12, IMMEDIATE, F(1234)),
	{ .line = M(13), .kind = FORWARDING_IMMEDIATE, .active = false, .destination = F(1234) },
	FORWARD(14, IMMEDIATE, M(12)),				/* a chain */
	FORWARD(15, NO_ANSWER, F(1234)),
	FORWARD(52, IMMEDIATE, F(5678)),

	FORWARD_ALL_THREE(102),
	FORWARD_IN(103, IMMEDIATE, DEMO_ALWAYS, F(TO_IMMEDIATE)),
	FORWARD_IN(104, IMMEDIATE, DEMO_NEVER, F(TO_IMMEDIATE)),
	FORWARD(104, NO_ANSWER, F(TO_NO_ANSWER)),
	FORWARD_VOICEMAIL(105, BUSY, DEMO_NO_CALENDAR),
	FORWARD_VOICEMAIL(105, NO_ANSWER, DEMO_NO_CALENDAR),
	FORWARD_VOICEMAIL(105, UNREACHABLE, DEMO_NO_CALENDAR),
	FORWARD(106, IMMEDIATE, F(TO_IMMEDIATE)),
	FORWARD(108, BUSY, F(TO_BUSY)),
	FORWARD(109, BUSY, F(TO_BUSY)),
	FORWARD_ALL_THREE(111),
	FORWARD(115, BUSY, F(TO_BUSY)),
	FORWARD(118, IMMEDIATE, F(TO_IMMEDIATE)),
	FORWARD(118, BUSY, F(TO_BUSY)),
	FORWARD(119, NO_ANSWER, F(TO_NO_ANSWER)),
	FORWARD(120, NO_ANSWER, F(TO_NO_ANSWER)),
	FORWARD(131, NO_ANSWER, F(TO_NO_ANSWER)),
	FORWARD(133, IMMEDIATE, F(TO_IMMEDIATE)),
	FORWARD(146, IMMEDIATE, F(TO_IMMEDIATE)),
	FORWARD(147, IMMEDIATE, F(TO_IMMEDIATE)),
	FORWARD_VOICEMAIL(150, IMMEDIATE, DEMO_NIGHTS),
	FORWARD_IN(150, NO_ANSWER, DEMO_OFFICE_HOURS, F(4050)),

	FORWARD(162, IMMEDIATE, F(TO_IMMEDIATE)),
	FORWARD(163, NO_ANSWER, F(TO_NO_ANSWER)),
	FORWARD(164, IMMEDIATE, F(TO_IMMEDIATE)),
	FORWARD(165, IMMEDIATE, F(TO_IMMEDIATE)),
	FORWARD(168, IMMEDIATE, M(162)),			/* two diverted legs, of which the line may have one */

	FORWARD(181, IMMEDIATE, F(TO_IMMEDIATE)),
	FORWARD_VOICEMAIL(191, IMMEDIATE, DEMO_NO_CALENDAR),	/* abroad, of which the line may have one leg */
	FORWARD_VOICEMAIL(192, IMMEDIATE, DEMO_NO_CALENDAR),
	{ 0 }
};

/* The defaults, before what a line changes. */
#define SETTINGS(xxxx) .line = M(xxxx), .forwarding_custom = true, .incoming_custom = true, .no_answer_s = 25
#define RINGS(to, seconds) { .number = (to), .ring_s = (seconds) }

const struct demo_settings demo_settings[] = {
	{ { .line = M(105), .forwarding_custom = true, .incoming_custom = true, .no_answer_s = 15 }, { { 0 } } },
	{ { .line = M(106), .forwarding_custom = false, .incoming_custom = true, .no_answer_s = 25 }, { { 0 } } },
	{ { .line = M(107), .forwarding_custom = true, .incoming_custom = false, .no_answer_s = 25, .hunt_active = true },
	  { RINGS(M(107), 15), RINGS(M(101), 15) } },
	{ { SETTINGS(108), .dnd_active = true, .dnd = TO(TO_DND) }, { { 0 } } },
	{ { SETTINGS(109), .dnd_active = true }, { { 0 } } },
	{ { SETTINGS(110), .dnd_active = true }, { { 0 } } },
	{ { SETTINGS(111), .hunt_active = true },
	  { RINGS(M(111), 15), RINGS(M(101), 10), RINGS(M(102), 10), RINGS(F(4050), 20), RINGS(F(4051), 20) } },
	{ { SETTINGS(112), .hunt_active = true },
	  { RINGS(M(112), 12), { .number = F(4050), .ring_s = 15, .confirm = true },
	    { .number = M(101), .ring_s = 15, .confirm = true, .allow_diverted = true } } },
	{ { SETTINGS(113), .hunt_active = true, .hunt_together = true }, { RINGS(M(113), 20), RINGS(M(101), 20) } },
	{ { .line = M(114), .forwarding_custom = true, .incoming_custom = false, .no_answer_s = 25 }, { { 0 } } },
	{ { SETTINGS(115), .rings_when_busy = true }, { { 0 } } },
	{ { SETTINGS(116), .shown = LINE_SHOWN_WITHHELD }, { { 0 } } },
	{ { SETTINGS(117), .shown = LINE_SHOWN_GROUP, .shown_group = DEMO_RECEPTION }, { { 0 } } },
	{ { SETTINGS(118), .dnd_active = true, .dnd = TO(TO_DND), .hunt_active = true },
	  { RINGS(M(118), 15), RINGS(M(101), 15) } },
	{ { .line = M(119), .forwarding_custom = true, .incoming_custom = true, .no_answer_s = 60 }, { { 0 } } },
	{ { SETTINGS(120), .hunt_active = true },
	  { RINGS(M(120), 30), RINGS(M(101), 30), RINGS(M(102), 30), RINGS(M(103), 30), RINGS(M(104), 30) } },
	{ { SETTINGS(166), .hunt_active = true }, { RINGS(M(166), 15), RINGS(M(161), 15) } },
	{ { 0 }, { { 0 } } }
};

#define GROUP(xxxx, label) .number = (xxxx), .name = label, .ring_s = 12
#define ALL 0x0f

const struct demo_group_rows demo_groups[] = {
	{ { GROUP(F(4000), "Accueil"), .overflow = TO(TO_OVERFLOW) }, { 121, 122, 123, 124 }, 0 },
	{ { GROUP(F(4001), "Conseil"), .mode = GROUP_ROUND_ROBIN, .overflow = TO(TO_OVERFLOW) }, { 125, 126, 127 }, 0 },
	{ { GROUP(F(4002), "Rendez-vous"), .mode = GROUP_LONGEST_IDLE, .queue = 5, .overflow = TO(TO_OVERFLOW) },
	  { 128, 129, 130 }, 0 },
	{ { GROUP(M(131), "Direction") }, { 131, 132 }, 0 },
	{ { GROUP(M(133), "Comptabilité") }, { 133, 134 }, ALL },
	{ { GROUP(F(4003), "Permanence"), .nobody = TO(TO_NOBODY) }, { 135, 136 }, ALL },
	{ { GROUP(F(4004), "Guichet"), .calendar = DEMO_NEVER, .closed = TO(TO_CLOSED) }, { 137 }, 0 },
	{ { GROUP(F(4005), "Dossiers"), .rest_s = 30, .overflow = TO(TO_OVERFLOW) }, { 138, 139 }, 0 },
	{ { GROUP(F(4006), "Archives"), .rest_s = 30, .overflow = TO(TO_OVERFLOW) }, { 138, 140 }, 0 },
	{ { GROUP(F(4007), "Équipe"), .mode = GROUP_TOGETHER, .overflow = TO(TO_OVERFLOW) }, { 141, 142 }, 0 },
	{ { GROUP(F(4008), "Filtre") }, { 143 }, 0 },
	{ { GROUP(F(4009), "Astreinte"), .last_left = TO(TO_LAST_LEFT), .nobody = TO(TO_NOBODY) }, { 144, 145 }, 0x02 },
	{ { GROUP(M(146), "Courrier"), .calendar = DEMO_NEVER }, { 146 }, 0 },
	{ { GROUP(F(4012), "Itinérants"), .member_rules = true, .overflow = TO(TO_OVERFLOW) }, { 147, 148 }, 0 },
	{ { GROUP(F(4013), "Messages"), .calendar = DEMO_ALWAYS, .overflow = TO_VOICEMAIL }, { 149 }, 0 },
	{ { 0 }, { 0 }, 0 }
};

/* group_id: enum demo_group. E164_NONE: whoever withholds his number. */
const struct store_blocked demo_blocked[] = {
	{ .line = M(114), .number = F(BLOCKED) }, { .line = M(114), .number = E164_NONE },
	{ .group_id = DEMO_FILTER, .number = F(BLOCKED) }, { .group_id = DEMO_FILTER, .number = E164_NONE },
	{ 0 }
};
