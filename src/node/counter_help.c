/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rooms count and name; here stands what it means, for the people who look at it. tests/unit/metrics.c
 * misses a sentence that is not there. */
#include <mpabx/scf.h>
#include <mpabx/sigtran.h>

#include "counter_help.h"

static const char *const sccp_help[] = {
	[SCCP_CTR_RX] = "SCCP messages received",
	[SCCP_CTR_TX] = "SCCP messages sent",
	[SCCP_CTR_RX_MALFORMED] = "SCCP messages received that cannot be read",
	[SCCP_CTR_RX_UNEQUIPPED] = "SCCP messages received for a subsystem that nobody serves here",
	[SCCP_CTR_RX_NOT_OURS] = "SCCP messages received for a called title that is not ours",
	[SCCP_CTR_RX_NOTICE] = "SCCP messages of ours that came back undelivered (UDTS, XUDTS)",
	[SCCP_CTR_TX_NOTICE] = "SCCP messages that we sent back as undeliverable",
	[SCCP_CTR_TX_FAILED] = "SCCP messages that the link did not take",
	[SCCP_CTR_SEGMENTED] = "SCCP messages sent in segments",
	[SCCP_CTR_REASSEMBLED] = "SCCP messages put together from segments",
	[SCCP_CTR_REASSEMBLY_FAILED] = "SCCP messages of which segments were missing or too many",
	[SCCP_CTR_SST] = "SCCP subsystem status tests received",
};

static const char *const tcap_help[] = {
	[TCAP_CTR_RX_BEGIN] = "TC-BEGIN received",
	[TCAP_CTR_RX_CONTINUE] = "TC-CONTINUE received",
	[TCAP_CTR_RX_END] = "TC-END received",
	[TCAP_CTR_RX_ABORT] = "TC-ABORT received",
	[TCAP_CTR_RX_MALFORMED] = "TCAP messages received that cannot be read",
	[TCAP_CTR_RX_UNKNOWN_TID] = "TCAP messages received for a dialogue that is not there (any more)",
	[TCAP_CTR_RX_UNKNOWN_ACN] = "dialogues refused: application context not served",
	[TCAP_CTR_RX_REFUSED] = "dialogues and operations refused by screening or for their protocol version",
	[TCAP_CTR_RX_OVER_CAP] = "dialogues refused: max-dialogues are open",
	[TCAP_CTR_TX] = "TCAP messages sent",
	[TCAP_CTR_TX_ABORT] = "TC-ABORT sent",
	[TCAP_CTR_TX_REJECT] = "components that we rejected",
	[TCAP_CTR_RX_REJECT] = "components of ours that the peer rejected",
	[TCAP_CTR_L_CANCEL] = "invokes of ours whose timer ran out",
	[TCAP_CTR_NOTICE] = "TCAP messages of ours that SCCP brought back",
	[TCAP_CTR_WRONG_PEER] = "TCAP messages dropped: from another address than the dialogue's",
};

static const char *const scf_help[] = {
	[SCF_CTR_INITIAL_DP] = "InitialDP received: calls that switches asked about",
	[SCF_CTR_CONNECT] = "Connect sent",
	[SCF_CTR_CONTINUE] = "Continue sent",
	[SCF_CTR_RELEASE] = "ReleaseCall sent",
	[SCF_CTR_UNKNOWN_KEY] = "calls answered missingCustomerRecord: no network names the service key",
	[SCF_CTR_BAD_ARGUMENT] = "arguments received that cannot be read",
	[SCF_CTR_REFUSED] = "calls that we could not answer, dialogue aborted",
	[SCF_CTR_LET_THROUGH] = "calls let through unserved, whatever the reason",
	[SCF_CTR_OVERLOAD] = "calls let through because too many dialogues are open",
	[SCF_CTR_OWN_LEG] = "calls let through because they are a leg that we connected",
	[SCF_CTR_ERROR_FROM_SSF] = "operations of ours that a switch refused (ReturnError, Reject)",
	[SCF_CTR_ABORT_FROM_SSF] = "dialogues that a switch aborted",
	[SCF_CTR_ACTIVITY_TEST] = "ActivityTest sent to silent dialogues",
	[SCF_CTR_DEAD_DIALOGUE] = "dialogues dropped because the switch did not answer",
	[SCF_CTR_STEP] = "steps of plans carried out: a first one and each further target",
	[SCF_CTR_FURNISH_CHARGING] = "FurnishChargingInformation sent",
	[SCF_CTR_RESET_TIMER] = "ResetTimer sent",
	[SCF_CTR_DIVERTED_BY_NETWORK] = "legs that the network's own forwarding took away",
	[SCF_CTR_SWALLOWED] = "legs of a list that the network's own forwarding answered, and the list went no further",
	[SCF_CTR_DRAINED] = "calls let through because the node is draining",
	[SCF_CTR_ASKED] = "phones that the HLR was asked about",
	[SCF_CTR_ASK_FAILED] = "phones of which the HLR told nothing in time",
	[SCF_CTR_LOCATE] = "phones whose roaming number was asked for, to ring them without their service",
	[SCF_CTR_LOCATE_FAILED] = "of these, phones of which none was given in time",
	[SCF_CTR_ANCHORED] = "calls sent to a routing number, to be carried on by SIP",
	[SCF_CTR_ANCHOR_ARRIVED] = "of these, calls that arrived there",
	[SCF_CTR_ANCHOR_FAILED] = "of these, calls that did not arrive and went on in the switch",
	[SCF_CTR_ANCHOR_ROUND] = "calls that stayed in the switch because they came again and again",
	[SCF_CTR_ANCHOR_FULL] = "calls that stayed in the switch because no routing number was free",
	[SCF_CTR_SS_NOTIFICATION] = "SS-InvocationNotification received",
};

_Static_assert(sizeof(sccp_help) / sizeof(sccp_help[0]) == _SCCP_CTRS, "each counter of SCCP is explained");
_Static_assert(sizeof(tcap_help) / sizeof(tcap_help[0]) == _TCAP_CTRS, "each counter of TCAP is explained");
_Static_assert(sizeof(scf_help) / sizeof(scf_help[0]) == _SCF_CTRS, "each counter of the gsmSCF is explained");

const char *counter_help_sccp(unsigned i) { return sccp_help[i]; }
const char *counter_help_tcap(unsigned i) { return tcap_help[i]; }
const char *counter_help_scf(unsigned i) { return scf_help[i]; }
