/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file record.h
 *  Call records as the store and the spool hold them: plain numbers and names, so that a record stays readable whatever
 *  becomes of our enums. node/ makes them from call/'s. Blocking but for the two codecs. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mpabx/base.h>

struct store;

#define STORE_WORD_SIZE 40
#define STORE_RECORD_LEGS 18
#define STORE_RECORD_REJECTED 8

struct store_reason {
	char rule[STORE_WORD_SIZE], why[STORE_WORD_SIZE];
	uint32_t seconds, version, group;
	e164_t arg[2];
	char digits[8];
};

struct store_leg {
	e164_t number, charged;
	uint64_t start_us, answer_us, end_us;	/*!< 0 = not */
	uint8_t cause;
	char rule[STORE_WORD_SIZE], why[STORE_WORD_SIZE];
	uint32_t version;
	bool diverted;				/*!< the network's own forwarding took it */
};

struct store_record {
	callid_t id;
	uint64_t sequence;			/*!< given by the store at put */
	bool made;				/*!< by the served line; else received */
	e164_t served, calling, called;
	uint32_t fleet;
	char dialled[DIGITS_SIZE];
	e164_t original_called, redirecting;
	uint8_t call_reference[8], call_reference_len;
	e164_t msc;
	uint64_t start_us, answer_us, end_us;
	char end[STORE_WORD_SIZE];
	uint64_t snapshot_version;
	struct store_reason because;
	uint8_t anchor;
	bool conference, limited;
	uint32_t group;				/*!< 0 = none */
	char group_result[STORE_WORD_SIZE];	/*!< "" = no group's call */
	uint8_t num_rejected, num_legs;
	struct store_reason rejected[STORE_RECORD_REJECTED];
	struct store_leg leg[STORE_RECORD_LEGS];	/*!< [0] the caller's */
};

/* ---- octets, for the spool ---- */
/*! \returns octets, or -EMSGSIZE */
int store_record_encode(const struct store_record *record, uint8_t *buf, size_t size);
/*! Takes anything. \returns 0, or -EINVAL with ret undefined */
int store_record_decode(const uint8_t *buf, size_t length, struct store_record *ret);

/* ---- rows ---- */
/*! With legs and rejected reasons; record->sequence is set. Needs a transaction.
 *  \returns 1, 0 (it is there already: nothing is changed), -errno */
int store_record_put(struct store *s, struct store_record *record);
/*! \returns 0, -ENOENT, -EIO */
int store_record_get(struct store *s, callid_t id, struct store_record *ret);

/*! Which records: 0 is all of it. A page ends at the limit; the next one is asked for with its last record's before. */
struct store_record_filter {
	uint32_t fleet, group;
	e164_t line;			/*!< served */
	uint64_t from_us, to_us;	/*!< start, to not included */
	uint64_t before;		/*!< sequence: older ones only */
	unsigned limit;			/*!< 0 = 100; at most 1000 */
};
/*! The newest first. \returns 0, the callback's stop value, or -EIO */
int store_records_each(struct store *s, const struct store_record_filter *filter,
		       int (*cb)(void *priv, const struct store_record *row), void *priv);
/*! After this sequence number, in their order: for files of them. */
int store_records_after(struct store *s, uint64_t sequence, unsigned limit,
			int (*cb)(void *priv, const struct store_record *row), void *priv);
/*! \returns the last sequence number that was given, or -EIO */
int64_t store_record_last(struct store *s);

/*! The group call list's "called back by": the first call that a line of the record's fleet made to its caller afterwards.
 *  \returns 0, -ENOENT (nobody did, or the caller is not known), -EIO */
struct store_call_back { e164_t line; uint64_t start_us; bool answered; };
int store_record_call_back(struct store *s, const struct store_record *record, struct store_call_back *ret);

/*! Erases at most max of those that began before. Need a transaction each. \returns how many, or -EIO */
int store_records_expire(struct store *s, uint64_t before_us, unsigned max);
/*! Those of this line's service: its user has left, or asks for it. */
int store_records_erase_line(struct store *s, e164_t line, unsigned max);

/* ---- CDR files: how far they have come ---- */
struct store_cdr {
	uint64_t exported;		/*!< sequence of the last record that is in a file */
	uint64_t file;			/*!< number of the file being written */
	uint64_t octets;		/*!< as much of it as counts */
	uint64_t file_after;		/*!< exported when it was begun */
	uint64_t opened_us;		/*!< 0: nothing is in it */
};
int store_cdr_get(struct store *s, struct store_cdr *ret);
/*! Needs a transaction. */
int store_cdr_put(struct store *s, const struct store_cdr *row);
