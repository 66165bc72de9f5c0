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

/*! What MAP or a simulation says of the served line's phone before it is tried. */
enum decide_phone { DECIDE_PHONE_UNKNOWN, DECIDE_PHONE_IDLE, DECIDE_PHONE_BUSY, DECIDE_PHONE_OFF };

/*! How a leg came to its end without an answer: what a stage moves on by. */
enum decide_outcome { DECIDE_BUSY, DECIDE_NO_ANSWER, DECIDE_UNREACHABLE, DECIDE_REFUSED, _DECIDE_OUTCOMES };

/*! What the switch in front of us can do (operator data); the plan falls back to it and says so in .anchor. */
struct decide_switch {
	bool no_events;			/*!< CAP phase 1: neither busy nor no answer is reported, one try is all */
	uint8_t ring_min_s, ring_max_s;	/*!< range of the noAnswer EDP's application timer; 0 = 10 and 40 */
	bool legs;			/*!< several legs at once, each with its own ringing time of any length (SIP) */
	bool media;			/*!< SIP and media are attached: nothing falls back */
	bool codes;			/*!< codes are heard in other calls of its lines: this one is to be known while it is up */
	bool no_restriction;		/*!< before CAP phase 3: the caller's number cannot be withheld for him */
	bool foreign_forwarding;	/*!< the HLR's own forwarding may divert before our timer */
	uint8_t foreign_no_answer_s;	/*!< when it does so unanswered, where that is known: ours runs out before; 0 = not known */
	bool uncounted;			/*!< a plain diversion is not watched: toll fraud limits count it only where its fleet sets them */
};

/*! Live state, kept by call/; the same ops over a table of the portal's serve the simulator. */
struct decide_live_ops {
	/*! A call of this line is up: dialling, ringing or talking. */
	bool (*is_busy)(void *priv, e164_t line);
	/*! It rests after a group's call. */
	bool (*is_resting)(void *priv, e164_t line);
	/*! Milliseconds of clock_ms() at which its last call ended; 0: none yet. */
	uint64_t (*idle_since)(void *priv, e164_t line);
	/*! The member that this group rang last; E164_NONE: none yet. */
	e164_t (*last_rung)(void *priv, uint32_t group_id);
};

struct decide_facts {
	enum decide_side side;
	/*! The line whose service runs: called (received) or calling (made); or a group's number. */
	e164_t served;
	e164_t calling;				/*!< E164_NONE where withheld from us */
	bool calling_restricted;		/*!< known to us, but its owner withholds it (CLIR) */
	struct numplan_number called;		/*!< as dialled or signalled */
	e164_t original_called, redirecting;	/*!< E164_NONE where absent */
	uint8_t redirections;			/*!< counter, 0..5 */
	uint8_t redirection_limit;		/*!< 0 = DECIDE_MAX_REDIRECTIONS */
	enum decide_bearer bearer;
	bool own_leg;				/*!< call/ matched it among its pending legs */
	bool own_leg_held;			/*!< one of a list: the network's own forwarding must not take it (product.md section 6) */
	bool psap_callback;			/*!< RFC 7090, or a PSAP's number calls */
	time_t emergency_at;			/*!< served line called an emergency number then; 0 = never seen */
	uint32_t emergency_callback_s;		/*!< how long calls to it stay untouched; 0 = 1800 */
	time_t now;
	enum decide_phone phone;
	struct decide_switch sw;
	const struct decide_live_ops *live;	/*!< NULL: nobody is busy, nobody rests */
	void *live_priv;
};

