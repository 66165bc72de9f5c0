/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Call ids: time in front, so that they sort; a counter behind, so that they differ. */

#include <errno.h>
#include <string.h>

#include <mpabx/base/callid.h>
#include <mpabx/base/clock.h>

#define CALLID_COUNTER_BITS 20
#define CALLID_CHARS 13

static const char alphabet[] = "0123456789abcdefghijklmnopqrstuv";

callid_t callid_new(void)
{
	static callid_t last;	/* one series a process, on its loop's thread */
	callid_t id = clock_wall_us() / 1000 << CALLID_COUNTER_BITS;

	/* More than one in a millisecond, or the wall clock was set back: count on from the last one. */
	if (id <= last)
		id = last + 1;
	last = id;
	return id;
}

const char *callid_print(callid_t id, char buf[CALLID_STR_SIZE])
{
	int i;

	for (i = CALLID_CHARS - 1; i >= 0; i--, id >>= 5)
		buf[i] = alphabet[id & 31];
	buf[CALLID_CHARS] = '\0';
	return buf;
}

int callid_parse(const char *text, callid_t *ret)
{
	callid_t id = 0;
	int i;

	for (i = 0; i < CALLID_CHARS; i++) {
		const char *at = text[i] ? strchr(alphabet, text[i]) : NULL;

		/* 13 characters carry 65 bits: the first one only 4. */
		if (!at || (i == 0 && at - alphabet > 15))
			return -EINVAL;
		id = id << 5 | (callid_t)(at - alphabet);
	}
	if (text[CALLID_CHARS])
		return -EINVAL;
	*ret = id;
	return 0;
}
