/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A test bed for the gsmSCF: the node's rooms on one end of an in-memory MTP, a gsmSSF on the other. Unit tests and the
 * bench stand on it. No store: fleets are put into the snapshot by hand. */
#pragma once

#include <mpabx/call.h>
#include <mpabx/cap.h>
#include <mpabx/cap/initial_dp.h>
#include <mpabx/fleet.h>
#include <mpabx/scf.h>
#include <mpabx/sigtran.h>

#define BED_KEY_MADE 1
#define BED_KEY_RECEIVED 2
#define BED_SSF_GT "33689000001"
#define BED_SCF_GT "33689000100"
#define BED_HLR_GT "33689000010"
/* Line i of the bed's one fleet; lines 0..num_lines-1; odd ones forward at once to BED_FORWARD. */
#define BED_LINE(i) ((e164_t)33639000000ULL + (i))
#define BED_IMRN ((e164_t)33698999000ULL)
#define BED_FORWARD ((e164_t)33199001234ULL)

struct bed {
	void *ctx;
	struct wheel *wheel;
	struct mtp *scf_mtp, *ssf_mtp;
	struct sccp *scf_sccp, *ssf_sccp;
	struct screen *screen;
	struct fleet_snapshot *snap;
	struct call_room *calls;
	struct scf *scf;
	struct tcap *ssf;
	unsigned records;
	struct call_record last_record;
	bool alive;
};

struct bed_config {
	unsigned num_lines;
	bool monitor, queued;
	bool counted;		/* a plain diversion is watched for the toll fraud limits, as networks have it by default */
	bool furnish_charging, ask_phone;	/* ask_phone: by ATI, the title BED_HLR_GT */
	uint32_t anchor;	/* that many routing numbers from BED_IMRN on: calls may go there while bed->alive */
	bool fixed;		/* they are fixed ones, and the first is where all calls go */
	bool no_ssf;		/* no TCAP on the far end: what the node sends is dropped */
	uint32_t max_dialogues, activity_test_s, overload_dialogues;
	const struct tcap_user_ops *ssf_ops;
	void *ssf_priv;
};

struct bed *bed_alloc(const struct bed_config *cfg);
void bed_free(struct bed *bed);

/* InitialDP as octets: a call to (key BED_KEY_RECEIVED) or from (BED_KEY_MADE) a line. \returns length */
int bed_initial_dp(unsigned phase, int32_t key, e164_t calling, e164_t called, const char *dialled,
		   uint8_t *buf, size_t size);
/* The same of a subscriber whom this VLR serves; E164_NONE: not told. */
int bed_initial_dp_at(unsigned phase, int32_t key, e164_t calling, e164_t called, const char *dialled, e164_t vlr,
		      uint8_t *buf, size_t size);
/* A dialogue from the bed's gsmSSF with this InitialDP in its TC-BEGIN. */
struct tcap_dialogue *bed_call(struct bed *bed, unsigned phase, const uint8_t *idp, int length);
/* EventReportBCSM as octets. */
int bed_event_report(unsigned phase, int32_t event, uint8_t leg, uint8_t *buf, size_t size);
/* The same with a cause (0: none) in a busy event or a disconnect; request: the switch waits for an instruction. */
int bed_event_report_cause(unsigned phase, int32_t event, uint8_t leg, uint8_t cause, bool request, uint8_t *buf,
			   size_t size);
/* The same call as a whole SCCP unitdata, with this originating transaction id: for a far end without TCAP. */
int bed_begin_pdu(uint32_t otid, uint8_t *buf, size_t size);
