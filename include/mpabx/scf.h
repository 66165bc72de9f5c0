/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file scf.h
 *  The gsmSCF: one state machine a dialogue (TS 23.078 4.4). Takes InitialDP, asks call/ for the plan and carries it out with
 *  Connect, Continue, ReleaseCall and EDPs. An answer always: what can be decoded and is not served goes on by Continue. */
#pragma once

#include "base.h"
#include "call.h"
#include "sigtran.h"

struct scf;

/*! How a network speaks to us; found by the calling GT's longest prefix, "" = default. Operator data (VTY). */
struct scf_network {
	char name[32];
	char gt_prefix[8][SCCP_GT_MAX_DIGITS + 1];	/*!< "" ends */
	struct numplan_network numbers;
	uint32_t service_key_made[4], service_key_received[4];	/*!< 0 ends: O-CSI and T-CSI service keys */
	bool monitor;			/*!< arm answer, failures and disconnect (EDP-N) on every call we connect: records with times */
	bool uncounted;			/*!< diverted legs are not watched for the toll fraud limits: the dialogue ends with the Connect */
	uint8_t redirection_limit;	/*!< 0 = 5 */
	uint8_t no_answer_min_s, no_answer_max_s;	/*!< range of the noAnswer EDP's application timer (TNRy); 0 = 10 and 40 */
	uint8_t hlr_forwarding;		/*!< enum scf_hlr_forwarding */
	uint8_t hlr_no_answer_s;	/*!< foreign: its no-answer time, 0 = not known */
	bool furnish_charging;		/*!< FurnishChargingInformation with service and charged party, CAP 2 and later */
	uint8_t phone_query;		/*!< enum scf_phone_query: how a phone's state is asked for where a decision wants it */
	char hlr_gt[SCCP_GT_MAX_DIGITS + 1];	/*!< whom to ask; "" = the subscriber's own number as global title */
	bool anchor;			/*!< calls that the switch cannot serve go to a routing number, where SIP and media are alive */
	e164_t anchor_fixed;		/*!< to this fixed one, which the network leads here with our diversion; E164_NONE: one of the pool */
	char home_vlr[8][16], white_zone[8][16];	/*!< beginnings of VLR numbers: at home (none: everywhere); not, though at home */
	e164_t psap[8];			/*!< numbers from which the emergency services call back; E164_NONE ends */
};

/*! The HLR's own forwarding of our lines (product.md section 5): taken out of their profile; kept in step with ours by the
 *  operator's own means, the node sending the HLR nothing; or neither, so that it may take a call before our timer does. */
enum scf_hlr_forwarding { SCF_HLR_WITHDRAWN, SCF_HLR_MIRRORED, SCF_HLR_FOREIGN };
/*! MAP anyTimeInterrogation (the state itself), or sendRoutingInfo (reachable or not). Both need `own` to be set. */
enum scf_phone_query { SCF_ASK_NOBODY, SCF_ASK_ATI, SCF_ASK_SRI };

struct scf_config {
	struct sccp_addr own;		/*!< what answers carry as calling address; ssn 0: the called address of the Begin */
	uint32_t activity_test_s;	/*!< a monitored dialogue silent for so long is asked ActivityTest; 0 = off; default 900 */
	uint32_t max_dialogues;		/*!< TCAP cap; default 200000 */
	uint32_t overload_dialogues;	/*!< past it new calls are let through un-served; default 90 % of the cap */
};

/*! Wires itself on SSN 146 (CAP) and 147 (MAP) of the SCCP instance. Everything borrowed must outlive it. */
struct scf *scf_alloc(void *ctx, struct sccp *sccp, struct wheel *wheel, struct call_room *calls,
		      const struct fleet_snapshot *snap, struct screen *screen, const struct scf_config *cfg);
/*! Copies. \returns 0, -ENOSPC (16 networks), -EINVAL (no name, a limit or range that cannot be) */
int scf_add_network(struct scf *scf, const struct scf_network *network);
const struct scf_network *scf_network_for(const struct scf *scf, const struct sccp_addr *calling);
struct tcap *scf_tcap(const struct scf *scf);		/*!< CAP, SSN 146 */
struct tcap *scf_map_tcap(const struct scf *scf);	/*!< MAP, SSN 147 */

