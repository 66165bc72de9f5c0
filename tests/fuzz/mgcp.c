/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fuzz target: MGCP datagrams. Every message of one, its lists, events, digit map and description are read; what was read
 * lies inside the datagram. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/mgcp.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(int cond)
{
	if (!cond)
		abort();
}

static void read_events(struct mgcp_text list)
{
	struct mgcp_text item;
	struct mgcp_event e;

	while (mgcp_list_next(&list, ',', &item))
		if (mgcp_event_parse(item, &e) == 0)
			hold(e.name.n && e.name.n + e.package.n + e.connection.n <= item.n);
}

static void read_map(struct mgcp_text text)
{
	static const uint8_t digits[] = { 11, 1, 2, 16, 10, 15, 0, 0, 0, 0 };
	struct mgcp_digitmap map;

	if (mgcp_digitmap_parse(text, &map) < 0)
		return;
	hold(map.num && map.num <= MGCP_DIGITMAP_MAX);
	for (unsigned n = 0; n <= sizeof(digits); n++)
		mgcp_digitmap_match(&map, digits, n);
}

/* What we write of a description reads as the same. */
static void read_sdp(struct mgcp_text text)
{
	char buf[2000];
	struct mgcp_writer w = { .buf = buf, .size = sizeof(buf) };
	struct mgcp_sdp sdp, again;

	if (mgcp_sdp_parse(text, &sdp) < 0)
		return;
	mgcp_sdp_write(&w, &sdp);
	hold(!w.full);
	hold(mgcp_sdp_parse((struct mgcp_text){ buf, w.length }, &again) == 0);
	hold(again.num_codecs == sdp.num_codecs && osmo_sockaddr_cmp(&again.rtp, &sdp.rtp) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data;
	struct mgcp_message m;
	size_t used;

	mgcp_transaction_of(at, size);
	while (size && mgcp_parse(at, size, &m, &used) == 0) {
		hold(used && used <= size);
		hold(!m.sdp.n || (m.sdp.s >= at && m.sdp.s + m.sdp.n <= at + size));
		for (unsigned i = 0; i < m.num_params; i++) {
			hold(m.params[i].value.s + m.params[i].value.n <= at + size);
			read_events(m.params[i].value);
			read_map(m.params[i].value);
		}
		read_sdp(m.sdp);
		at += used;
		size -= used;
	}
	return 0;
}
