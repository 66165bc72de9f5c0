/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a node reads of its earlier life: the journal's file, and of its entries the call and the dialogs. The first octet
 * says which: 'f' a file, 'c' a call, 'd' a dialog. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/call.h>
#include <mpabx/sip.h>

#include "../../src/store/journal_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct call_room *room;
static struct sip_agent *agent;

static void prepare(void)
{
	void *ctx = talloc_named_const(NULL, 0, "fuzz");
	struct wheel *wheel = wheel_alloc(ctx);
	struct sip_agent_config sip = { .address = "127.0.0.1", .udp = true };
	static const struct sip_agent_ops ops;

	mpabx_log_init(ctx);
	room = call_room_alloc(ctx, fleet_snapshot_alloc(ctx), &(const struct call_config){ .max_calls = 64 });
	agent = sip_agent_alloc(sip_stack_alloc(ctx, wheel), &sip, &ops, NULL);
	if (!room || !agent)
		abort();
}

/* What was taken lies within the file. */
static void file(const uint8_t *data, size_t size)
{
	struct journal_index index = { 0 };
	uint32_t damaged = 0;
	int64_t end;

	if (!journal_head_good(data, size))
		return;
	end = journal_scan(data, size, &index, &damaged);
	if (end < JOURNAL_HEAD || (size_t)end > size || damaged > JOURNAL_MAX_DAMAGED)
		abort();
	for (uint32_t i = 0; i < index.size; i++)
		if (index.place[i].at && index.place[i].at + JOURNAL_FRAME + index.place[i].length > (size_t)end)
			abort();
	free(index.place);
}

/* A call that was taken up can be told, saved again and ended. */
static void call(const uint8_t *data, size_t size)
{
	uint8_t again[CALL_SAVE_SIZE];
	struct call_record record;
	struct call *c;
	uint64_t id;

	if (size < 10)
		return;
	/* The id stands first behind the format's octet; it is to be the one asked for. */
	struct pack p = pack_reader(data + 1, size - 1);

	pack_number(&p, &id, UINT64_MAX);
	c = call_restore(room, id, data, size);
	if (!c)
		return;
	call_describe(c, &record);
	if (record.num_legs > CALL_MAX_LEGS || call_save(c, again, sizeof(again)) < 0)
		abort();
	call_leg_ended(c, 16, true);
	call_finish(&c, CALL_END_NORMAL);
	if (call_count(room))
		abort();
}

static void dialog(const uint8_t *data, size_t size)
{
	static const struct sip_dialog_ops ops;
	char text[16384], out[16384];
	struct sip_dialog *d;

	if (size >= sizeof(text))
		return;
	memcpy(text, data, size);
	text[size] = '\0';
	d = sip_dialog_import(agent, text, &ops, NULL);
	if (!d)
		return;
	if (sip_dialog_export(d, out, sizeof(out)) == -ENOTCONN)
		abort();
	sip_dialog_forget(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!room)
		prepare();
	if (!size)
		return 0;
	if (data[0] == 'f')
		file(data + 1, size - 1);
	else if (data[0] == 'c')
		call(data + 1, size - 1);
	else if (data[0] == 'd')
		dialog(data + 1, size - 1);
	return 0;
}
