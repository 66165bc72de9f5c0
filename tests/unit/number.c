/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* E.164 numbers as a word and back. */

#include <errno.h>

#include <mpabx/base/number.h>

#include "check.h"

int main(void)
{
	e164_t n = 42;
	char buf[E164_STR_SIZE];

	CHECK_INT(e164_from_digits("33199001234", 11, &n), 0);
	CHECK(n == 33199001234u);
	CHECK_INT(e164_to_digits(n, buf), 11);
	CHECK_STR(buf, "33199001234");
	CHECK_STR(e164_print(n, buf), "+33199001234");
	CHECK_INT(e164_from_digits("999999999999999", 15, &n), 0);
	CHECK_INT(e164_to_digits(n, buf), 15);
	CHECK_STR(e164_print(n, buf), "+999999999999999");
	CHECK_INT(e164_from_digits("1234xyz", 4, &n), 0);	/* only n digits are read */
	CHECK_INT(n, 1234);

	n = 42;
	CHECK_INT(e164_from_digits("123", 3, &n), -ERANGE);
	CHECK_INT(e164_from_digits("1234567890123456", 16, &n), -ERANGE);
	CHECK_INT(e164_from_digits("0123456", 7, &n), -EINVAL);
	CHECK_INT(e164_from_digits("12a4567", 7, &n), -EINVAL);
	CHECK_INT(e164_from_digits("+3319900", 8, &n), -EINVAL);
	CHECK_INT(n, 42);

	CHECK_INT(e164_to_digits(E164_NONE, buf), 0);
	CHECK_STR(buf, "");
	CHECK_STR(e164_print(E164_NONE, buf), "-");
	CHECK_STR(e164_print(UINT64_MAX, buf), "-");
	return CHECK_DONE();
}