/*! Step of product.md section 2 that decided or was passed over. */
enum decide_rule {
	DECIDE_RULE_OWN_LEG, DECIDE_RULE_EMERGENCY, DECIDE_RULE_ENTITLEMENT, DECIDE_RULE_BEARER, DECIDE_RULE_LOOP_GUARD,
	DECIDE_RULE_BLOCKED_CALLER, DECIDE_RULE_GROUP, DECIDE_RULE_IMMEDIATE_FORWARDING, DECIDE_RULE_DO_NOT_DISTURB,
	DECIDE_RULE_HUNT, DECIDE_RULE_BUSY_FORWARDING, DECIDE_RULE_NO_ANSWER_FORWARDING,
	DECIDE_RULE_UNREACHABLE_FORWARDING,
	DECIDE_RULE_SERVICE_CODE, DECIDE_RULE_SHORT_NUMBER, DECIDE_RULE_BARRING, DECIDE_RULE_DISPLAYED_NUMBER,
	DECIDE_RULE_PHONE, DECIDE_RULE_NORMAL_CALL, DECIDE_RULE_FRAUD_LIMIT, DECIDE_RULE_OVERLOAD, DECIDE_RULE_ERROR,
	DECIDE_RULE_TRANSFER,
	_DECIDE_RULES
};
/*! Sentence keys; texts in French and English are in decide/texts.c. decide/ may add to them. */
enum decide_why {
	DECIDE_WHY_OWN_LEG, DECIDE_WHY_EMERGENCY_CALL, DECIDE_WHY_EMERGENCY_CALLBACK, DECIDE_WHY_UNKNOWN_LINE,
	DECIDE_WHY_SUSPENDED, DECIDE_WHY_NO_OPTION, DECIDE_WHY_NOT_SPEECH, DECIDE_WHY_REDIRECTION_LIMIT,
	DECIDE_WHY_ALREADY_IN_CHAIN, DECIDE_WHY_FORWARDED, DECIDE_WHY_FORWARDING_OFF, DECIDE_WHY_NO_FORWARDING,
	DECIDE_WHY_SHORT_NUMBER, DECIDE_WHY_SHORT_UNKNOWN, DECIDE_WHY_NOT_SHORT, DECIDE_WHY_SERVICE_CODE,
	DECIDE_WHY_RINGS_PHONE, DECIDE_WHY_AS_DIALLED, DECIDE_WHY_OVERLOAD, DECIDE_WHY_INNER_ERROR,
	DECIDE_WHY_EMERGENCY_DESTINATION,
	DECIDE_WHY_OTHER_SERVICE, DECIDE_WHY_OWN_LEG_BACK,
	/* callers refused */
	DECIDE_WHY_BLOCKED, DECIDE_WHY_BLOCKED_WITHHELD,
	/* why a stored destination is not followed */
	DECIDE_WHY_BOX_TICKED, DECIDE_WHY_OUTSIDE_PERIOD, DECIDE_WHY_NO_VOICEMAIL, DECIDE_WHY_BAD_LENGTH,
	DECIDE_WHY_BAD_PREFIX,
	DECIDE_WHY_SPECIAL_DESTINATION, DECIDE_WHY_SHORT_DESTINATION, DECIDE_WHY_INTERNATIONAL_DESTINATION,
	DECIDE_WHY_OUTSIDE_FLEET, DECIDE_WHY_DUPLICATE, DECIDE_WHY_SUSPENDED_BY_IMMEDIATE, DECIDE_WHY_NO_EVENTS,
	/* do not disturb */
	DECIDE_WHY_DND_FORWARDED, DECIDE_WHY_DND_AS_BUSY, DECIDE_WHY_DND_BUSY,
	/* lists: hunt and group */
	DECIDE_WHY_ON_A_CALL, DECIDE_WHY_NOT_REACHABLE, DECIDE_WHY_LIST_END, DECIDE_WHY_ALL_BUSY,
	DECIDE_WHY_ALL_UNREACHABLE, DECIDE_WHY_NOBODY_ANSWERED, DECIDE_WHY_HUNT_RINGS, DECIDE_WHY_HUNT_OFF,
	DECIDE_WHY_HUNT_EMPTY, DECIDE_WHY_HUNT_TOO_LONG,
	/* groups */
	DECIDE_WHY_GROUP_RINGS, DECIDE_WHY_MEMBER_AWAY, DECIDE_WHY_MEMBER_SUSPENDED, DECIDE_WHY_MEMBER_RESTS,
	DECIDE_WHY_GROUP_CLOSED, DECIDE_WHY_GROUP_CLOSED_END, DECIDE_WHY_GROUP_NOBODY, DECIDE_WHY_GROUP_NOBODY_END,
	DECIDE_WHY_GROUP_OVERFLOW, DECIDE_WHY_GROUP_OWN_RULES,
	/* calls made */
	DECIDE_WHY_BARRED_INTERNATIONAL, DECIDE_WHY_BARRED_SPECIAL, DECIDE_WHY_BARRED_OUTSIDE, DECIDE_WHY_BARRED_PREFIX,
	DECIDE_WHY_SHOWN_GROUP, DECIDE_WHY_SHOWN_WITHHELD, DECIDE_WHY_SHOWN_NOT_OWN, DECIDE_WHY_SHOWN_NOT_HERE,
	/* what the network may do before us, or says of a phone */
	DECIDE_WHY_FOREIGN_FORWARDING, DECIDE_WHY_PHONE_BUSY,
	/* held back by call/ */
	DECIDE_WHY_FRAUD_LIMIT,
	/* during a call: by call/ */
	DECIDE_WHY_TRANSFERRED,
	_DECIDE_WHYS
};

struct decide_reason {
	uint8_t rule;		/*!< enum decide_rule */
	uint8_t why;		/*!< enum decide_why */
	uint16_t seconds;	/*!< in the sentence */
	uint32_t version;	/*!< of the rule's row; 0 where the rule has none */
	uint32_t group;		/*!< id, its name stands in the sentence; 0 = none */
	e164_t arg[2];		/*!< numbers in the sentence */
	char digits[8];		/*!< short number in the sentence, "" = none */
};

enum decide_stage_kind {
	DECIDE_UNTOUCHED,	/*!< let the call go on as it is; nothing follows */
	DECIDE_PHONE,		/*!< the served line's own phone, by the call as it came (Continue); what follows is in
				 *   .next. In a group's stage it is the member whose number the group has */
	DECIDE_RING,		/*!< 1..10 targets */
	DECIDE_JUNCTION,	/*!< nothing is done: on by what all legs since the first stage, or since the junction
				 *   before, had in common (all busy, all unreachable, else no answer) */
	DECIDE_RELEASE,		/*!< .cause */
};

