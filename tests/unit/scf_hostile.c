/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A switch that says anything at any time: reports of events that were never armed, of legs of before, several in one
 * message, errors, ends and aborts, in many calls of forwardings, a hunt list and a group. When it is gone, no dialogue, no
 * call and no live state are left, and each call has one record. */
#include <stdlib.h>
#include <string.h>

#include <mpabx/cap/isup.h>
#include <osmocom/core/application.h>

#include "../lib/scf_bed.h"
#include "check.h"

#define CALLER ((e164_t)33199009876)
#define GROUP_NUMBER ((e164_t)33639000006)	/* a member's own */
#define DIALOGUES 5
#define ROUTES 5
#define MOVES 20000

static uint32_t open_ids[DIALOGUES];
static uint32_t last_id;
static struct bed *bed;
static uint64_t seed = 88172645463325252u;

static unsigned any(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 16) % n;
}

/* In memory the answer comes before the sending returns. */
static void indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	if (ind->event == TCAP_EV_CONTINUE)
		last_id = tcap_dialogue_id(dlg);
}

static const struct tcap_user_ops ssf_ops = { .indicate = indicate };

static void services(void)
{
	static const uint32_t members[] = { 4, 6, 8 };
	struct store_group group = {
		.id = 1, .fleet_id = 1, .number = GROUP_NUMBER, .name = "g", .ring_s = 12, .rest_s = 5, .version = 1,
		.mode = GROUP_ROUND_ROBIN, .overflow = { .kind = DESTINATION_NUMBER, .number = BED_LINE(4) },
	};
	struct store_settings settings;
	struct store_member rows[3];
	struct store_hunt hunt[3];
	int rc;

	for (unsigned kind = FORWARDING_BUSY; kind <= FORWARDING_UNREACHABLE; kind++)
		CHECK_INT(fleet_snapshot_put_forwarding(bed->snap, &(const struct store_forwarding){
			.line = BED_LINE(0), .kind = kind, .active = true, .destination = BED_FORWARD + kind, .version = 1 }), 0);
	store_settings_default(BED_LINE(2), &settings);
	settings.hunt_active = true;
	settings.version = 1;
	for (unsigned i = 0; i < 3; i++) {
		hunt[i] = (struct store_hunt){ .line = BED_LINE(2), .position = i + 1, .number = BED_LINE(2 * i), .ring_s = 20 };
		rows[i] = (struct store_member){ .group_id = 1, .line = BED_LINE(members[i]), .position = i + 1, .connected = true };
	}
	rc = fleet_snapshot_put_settings(bed->snap, &settings) | fleet_snapshot_put_hunt(bed->snap, BED_LINE(2), hunt, 3) |
		fleet_snapshot_put_group(bed->snap, &group) | fleet_snapshot_put_members(bed->snap, 1, rows, 3);
	CHECK_INT(rc, 0);
}

static void begin(uint32_t *id)
{
	unsigned phase = 1 + any(4);
	bool made = !any(4);
	uint8_t idp[256];
	int len = made ? bed_initial_dp(phase, BED_KEY_MADE, BED_LINE(2 * any(5)), E164_NONE, "0199001234", idp, sizeof(idp)) :
		bed_initial_dp(phase, BED_KEY_RECEIVED, CALLER, BED_LINE(any(10)), NULL, idp, sizeof(idp));

	last_id = 0;
	if (CHECK(len > 0))
		bed_call(bed, phase, idp, len);
	*id = last_id;
}

static void add_report(struct tcap_tx *tx)
{
	static const int32_t events[] = {
		CAP_EVENT_O_ANSWER, CAP_EVENT_T_ANSWER, CAP_EVENT_O_CALLED_PARTY_BUSY, CAP_EVENT_T_BUSY, CAP_EVENT_O_NO_ANSWER,
		CAP_EVENT_T_NO_ANSWER, CAP_EVENT_ROUTE_SELECT_FAILURE, CAP_EVENT_O_DISCONNECT, CAP_EVENT_T_DISCONNECT,
		CAP_EVENT_O_ABANDON, CAP_EVENT_T_ABANDON, CAP_EVENT_COLLECTED_INFO,
	};
	static const uint8_t causes[] = { 0, 17, 18, 19, 20, 21, 1, 127 };
	uint8_t erb[64];
	/* Disconnects and abandons are the rarer ones. */
	int len = bed_event_report_cause(3, events[any(any(4) ? 7 : 12)], 1 + any(2), causes[any(8)], !!any(4), erb, sizeof(erb));

	if (len > 0)
		tcap_tx_invoke(tx, CAP_OP_EVENT_REPORT_BCSM, 4, 1000, erb, len);
}

