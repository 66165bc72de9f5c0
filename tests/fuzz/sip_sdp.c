/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Session descriptions: what can be read must survive writing and rewriting, and say then what was put in. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/sip/sdp.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
	if (!ok)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sdp_change change = { .address = "192.0.2.9", .port = 30000, .session = 7, .version = 8,
		.direction = SDP_RECVONLY + 1, .audio_only = true, .no_ice = true };
	char buf[2 * SDP_MAX_TEXT], small[64];
	struct sdp s, t;
	int n;

	if (sdp_read((const char *)data, size, &s)) {
		check(sdp_rewrite((const char *)data, size, &change, buf, sizeof(buf)) < 0);
		return 0;
	}
	check(s.num_codecs <= SDP_MAX_CODECS && s.stream < s.num_streams && s.num_streams <= SDP_MAX_STREAMS);
	n = sdp_rewrite((const char *)data, size, &change, buf, sizeof(buf));
	if (n >= 0 && n <= SDP_MAX_TEXT) {
		check(!sdp_read(buf, n, &t));
		check(t.port == (s.port ? 30000 : 0) && t.direction == SDP_RECVONLY && t.num_codecs == s.num_codecs);
	}
	sdp_rewrite((const char *)data, size, &(struct sdp_change){ .port = 0 }, small, sizeof(small));
	if (!s.num_codecs || !s.address[0])
		return 0;
	n = sdp_write(&s, buf, sizeof(buf));
	check(n > 0);
	if (n <= SDP_MAX_TEXT) {
		check(!sdp_read(buf, n, &t));
		check(t.port == s.port && !strcmp(t.address, s.address) && t.num_codecs == s.num_codecs && t.ptime == s.ptime);
	}
	return 0;
}