/*! Why the call ought to pass through SIP and media; without them the plan is the best that the switch can do. */
enum decide_anchor {
	DECIDE_ANCHOR_TOGETHER = 1 << 0,	/*!< several phones at once: one after the other instead */
	DECIDE_ANCHOR_CONFIRM = 1 << 1,		/*!< "press 1 to accept": whoever answers has it */
	DECIDE_ANCHOR_QUEUE = 1 << 2,		/*!< callers cannot wait: overflow at once */
	DECIDE_ANCHOR_RING_TIME = 1 << 3,	/*!< ringing time out of the network's range: the nearest one */
	DECIDE_ANCHOR_IN_CALL = 1 << 4,		/*!< in-call codes: not watched */
	DECIDE_ANCHOR_EVENTS = 1 << 5,		/*!< neither busy nor no answer is reported: the first try is all */
};

/* The longest plan: ten members of a group whose number is a member's own, a junction, his hunt list of five, a
 * junction, his three forwardings. */
#define DECIDE_MAX_TARGETS 18	/*!< of all stages together */
#define DECIDE_MAX_STAGES 20
#define DECIDE_MAX_REJECTED 8
#define DECIDE_NEXT_END 0xff	/*!< nothing follows: the natural outcome */
/*! Redirecting reason by how the leg before ended; unconditional where it is the first. */
#define DECIDE_REDIRECT_BY_OUTCOME 0xff

/*! ring_s 0: as long as the network lets it ring. */
struct decide_target {
	e164_t number;
	uint8_t ring_s;
	bool is_line, confirm, allow_diverted;
	bool own_rules;		/*!< a call to that line like any other, whose rules run: not awaited as our own leg */
};

struct decide_stage {
	uint8_t kind;
	uint8_t cause;			/*!< Q.850, of a release */
	bool diverted;			/*!< redirecting information goes out: .redirecting, reason below */
	uint8_t redirect_reason;
	uint8_t first_target, num_targets;	/*!< in plan.target */
	uint8_t ring_s;			/*!< of DECIDE_PHONE; 0: as long as the network lets it ring */
	uint8_t next[_DECIDE_OUTCOMES];	/*!< index of the stage that follows, always a higher one; DECIDE_NEXT_END */
	e164_t redirecting;
	struct decide_reason because;
};

struct decide_plan {
	uint8_t num_stages;	/*!< at least 1 */
	uint8_t num_targets;
	uint8_t num_rejected;
	uint8_t anchor;		/*!< mask of enum decide_anchor */
	bool watch;		/*!< live state wants to know of its answer and end: a line with groups or busy rules */
	bool total_is_limited;	/*!< the ringing of all stages of DECIDE_RULE_HUNT together ends after 120 s: then on as
				 *   if the last of them were unanswered. Their ring_s add up to no more, but set-up takes
				 *   its time too */
	bool foreign;		/*!< the HLR's own forwarding may take the call from a phone before the plan goes on */
	bool shown_withheld;	/*!< the caller's number is not to be presented */
	e164_t shown;		/*!< the number to present in place of the caller's; E164_NONE: the caller's own */
	uint32_t group;		/*!< the call is this group's; 0 = none */
	uint64_t snapshot_version;
	struct decide_stage stage[DECIDE_MAX_STAGES];
	struct decide_target target[DECIDE_MAX_TARGETS];
	struct decide_reason rejected[DECIDE_MAX_REJECTED];
};

/*! Would an answer about the phone (facts.phone) change the plan? Asked before a MAP question is sent. */
bool decide_wants_phone(const struct fleet_snapshot *snap, const struct decide_facts *facts);
/*! Always gives a plan with a reason, whatever the facts. Only what the counts say is filled is written. */
void decide_call(const struct fleet_snapshot *snap, const struct decide_facts *facts, struct decide_plan *ret);

enum decide_lang { DECIDE_FR, DECIDE_EN };
/*! One sentence. \param snap where groups have their names, NULL: by number
 *  \param np the plan that writes its numbers (the fleet's, or fleet_default_numplan()); NULL: as +33199001234
 *  \returns buf */
const char *decide_reason_text(const struct fleet_snapshot *snap, const struct numplan *np,
			       const struct decide_reason *r, enum decide_lang lang, char *buf, size_t size);
/*! What a stage does and what follows, as a person says it: "Sonne 25 s, puis renvoi vers le 01 99 00 12 34". For `show
 *  plan`, the portals and the simulator. \param stage index \returns buf */
const char *decide_stage_text(const struct fleet_snapshot *snap, const struct numplan *np,
			      const struct decide_plan *plan, unsigned stage, enum decide_lang lang,
			      char *buf, size_t size);
/*! The stages that a call passes where every leg ends so. \param ret indices, in order \returns how many */
unsigned decide_plan_walk(const struct decide_plan *plan, enum decide_outcome outcome, uint8_t ret[DECIDE_MAX_STAGES]);
const char *decide_anchor_text(enum decide_anchor anchor, enum decide_lang lang);
/*! "immediate-forwarding": stable names for records and counters. */
const char *decide_rule_name(enum decide_rule rule);
const char *decide_why_name(enum decide_why why);
