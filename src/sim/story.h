/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a story says, parsed: the network, its phones, who dials whom, what is to be seen. Written by network_parse*.c,
 * played by network*.c. The language is explained in doc/scenarios.md, "The simulated network". */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define STORY_NUMBER_SIZE 34
#define STORY_MAX_LINES 16

struct sim_node;
struct network_def;

/* Why a call is passed on; the words of redirectionInformation. */
enum net_reason { NET_BUSY, NET_NO_REPLY, NET_NOT_REACHABLE, NET_UNCONDITIONAL, _NET_REASONS };
const char *net_reason_name(enum net_reason reason);

enum phone_manner {
	PHONE_RINGS,		/* until somebody answers */
	PHONE_ANSWERS,
	PHONE_REJECTS,		/* rings, then its user presses the red key: user determined user busy */
	PHONE_BUSY,
	PHONE_OFF,		/* detached: the HLR knows */
	PHONE_SILENT,		/* attached, but no answer to paging: found out after a while */
	PHONE_FAILS,		/* the network clears with a cause */
};

/* What a `phone` statement changes; everything else of the phone stays. */
struct phone_change {
	char number[STORY_NUMBER_SIZE];
	bool has_manner, has_talk, has_waiting, has_csi;
	enum phone_manner manner;
	int cause;			/* PHONE_FAILS, PHONE_REJECTS */
	uint32_t after_ms, talk_ms;	/* story time; talk 0: talks on */
	bool waiting;			/* rings although busy */
	bool csi_o, csi_t;
	bool has_forward[_NET_REASONS];
	char forward[_NET_REASONS][STORY_NUMBER_SIZE];	/* the HLR's own; "": none */
};

enum { NET_STRIP_REDIRECTING = 1, NET_STRIP_ORIGINAL = 2, NET_STRIP_INFORMATION = 4, NET_STRIP_CALLING = 8 };
enum net_ati { NET_ATI_ANSWERED, NET_ATI_REFUSED, NET_ATI_SILENT };
enum { NET_KEY_MADE, NET_KEY_RECEIVED, NET_KEY_DIALLED, _NET_KEYS };

struct network_def {
	struct sim_node *msc, *gmsc, *hlr;
	uint8_t phase;
	unsigned speed;			/* `timers 20x`: story time runs so many times faster */
	uint32_t tssf_ms;		/* real time */
	uint32_t no_answer_ms;		/* the network's own timer, story time */
	unsigned strip;			/* what a diverted leg loses before it triggers again */
	char voicemail[STORY_NUMBER_SIZE];	/* the HLR forwards unanswered calls there; "": nowhere */
	bool forwards_at_vmsc;		/* unseen by the GMSC, and so by the gsmSCF */
	bool busy_without_cause;
	bool ends_pre_arranged;
	enum net_ati ati;
	unsigned num_lines;
	char lines[STORY_MAX_LINES][STORY_NUMBER_SIZE];	/* beginnings of the numbers that have CSIs */
	unsigned num_ncsi;
	char ncsi[STORY_MAX_LINES][STORY_NUMBER_SIZE];
	uint32_t key[_NET_KEYS];
	char camel4[32];		/* offeredCamel4Functionalities as octets, "": not sent */
};

enum dial_bearer { DIAL_SPEECH, DIAL_AUDIO, DIAL_DATA, DIAL_FAX };

enum story_kind {
	STORY_PHONE, STORY_DIAL, STORY_HANG_UP, STORY_ANSWER, STORY_REJECT, STORY_FORGET, STORY_CONFERENCE, STORY_EXPECT, STORY_NOTHING,
	STORY_WHY,
};

/* What can be seen in the network. Loud ones must be expected, in their order; the others may be. */
enum story_event {
	EVENT_RINGS, EVENT_ANSWERED, EVENT_RELEASED, EVENT_REFUSED, EVENT_SILENT, EVENT_ABORTED, EVENT_LAST_LOUD = EVENT_ABORTED,
	EVENT_BUSY, EVENT_UNREACHABLE, EVENT_REJECTED, EVENT_UNANSWERED, EVENT_FAILED, EVENT_STOPS, EVENT_ASKED, EVENT_SENT,
};
const char *story_event_name(enum story_event event);

struct story_step {
	enum story_kind kind;
	unsigned call;			/* the scenario's dialled calls, in order */
	char number[STORY_NUMBER_SIZE];	/* who acts; "": the caller of the call */
	union {
		struct phone_change phone;
		struct {
			char from[STORY_NUMBER_SIZE], to[STORY_NUMBER_SIZE];
			bool restricted;
			uint8_t phase;		/* 0: the network's */
			enum dial_bearer bearer;
		} dial;
		int cause;			/* STORY_REJECT, 0: the phone's own */
		struct { const char *rule, *note; bool rejected; } why;	/* what the node's record of the call names */
		struct {
			enum story_event event;
			const char *what;	/* number, cause or operation, NULL: any */
			uint32_t after_ms;	/* story time since what was seen last */
			uint32_t within_ms;	/* story time, on top of the scenario's timeout */
		} expect;
	};
};
