/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Screening of what comes in (GSMA FS.11): which calling GT may use which operation of which SSN.
 *
 * A digit tree a subsystem: a look-up walks the calling GT's digits once and keeps the last node that has rules, so that
 * the longest prefix of this SSN decides alone, by its own list. TCAP's user asks before it serves an operation. */

#include <errno.h>
#include <string.h>

#include <osmocom/core/talloc.h>

#include <mpabx/sigtran/screen.h>

#define MAX_NODES 16384		/* 1.2 MB, some thousand prefixes */
#define MAX_OP 256		/* CAP and MAP stay below; a code above goes only through a rule for every operation */

struct node {
	uint16_t child[16];	/* by digit; 0 = none */
	uint16_t rules;		/* here, of the two kinds below */
	bool every;
	uint32_t op[MAX_OP / 32];
};

struct screen {
	struct node *node;	/* [0] is nobody's */
	uint16_t used, size;
	uint16_t root[UINT8_MAX + 1];	/* by SSN */
};

struct screen *screen_alloc(void *ctx)
{
	struct screen *s = talloc_zero(ctx, struct screen);

	if (s)
		s->used = 1;
	return s;
}

static int digit_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_valid(const char *prefix, int32_t op_code)
{
	size_t n;

	for (n = 0; prefix[n]; n++)
		if (n == SCCP_GT_MAX_DIGITS || digit_value(prefix[n]) < 0)
			return false;
	return op_code >= -1 && op_code < MAX_OP;
}

/* \returns 0 where the table is full */
static uint16_t node_new(struct screen *s)
{
	if (s->used == s->size || !s->size) {
		uint16_t size = s->size ? (uint16_t)(s->size * 2) : 64;
		struct node *node = size > MAX_NODES ? NULL : talloc_realloc(s, s->node, struct node, size);

		if (!node)
			return 0;
		s->node = node;
		s->size = size;
	}
	memset(&s->node[s->used], 0, sizeof(s->node[0]));
	return s->used++;
}

/* The prefix's node, made where it is missing if create. \returns 0 where there is none */
static uint16_t node_find(struct screen *s, const char *prefix, uint8_t ssn, bool create)
{
	uint16_t at = s->root[ssn], next;

	if (!at && create)
		at = s->root[ssn] = node_new(s);
	for (; at && *prefix; prefix++, at = next) {
		next = s->node[at].child[digit_value(*prefix)];
		if (!next && create) {
			next = node_new(s);	/* may move the nodes */
			s->node[at].child[digit_value(*prefix)] = next;
		}
	}
	return at;
}

static bool has_op(const struct node *n, int32_t op_code)
{
	return op_code >= 0 && op_code < MAX_OP && (n->op[op_code / 32] & UINT32_C(1) << op_code % 32);
}

int screen_allow(struct screen *s, const char *prefix, uint8_t ssn, int32_t op_code)
{
	struct node *n;
	uint16_t at;

	if (!is_valid(prefix, op_code))
		return -EINVAL;
	at = node_find(s, prefix, ssn, true);
	if (!at)
		return -ENOSPC;
	n = &s->node[at];
	if (op_code < 0 ? n->every : has_op(n, op_code))
		return 0;
	if (op_code < 0)
		n->every = true;
	else
		n->op[op_code / 32] |= UINT32_C(1) << op_code % 32;
	n->rules++;
	return 0;
}

int screen_forbid(struct screen *s, const char *prefix, uint8_t ssn, int32_t op_code)
{
	uint16_t at = is_valid(prefix, op_code) ? node_find(s, prefix, ssn, false) : 0;
	struct node *n = &s->node[at];

	if (!at || !(op_code < 0 ? n->every : has_op(n, op_code)))
		return -ENOENT;
	if (op_code < 0)
		n->every = false;
	else
		n->op[op_code / 32] &= ~(UINT32_C(1) << op_code % 32);
	n->rules--;
	return 0;
}

/* The node of the longest prefix that has rules, NULL where there is none. */
static const struct node *node_of(const struct screen *s, const struct sccp_addr *calling, uint8_t ssn)
{
	unsigned n = calling->gti ? calling->gt_digits : 0, i;
	const struct node *node, *best = NULL;
	uint16_t at = s->root[ssn];

	for (i = 0; at; i++) {
		node = &s->node[at];
		if (node->rules)
			best = node;
		if (i == n)
			break;
		at = node->child[i & 1 ? calling->gt[i / 2] >> 4 : calling->gt[i / 2] & 0x0f];
	}
	return best;
}

bool screen_allows(const struct screen *s, const struct sccp_addr *calling, uint8_t ssn, int32_t op_code)
{
	const struct node *n = node_of(s, calling, ssn);

	return n && (n->every || has_op(n, op_code));
}

bool screen_knows(const struct screen *s, const struct sccp_addr *calling, uint8_t ssn)
{
	return node_of(s, calling, ssn) != NULL;
}

struct visit {
	const struct screen *s;
	void (*cb)(void *priv, const char *prefix, uint8_t ssn, int32_t op_code);
	void *priv;
	char prefix[SCCP_GT_MAX_DIGITS + 1];
};

/* Shortest prefix first; as deep as a GT is long. */
static void visit_node(struct visit *v, uint16_t at, size_t depth, uint8_t ssn)
{
	const struct node *n = &v->s->node[at];
	int32_t op;
	unsigned i;

	if (n->every)
		v->cb(v->priv, v->prefix, ssn, -1);
	for (op = 0; op < MAX_OP; op++)
		if (has_op(n, op))
			v->cb(v->priv, v->prefix, ssn, op);
	for (i = 0; i < 16; i++) {
		if (!n->child[i])
			continue;
		v->prefix[depth] = "0123456789abcdef"[i];
		visit_node(v, n->child[i], depth + 1, ssn);
		v->prefix[depth] = '\0';
	}
}

void screen_each(const struct screen *s, void (*cb)(void *priv, const char *prefix, uint8_t ssn, int32_t op_code),
		 void *priv)
{
	struct visit v = { .s = s, .cb = cb, .priv = priv };
	unsigned ssn;

	for (ssn = 0; ssn <= UINT8_MAX; ssn++)
		if (s->root[ssn])
			visit_node(&v, s->root[ssn], 0, (uint8_t)ssn);
}
