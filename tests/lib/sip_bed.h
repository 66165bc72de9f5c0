/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sip_bed.h
 *  Phones over loopback in one process, for the tests of `sip/`: each writes what happens to it as words into a log, and
 *  does what it was told to. No two on one port: each has an agent of its own. */
#pragma once

#include <mpabx/sip.h>

#define BED_HOST "127.0.0.1"
extern const char bed_sdp_a[], bed_sdp_b[];

struct bed {
	void *ctx;
	struct wheel *wheel;
	struct sip_stack *stack;
};

struct phone {
	struct bed *bed;
	const char *name;
	struct sip_agent *agent;
	struct sip_dialog *d;		/*!< the last one; NULL once it ended */
	struct sip_transaction *t;	/*!< the last request that waits */
	char log[4096];			/*!< "INVITE/offer 180 200:INVITE/answer ..." */
	unsigned ring;			/*!< answer an INVITE with this 1xx at once, 0 = not */
	bool ring_sdp, answer, no_sdp;	/*!< with a description; 200 behind it; ours has none in an INVITE */
	bool ack_answer, prack_answer;	/*!< give answers to offers in 2xx, in reliable 1xx */
	unsigned reply;			/*!< to requests within the dialog at once, 0 = keep them */
	bool reply_sdp;
	unsigned traced_in, traced_out;
	FILE *capture;			/*!< text2pcap's input */
	struct sip_message last;	/*!< its plain fields; no pointers of it are good */
	char last_sdp[1024], last_body[256];
	char last_route[256];
	char last_field[512];		/*!< of want_field in the last message */
	const char *want_field;
	struct phone *(*party)(const struct sip_message *m);	/*!< whose an INVITE's dialog shall be; NULL: its own */
};

/*! Stack and wheel; ends the program where that does not work. */
void bed_open(struct bed *b);
void bed_close(struct bed *b);
/*! One turn of the loop. */
void bed_turn(struct bed *b);
uint64_t bed_ms(void);
/*! Turns until it holds, at most ms. */
#define BED_UNTIL(b, ms, cond) ({ \
	uint64_t end_ = bed_ms() + (ms); \
	while (!(cond) && bed_ms() < end_) \
		bed_turn(b); \
	(cond); })
#define BED_WAIT(b, ms) BED_UNTIL(b, ms, false)

/*! 127.0.0.1 on any port, both transports, everybody of 127.0.0.0/8 may speak to it, short timers (t1 50 ms, timeout
 *  64 * t1). config may be NULL. */
void phone_open(struct phone *p, struct bed *b, const char *name, const struct sip_agent_config *config);
void phone_close(struct phone *p);
void phone_log(struct phone *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
/*! Forgets what was written. */
void phone_clear(struct phone *p);
/*! INVITE to the other one. */
struct sip_dialog *phone_call(struct phone *p, const struct phone *to, bool tcp);
struct sip_dialog *phone_call_port(struct phone *p, uint16_t port, bool tcp);
/*! A description in a content of its own. */
struct sip_content *phone_sdp(const char *sdp);
extern const struct sip_dialog_ops phone_ops;
