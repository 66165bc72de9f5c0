/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file media.h
 *  What call/ and the drivers of legs ask of media, whatever protocol carries it. A *pair* is one call's place in a media
 *  program: two sides, each one connection with a port of its own; what one side's party says the other one hears. Every
 *  request returns at once and is carried out in the order in which it was asked; what comes back comes by media_user_ops,
 *  never from within a request. A pair's handle is never 0 and never used again for long: one that is gone is ignored. */
#pragma once

#include <mpabx/base.h>

enum media_side { MEDIA_CALLER, MEDIA_CALLED, _MEDIA_SIDES };

/*! Which way sound goes as seen from us: SENDRECV both, SENDONLY to the party only (it holds us and listens to music, or
 *  hears an announcement), RECVONLY from it only. */
enum media_mode { MEDIA_SENDRECV, MEDIA_SENDONLY, MEDIA_RECVONLY, MEDIA_INACTIVE };

#define MEDIA_MAX_FORMATS 12
#define MEDIA_ADDRESS_SIZE 46	/*!< of an IPv4 or IPv6 address as text */
struct media_format { uint8_t payload_type; char name[16]; uint32_t clock; };	/*!< "PCMA" 8000, "telephone-event" 8000 */

/*! The party on one side, as its session description says. */
struct media_remote {
	char address[MEDIA_ADDRESS_SIZE];
	uint16_t port;			/*!< 0: it wants no sound now */
	uint16_t rtcp_port;		/*!< 0: port + 1 */
	uint8_t ptime;			/*!< ms, 0 = 20 */
	uint8_t mode;			/*!< enum media_mode */
	bool latch;			/*!< send to where its first packet comes from (behind a NAT; by the peer's configuration) */
	uint8_t num_formats;		/*!< in its order */
	struct media_format format[MEDIA_MAX_FORMATS];
};

#define MEDIA_PAIR_TEXT 160

/*! Where the party on one side shall send to. */
struct media_local { char address[MEDIA_ADDRESS_SIZE]; uint16_t port; };

/*! Sounds; names of the files that media was given are its own affair. Spoken ones in the language asked for. */
enum media_sound {
	MEDIA_RINGBACK, MEDIA_BUSY_TONE, MEDIA_HOLD_MUSIC,	/*!< until they are stopped */
	MEDIA_SAY_NO_ANSWER_YET,	/*!< transfer: C has not answered */
	MEDIA_SAY_NOT_HERE,		/*!< transfer: abroad, white zone, or the other call does not pass through us */
	MEDIA_SAY_NUMBER_NOT_ALLOWED,	/*!< transfer: C's number may not be one */
	MEDIA_SAY_WHICH_CALL,		/*!< transfer: several calls, none of them seen held */
	MEDIA_SAY_FULL, MEDIA_SAY_WRONG_CODE, MEDIA_SAY_LOCKED, MEDIA_SAY_CONNECTED, MEDIA_SAY_DISCONNECTED,
	MEDIA_SAY_PLEASE_HOLD,
	MEDIA_SAY_PRESS_1,		/*!< to accept the call */
	MEDIA_SAY_RECORDED,
	_MEDIA_SOUNDS
};
enum media_lang { MEDIA_FR, MEDIA_EN };

/*! Codes to be recognised among what one party dials, complete ones ("#1"): a recognised code is swallowed whole and told,
 *  every other digit goes on to the other side in its order. */
#define MEDIA_MAX_CODES 4
struct media_watch {
	uint8_t num_codes;
	char code[MEDIA_MAX_CODES][8];
	uint16_t gap_ms;		/*!< end of one digit to the start of the next, at most; 0 = 1000 */
};

struct media_ops {
	/*! A media program answers now: a call may be anchored. */
	bool (*is_alive)(void *priv);
	/*! A pair for this call. \param owner what the events of the pair carry
	 *  \param near a pair that it may have to be joined with: on the same media program where that lives; 0: none
	 *  \returns 0: none to be had */
	uint32_t (*pair_new)(void *priv, callid_t call, uint32_t owner, uint32_t near);
	/*! Makes or changes the connection of a side. \param remote NULL: not known yet, or as it was
	 *  \param tag not 0: told by .connected or .failed together with it */
	void (*connect)(void *priv, uint32_t pair, enum media_side side, const struct media_remote *remote, uint32_t tag);
	/*! Events of the pair carry another owner from now on. */
	void (*pair_own)(void *priv, uint32_t pair, uint32_t owner);
	/*! One side of a pair and one side of another one hear each other from now on; the side that is left over in each
	 *  hears and is heard by nobody. The two pairs then live and go each by itself.
	 *  \returns 0, -EXDEV: they are not on the same media program, nothing changes */
	int (*join)(void *priv, uint32_t pair, enum media_side side, uint32_t other, enum media_side other_side, uint32_t tag);
	/*! To the party on this side, in place of what it hears. \param times 0: until it is stopped */
	void (*play)(void *priv, uint32_t pair, enum media_side side, enum media_sound sound, enum media_lang lang,
		     unsigned times, uint32_t tag);
	void (*stop)(void *priv, uint32_t pair, enum media_side side);
	/*! \param watch NULL: disarmed, what was held back goes on */
	void (*watch)(void *priv, uint32_t pair, enum media_side side, const struct media_watch *watch);
	/*! Both connections go, its ports are free. No event of it comes any more. */
	void (*pair_free)(void *priv, uint32_t pair);
	/*! Over a restart: a pair as text without control characters, and ours again. May be NULL: its sound is lost with us.
	 *  \returns false: no such pair, or not connected yet */
	bool (*pair_save)(void *priv, uint32_t pair, char ret[MEDIA_PAIR_TEXT]);
	/*! \returns 0: makes no sense, or is of a program that we do not know; .gone tells where that has begun anew since */
	uint32_t (*pair_restore)(void *priv, const char *text, uint32_t owner);
};

/*! What media tells. \param owner as pair_new() was told */
struct media_user_ops {
	void (*connected)(void *priv, uint32_t owner, uint32_t pair, enum media_side side, uint32_t tag,
			  const struct media_local *local);
	/*! .join or .play is done (a sound without end: it has begun). */
	void (*done)(void *priv, uint32_t owner, uint32_t pair, uint32_t tag);
	/*! What was asked for under this tag was not carried out. */
	void (*failed)(void *priv, uint32_t owner, uint32_t pair, uint32_t tag);
	/*! A watched code was dialled by this side's party. */
	void (*code)(void *priv, uint32_t owner, uint32_t pair, enum media_side side, const char *code);
	/*! No RTP of this side's party for as long as is allowed. */
	void (*silent)(void *priv, uint32_t owner, uint32_t pair, enum media_side side);
	/*! The media program has lost the pair (it died or began anew). It need not be freed any more. */
	void (*gone)(void *priv, uint32_t owner, uint32_t pair);
};