struct scf_dialogue_info { uint32_t id; callid_t call; const char *state; e164_t served; const struct sccp_addr *peer; };
/*! Visits open dialogues; return non-zero to stop. */
int scf_dialogues_each(const struct scf *scf, int (*cb)(void *priv, const struct scf_dialogue_info *info), void *priv);

/*! Calls may be sent to routing numbers (call/route.h) for what SIP and media can do there now.
 *  \param able mask of enum decide_anchor, 0 while not both are proven alive; NULL: never */
void scf_set_anchor(struct scf *scf, uint8_t (*able)(void *priv), void *priv);
struct scf_anchored_info { e164_t number; callid_t call; uint32_t dialogue; e164_t served, calling; };
/*! Visits calls on their way to a routing number; return non-zero to stop. */
int scf_anchored_each(const struct scf *scf, int (*cb)(void *priv, const struct scf_anchored_info *info), void *priv);

/*! Where a line's phone is now: the roaming number that rings it without its T-CSI running again (sendRoutingInfo with T-CSI
 *  suppressed). Answered once, perhaps before this returns; roaming E164_NONE where none was given within 3 s (phone: why).
 *  \param network whose HLR is asked; NULL: the first \returns 0, -errno: not asked, no answer comes */
typedef void (*scf_locate_cb)(void *priv, uint32_t tag, e164_t roaming, enum decide_phone phone);
int scf_locate(struct scf *scf, const struct scf_network *network, e164_t line, scf_locate_cb cb, void *priv, uint32_t tag);

/*! Draining: new calls go on unserved, those that are open are carried to their end. */
void scf_drain(struct scf *scf, bool on);
bool scf_is_draining(const struct scf *scf);

/*! Every message of a dialogue, both ways. call is 0 as long as there is none (the Begin): the dialogue's id joins them.
 *  proto: of the operations in msg. phase: CAP's, 0 in the Begin (which names its application context) and for MAP.
 *  For traces; must not block. */
struct scf_trace { callid_t call; uint32_t dialogue; uint8_t proto, phase; bool out; const struct tcap_msg *msg; const uint8_t *pdu; size_t length;
	const struct sccp_addr *peer; };
void scf_set_trace(struct scf *scf, void (*cb)(void *priv, const struct scf_trace *trace), void *priv);

enum scf_ctr {
	SCF_CTR_INITIAL_DP, SCF_CTR_CONNECT, SCF_CTR_CONTINUE, SCF_CTR_RELEASE, SCF_CTR_UNKNOWN_KEY,
	SCF_CTR_BAD_ARGUMENT, SCF_CTR_REFUSED, SCF_CTR_LET_THROUGH, SCF_CTR_OVERLOAD, SCF_CTR_OWN_LEG, SCF_CTR_ERROR_FROM_SSF, SCF_CTR_ABORT_FROM_SSF,
	SCF_CTR_ACTIVITY_TEST, SCF_CTR_DEAD_DIALOGUE, SCF_CTR_STEP, SCF_CTR_FURNISH_CHARGING, SCF_CTR_RESET_TIMER,
	SCF_CTR_DIVERTED_BY_NETWORK, SCF_CTR_SWALLOWED, SCF_CTR_DRAINED, SCF_CTR_ASKED, SCF_CTR_ASK_FAILED, SCF_CTR_SS_NOTIFICATION,
	SCF_CTR_ANCHORED, SCF_CTR_ANCHOR_ARRIVED, SCF_CTR_ANCHOR_FAILED, SCF_CTR_ANCHOR_FULL, SCF_CTR_ANCHOR_ROUND,
	SCF_CTR_LOCATE, SCF_CTR_LOCATE_FAILED,
	_SCF_CTRS
};
uint64_t scf_counter(const struct scf *scf, enum scf_ctr ctr);
const char *scf_counter_name(enum scf_ctr ctr);
