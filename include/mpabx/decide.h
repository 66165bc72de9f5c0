/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file decide.h
 *  Every call question gets its answer here: facts + snapshot -> plan with reasons. Pure: no I/O, no time of its own,
 *  no allocation. The order of rules is product.md section 2; one engine for CAMEL, SIP and the simulator. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base.h"
#include "fleet.h"

enum decide_side { DECIDE_RECEIVED, DECIDE_MADE };
enum decide_bearer { DECIDE_SPEECH, DECIDE_AUDIO_3K1, DECIDE_OTHER_BEARER };
/*! Q.763 3.45 redirecting reason. */
enum decide_redirect { DECIDE_REDIRECT_UNKNOWN = 0, DECIDE_REDIRECT_BUSY = 1, DECIDE_REDIRECT_NO_REPLY = 2,
	DECIDE_REDIRECT_UNCONDITIONAL = 3, DECIDE_REDIRECT_NOT_REACHABLE = 6 };

#define DECIDE_MAX_REDIRECTIONS 5	/*!< ISUP's maximum and the default limit */

struct decide_facts {
	enum decide_side side;
	e164_t served;				/*!< the line whose service runs: called (received) or calling (made) */
	e164_t calling;				/*!< E164_NONE where withheld from us */
	struct numplan_number called;		/*!< as dialled or signalled */
	e164_t original_called, redirecting;	/*!< E164_NONE where absent */
	uint8_t redirections;			/*!< counter, 0..5 */
	uint8_t redirection_limit;		/*!< 0 = DECIDE_MAX_REDIRECTIONS */
	enum decide_bearer bearer;
	bool own_leg;				/*!< call/ matched it among its pending legs */
	bool psap_callback;			/*!< RFC 7090, or a PSAP's number calls */
	time_t emergency_at;			/*!< served line called an emergency number then; 0 = never seen */
	uint32_t emergency_callback_s;		/*!< how long calls to it stay untouched; 0 = 1800 */
	time_t now;
};

/*! Step of product.md section 2 that decided or was passed over. */
enum decide_rule {
	DECIDE_RULE_OWN_LEG, DECIDE_RULE_EMERGENCY, DECIDE_RULE_ENTITLEMENT, DECIDE_RULE_BEARER, DECIDE_RULE_LOOP_GUARD,
	DECIDE_RULE_IMMEDIATE_FORWARDING, DECIDE_RULE_SERVICE_CODE, DECIDE_RULE_SHORT_NUMBER, DECIDE_RULE_PHONE,
	DECIDE_RULE_NORMAL_CALL, DECIDE_RULE_OVERLOAD, DECIDE_RULE_ERROR,
	_DECIDE_RULES
};
/*! Sentence keys; texts in French and English are in decide/texts.c. */
enum decide_why {
	DECIDE_WHY_OWN_LEG, DECIDE_WHY_EMERGENCY_CALL, DECIDE_WHY_EMERGENCY_CALLBACK, DECIDE_WHY_UNKNOWN_LINE,
	DECIDE_WHY_SUSPENDED, DECIDE_WHY_NO_OPTION, DECIDE_WHY_NOT_SPEECH, DECIDE_WHY_REDIRECTION_LIMIT,
	DECIDE_WHY_ALREADY_IN_CHAIN, DECIDE_WHY_FORWARDED, DECIDE_WHY_FORWARDING_OFF, DECIDE_WHY_NO_FORWARDING,
	DECIDE_WHY_SHORT_NUMBER, DECIDE_WHY_SHORT_UNKNOWN, DECIDE_WHY_NOT_SHORT, DECIDE_WHY_SERVICE_CODE,
	DECIDE_WHY_RINGS_PHONE, DECIDE_WHY_AS_DIALLED, DECIDE_WHY_OVERLOAD, DECIDE_WHY_INNER_ERROR,
	DECIDE_WHY_EMERGENCY_DESTINATION,
	_DECIDE_WHYS
};

struct decide_reason {
	uint8_t rule;		/*!< enum decide_rule */
	uint8_t why;		/*!< enum decide_why */
	uint32_t version;	/*!< of the rule's row; 0 where the rule has none */
	e164_t arg[2];		/*!< numbers in the sentence */
	char digits[8];		/*!< short number in the sentence, "" = none */
};

enum decide_stage_kind {
	DECIDE_UNTOUCHED,	/*!< let the call go on as it is */
	DECIDE_RING,		/*!< 1..10 targets */
	DECIDE_RELEASE,		/*!< .cause */
};

#define DECIDE_MAX_TARGETS 10
#define DECIDE_MAX_STAGES 8
#define DECIDE_MAX_REJECTED 8

/*! shown E164_NONE: the caller's number stays; ring_s 0: as long as the network lets it ring. */
struct decide_target { e164_t number; e164_t shown; uint16_t ring_s; bool is_line; bool confirm; };

struct decide_stage {
	uint8_t kind;
	uint8_t cause;
	bool diverted;		/*!< redirecting information goes out: redirecting = served, reason below */
	uint8_t redirect_reason;
	uint8_t num_targets;
	struct decide_target target[DECIDE_MAX_TARGETS];
	struct decide_reason because;
};

struct decide_plan {
	uint8_t num_stages;	/*!< at least 1 */
	struct decide_stage stage[DECIDE_MAX_STAGES];
	uint8_t num_rejected;
	struct decide_reason rejected[DECIDE_MAX_REJECTED];
	bool anchor;		/*!< the call must pass through SIP and media */
	uint64_t snapshot_version;
};

/*! Always gives a plan with a reason, whatever the facts. Only what the counts say is filled is written. */
void decide_call(const struct fleet_snapshot *snap, const struct decide_facts *facts, struct decide_plan *ret);

enum decide_lang { DECIDE_FR, DECIDE_EN };
/*! One sentence. \param np the plan that writes its numbers (the fleet's, or fleet_default_numplan()); NULL: as +33199001234.
 *  \returns buf */
const char *decide_reason_text(const struct numplan *np, const struct decide_reason *r, enum decide_lang lang,
			       char *buf, size_t size);
/*! "immediate-forwarding": stable names for records and counters. */
const char *decide_rule_name(enum decide_rule rule);
const char *decide_why_name(enum decide_why why);