static void move(uint32_t *id)
{
	struct tcap_dialogue *dlg = *id ? tcap_dialogue_find(bed->ssf, *id) : NULL;
	struct tcap_tx *tx;

	if (!dlg) {
		begin(id);
		return;
	}
	if (!any(30)) {
		tcap_send_u_abort(dlg, NULL, 0, NULL, 0);
		return;
	}
	tx = tcap_tx(dlg);
	for (unsigned n = any(4); n; n--)
		add_report(tx);
	if (!any(40))
		tcap_tx_error(tx, (int8_t)any(6), 6, NULL, 0);
	if (!any(40))
		tcap_send_end(tx);
	else
		tcap_send_continue(tx);
}

/* Some arrive at their routing number; others dial one that is nobody's. */
static void arrive(void)
{
	const struct call_setup *setup = call_route_match(bed->calls, BED_IMRN + any(ROUTES));
	struct call *call = setup ? call_begin(bed->calls, setup) : NULL;

	if (call)
		call_finish(&call, CALL_END_NORMAL);
}

static void test_anything(uint32_t routes)
{
	struct bed_config cfg = {
		.num_lines = 10, .max_dialogues = 6, .overload_dialogues = 4, .activity_test_s = 60, .ssf_ops = &ssf_ops, .monitor = true,
		.furnish_charging = true, .anchor = routes,
	};
	struct call_line_live live;
	struct call_group_live group;

	bed = bed_alloc(&cfg);
	services();
	for (unsigned i = 0; i < MOVES; i++) {
		move(&open_ids[any(DIALOGUES)]);
		if (routes && !any(4))
			arrive();
		if (routes && !any(200))
			bed->alive = !bed->alive;
		if (any(3))
			continue;
		clock_test_advance(any(4000));
		wheel_turn(bed->wheel);
		scf_drain(bed->scf, !any(50));
	}
	for (unsigned i = 0; i < DIALOGUES; i++) {
		struct tcap_dialogue *dlg = open_ids[i] ? tcap_dialogue_find(bed->ssf, open_ids[i]) : NULL;

		if (dlg)
			tcap_send_u_abort(dlg, NULL, 0, NULL, 0);
	}
	for (unsigned i = 0; i < 200; i++) {	/* ActivityTest finds whoever hangs on still */
		clock_test_advance(1000);
		wheel_turn(bed->wheel);
	}
	CHECK_INT(tcap_dialogue_count(scf_tcap(bed->scf)), 0);
	CHECK_INT(call_count(bed->calls), 0);
	CHECK_INT(call_route_take(bed->calls, &(const struct call_setup){ .msc = 0 }, 0, &(callid_t){ 0 }) != E164_NONE, routes > 0);
	CHECK_INT(call_route_count(bed->calls), routes > 0);	/* that one alone */
	CHECK(!routes || (scf_counter(bed->scf, SCF_CTR_ANCHOR_ARRIVED) && scf_counter(bed->scf, SCF_CTR_ANCHOR_FAILED) &&
			  scf_counter(bed->scf, SCF_CTR_ANCHORED)));
	call_room_tick(bed->calls);
	for (unsigned i = 0; i < 10; i++) {
		call_line_live(bed->calls, BED_LINE(i), &live);
		CHECK_INT(live.ringing + live.talking + live.diverted + live.rest_s, 0);
	}
	call_group_live(bed->calls, 1, &group);
	CHECK_INT(group.ringing + group.talking, 0);
	CHECK(group.answered && group.overflowed && scf_counter(bed->scf, SCF_CTR_OVERLOAD) &&
	      scf_counter(bed->scf, SCF_CTR_DRAINED) && scf_counter(bed->scf, SCF_CTR_DEAD_DIALOGUE) + 1);
	printf("%u records, %llu steps\n", bed->records, (unsigned long long)scf_counter(bed->scf, SCF_CTR_STEP));
	bed_free(bed);
}

int main(void)
{
	mpabx_log_init(NULL);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	clock_test_set(1795255200);
	test_anything(0);
	test_anything(ROUTES);
	return CHECK_DONE();
}
