/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* base/text: whatever the format and the room, the answer and every octet are snprintf()'s. */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <mpabx/base/text.h>

#include "check.h"

#define ROOM 64

/* In each size of room, with what lies behind it untouched. */
#define SAME(...) \
	do { \
		for (size_t size = 0; size <= ROOM; size++) { \
			char ours[ROOM + 1], theirs[ROOM + 1]; \
			memset(ours, '~', sizeof(ours)); \
			memset(theirs, '~', sizeof(theirs)); \
			CHECK_INT(text_print(ours, size, __VA_ARGS__), snprintf(theirs, size, __VA_ARGS__)); \
			CHECK(!memcmp(ours, theirs, sizeof(ours))); \
		} \
		CHECK_INT(text_print(NULL, 0, __VA_ARGS__), snprintf(NULL, 0, __VA_ARGS__)); \
	} while (0)

int main(void)
{
	const char *empty = "";

	SAME("%s", empty);
	SAME("plain");
	SAME("sip:%s@%s:%u", "+33612345678", "192.0.2.1", 5060u);
	SAME("%s%s%s", "", "a", "");
	SAME("%u %u %u", 0u, 10u, UINT_MAX);
	SAME("%X %X %X", 0u, 0xbeefu, UINT_MAX);
	SAME("%lu %lX %llu %llX", ULONG_MAX, 0xfful, ULLONG_MAX, 0x123456789abcdefull);
	SAME("<%.*s>", 3, "abcdef");
	SAME("<%.*s>", 0, "abcdef");
	SAME("<%.*s>", -1, "abcdef");
	SAME("<%.*s>", 9, "abc");
	/* What the C library writes, at the beginning, in the middle and at the end. */
	SAME("%08X%02X", 0xabcu, 7u);
	SAME("%s %03u %s", "X:", 7u, "then this");
	SAME("%d%% of %.7s", -5, "everything");
	SAME("%s, %c%5s|", "a", 'b', "c");
	SAME("%lld %zu %hhu", LLONG_MIN, (size_t)7, (unsigned char)200);
	SAME("100%%");
	return CHECK_DONE();
}
