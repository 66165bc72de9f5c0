/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The statements that furnish a story: the network and its phones. Options stand on the line, or one a line in a { }. What
 * happens in it is read by network_parse_story.c. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "scenario_parse.h"

#define MAX_SPEED 1000

static int parse_story_time(struct parse *p, uint32_t *ret)
{
	return parse_duration(p, ret);
}

int parse_phone_number(struct parse *p, const char *what, char ret[STORY_NUMBER_SIZE])
{
	const char *text = parse_word(p, what);
	size_t plus = text && *text == '+';

	if (!text)
		return -EINVAL;
	if (!text[plus] || strlen(text) >= STORY_NUMBER_SIZE || strspn(text + plus, "0123456789*#") != strlen(text + plus))
		return parse_fail(p, "%s is a number as +33639980011 or as dialled, not \"%s\"", what, text);
	snprintf(ret, STORY_NUMBER_SIZE, "%s", text);
	return 0;
}

static bool at_word(const struct parse *p)
{
	const struct lex_token *t = parse_peek(p);

	return t && (t->kind == LEX_WORD || t->kind == LEX_STRING);
}

/* Options on the line, in a { } over many lines, or both. */
static int parse_options(struct parse *p, int (*option)(struct parse *p, void *to, const char *word), void *to)
{
	const struct lex_token *t;

	while ((t = parse_peek(p))) {
		const char *word;

		if (t->kind == LEX_OPEN || t->kind == LEX_CLOSE || t->kind == LEX_COMMA) {
			p->at++;
			continue;
		}
		word = parse_word(p, "an option");
		if (!word || option(p, to, word) < 0)
			return -EINVAL;
	}
	return 0;
}

/* ---- network ---- */

static struct sim_node *node_new(struct parse *p, const char *name, enum sim_role role, const char *gt, uint8_t ssn)
{
	struct sim_node *node = talloc_zero(p->file, struct sim_node);

	*node = (struct sim_node){ .name = name, .role = role, .gt = talloc_strdup(node, gt) };
	if (sccp_addr_from_gt(&node->addr, gt, ssn) < 0)
		parse_fail(p, "\"%s\" is no global title: digits only, at most %d", gt, SCCP_GT_MAX_DIGITS);
	return node;
}

struct network_def *network_def_new(struct parse *p)
{
	struct network_def *def = talloc_zero(p->file, struct network_def);

	*def = (struct network_def){ .phase = 2, .speed = 1, .tssf_ms = 10000, .no_answer_ms = 30000,
		.voicemail = "+33199008888", .num_lines = 2, .lines = { "+336", "+337" }, .key = { 1, 2, 2 } };
	def->msc = node_new(p, "msc", SIM_MSC, "33689000001", SCCP_SSN_CAP);
	def->gmsc = node_new(p, "gmsc", SIM_GMSC, "33689000002", SCCP_SSN_CAP);
	def->hlr = node_new(p, "hlr", SIM_HLR, "33689000010", SCCP_SSN_HLR);
	return def;
}

static struct sim_node *node_copy(struct network_def *def, const struct sim_node *node)
{
	struct sim_node *copy = talloc_zero(def, struct sim_node);

	*copy = *node;
	return copy;
}

/* What a scenario says of its network is for itself, on top of what the file says. */
static struct network_def *network_def_of_scenario(struct parse *p)
{
	const struct network_def *of_file = p->scenario->network ? p->scenario->network : p->network;
	struct network_def *def;

	if (!of_file)
		return network_def_new(p);
	def = talloc_zero(p->file, struct network_def);
	*def = *of_file;
	def->msc = node_copy(def, of_file->msc);
	def->gmsc = node_copy(def, of_file->gmsc);
	def->hlr = node_copy(def, of_file->hlr);
	return def;
}

static int option_node(struct parse *p, struct sim_node *node)
{
	const char *gt = parse_word(p, "the global title's digits");

	if (!gt)
		return -EINVAL;
	node->gt = talloc_strdup(node, gt);
	if (sccp_addr_from_gt(&node->addr, gt, node->addr.ssn) < 0)
		return parse_fail(p, "\"%s\" is no global title: digits only, at most %d", gt, SCCP_GT_MAX_DIGITS);
	return 0;
}

static int option_speed(struct parse *p, struct network_def *def)
{
	const char *text = parse_word(p, "how many times faster");
	char *end;

	if (!text)
		return -EINVAL;
	def->speed = (unsigned)strtoul(text, &end, 10);
	if (end == text || strcmp(end, "x") || !def->speed || def->speed > MAX_SPEED)
		return parse_fail(p, "written: timers 20x, at most %dx", MAX_SPEED);
	return 0;
}

static int option_strip(struct parse *p, struct network_def *def)
{
	static const struct { const char *word; unsigned bits; } words[] = {
		{ "nothing", 0 }, { "redirecting", NET_STRIP_REDIRECTING }, { "original", NET_STRIP_ORIGINAL },
		{ "information", NET_STRIP_INFORMATION }, { "calling", NET_STRIP_CALLING },
		{ "all", NET_STRIP_REDIRECTING | NET_STRIP_ORIGINAL | NET_STRIP_INFORMATION },
	};
	size_t i;

	def->strip = 0;
	do {
		const char *word = parse_word(p, "what is stripped");

		for (i = 0; word && i < sizeof(words) / sizeof(words[0]) && strcmp(word, words[i].word); i++)
			;
		if (!word || i == sizeof(words) / sizeof(words[0]))
			return parse_fail(p, "strip nothing, all, redirecting, original, information or calling; one or more");
		def->strip |= words[i].bits;
	} while (at_word(p));
	return 0;
}

static int option_numbers(struct parse *p, char list[][STORY_NUMBER_SIZE], unsigned *n)
{
	*n = 0;
	if (parse_accept(p, "none"))
		return 0;
	do {
		if (*n == STORY_MAX_LINES)
			return parse_fail(p, "at most %d", STORY_MAX_LINES);
		if (parse_phone_number(p, "the number", list[(*n)++]) < 0)
			return -EINVAL;
	} while (at_word(p));
	return 0;
}

static int option_keys(struct parse *p, struct network_def *def)
{
	for (int i = 0; i < _NET_KEYS && (i < 2 || at_word(p)); i++) {
		long key;

		if (parse_number(p, "the service key", 0, 0x7fffffff, &key) < 0)
			return -EINVAL;
		def->key[i] = (uint32_t)key;
	}
	return 0;
}

/* One of a few words; its place. */
static int option_choice(struct parse *p, const char *const *words, int n, int *ret)
{
	const char *word = parse_word(p, "a choice");

	for (int i = 0; word && i < n; i++) {
		if (strcmp(word, words[i]))
			continue;
		*ret = i;
		return 0;
	}
	return word ? parse_fail(p, "%s or %s, not \"%s\"", words[0], words[1], word) : -EINVAL;
}

static int option_flag(struct parse *p, const char *off, const char *on, bool *ret)
{
	const char *const words[] = { off, on };
	int i = 0;

	if (option_choice(p, words, 2, &i) < 0)
		return -EINVAL;
	*ret = i;
	return 0;
}

static int option_voicemail(struct parse *p, struct network_def *def)
{
	*def->voicemail = '\0';
	if (parse_accept(p, "none"))
		return 0;
	parse_accept(p, "voicemail");
	return parse_phone_number(p, "the voicemail", def->voicemail);
}

static int option_offers(struct parse *p, struct network_def *def)
{
	const char *text = parse_word(p, "the functions");

	if (!text)
		return -EINVAL;
	if (strncmp(text, "0x", 2) || strlen(text) >= sizeof(def->camel4))
		return parse_fail(p, "offeredCamel4Functionalities is a bit string as octets: 0x05ffffe0");
	snprintf(def->camel4, sizeof(def->camel4), "%s", text);
	return 0;
}

static int option_ati(struct parse *p, struct network_def *def)
{
	static const char *const words[] = { "answered", "refused", "silent" };
	int i = 0;

	if (option_choice(p, words, 3, &i) < 0)
		return -EINVAL;
	def->ati = (enum net_ati)i;
	return 0;
}

static int option_phase(struct parse *p, uint8_t *phase)
{
	long v;

	if (parse_number(p, "phase", 1, 4, &v) < 0)
		return -EINVAL;
	*phase = (uint8_t)v;
	return 0;
}

static int network_option(struct parse *p, void *to, const char *word)
{
	struct network_def *def = to;

	if (!strcmp(word, "gt-msc"))
		return option_node(p, def->msc);
	if (!strcmp(word, "gt-gmsc"))
		return option_node(p, def->gmsc);
	if (!strcmp(word, "gt-hlr"))
		return option_node(p, def->hlr);
	if (!strcmp(word, "phase"))
		return option_phase(p, &def->phase);
	if (!strcmp(word, "timers"))
		return option_speed(p, def);
	if (!strcmp(word, "tssf"))
		return parse_story_time(p, &def->tssf_ms);
	if (!strcmp(word, "no-answer-timer"))
		return parse_story_time(p, &def->no_answer_ms);
	if (!strcmp(word, "strip"))
		return option_strip(p, def);
	if (!strcmp(word, "hlr-forwarding"))
		return option_voicemail(p, def);
	if (!strcmp(word, "forwards-at"))
		return option_flag(p, "gmsc", "vmsc", &def->forwards_at_vmsc);
	if (!strcmp(word, "busy-cause"))
		return option_flag(p, "given", "absent", &def->busy_without_cause);
	if (!strcmp(word, "ends"))
		return option_flag(p, "basic", "pre-arranged", &def->ends_pre_arranged);
	if (!strcmp(word, "ati"))
		return option_ati(p, def);
	if (!strcmp(word, "lines"))
		return option_numbers(p, def->lines, &def->num_lines);
	if (!strcmp(word, "ncsi"))
		return option_numbers(p, def->ncsi, &def->num_ncsi);
	if (!strcmp(word, "service-keys"))
		return option_keys(p, def);
	if (!strcmp(word, "offers"))
		return option_offers(p, def);
	return parse_fail(p, "a network knows gt-msc, gt-gmsc, gt-hlr, phase, timers, tssf, no-answer-timer, strip, "
			  "hlr-forwarding, forwards-at, busy-cause, ends, ati, lines, ncsi, service-keys, offers; not \"%s\"", word);
}

int parse_network(struct parse *p)
{
	struct network_def *def = p->scenario ? network_def_of_scenario(p) : network_def_new(p);

	if (parse_options(p, network_option, def) < 0)
		return -EINVAL;
	if (p->scenario)
		p->scenario->network = def;
	else
		p->network = def;
	return 0;
}

/* ---- phone ---- */

static const struct { const char *word; enum phone_manner manner; } manners[] = {
	{ "idle", PHONE_RINGS }, { "no-answer", PHONE_RINGS }, { "answers", PHONE_ANSWERS }, { "rejects", PHONE_REJECTS },
	{ "busy", PHONE_BUSY }, { "off", PHONE_OFF }, { "out-of-coverage", PHONE_SILENT }, { "fails", PHONE_FAILS },
	{ "unallocated", PHONE_FAILS },
};

static int phone_manner(struct parse *p, struct phone_change *c, size_t i)
{
	long cause = c->manner == PHONE_REJECTS ? 17 : 1;

	c->has_manner = true;
	c->after_ms = 0;
	c->manner = manners[i].manner;
	if (c->manner == PHONE_FAILS && !strcmp(manners[i].word, "fails") &&
	    parse_number(p, "the cause", 1, 127, &cause) < 0)
		return -EINVAL;
	if (c->manner == PHONE_REJECTS) {
		cause = 17;
		if (at_word(p) && strcmp(parse_peek(p)->text, "after") &&
		    parse_number(p, "the cause", 1, 127, &cause) < 0)
			return -EINVAL;
	}
	c->cause = (int)cause;
	return parse_accept(p, "after") ? parse_story_time(p, &c->after_ms) : 0;
}

/* no-answer, busy, unreachable, all; or every conditional one. */
static int phone_forwarding(struct parse *p, struct phone_change *c)
{
	static const struct { const char *word; enum net_reason reason; } words[] = {
		{ "busy", NET_BUSY }, { "no-answer", NET_NO_REPLY }, { "unreachable", NET_NOT_REACHABLE },
		{ "all", NET_UNCONDITIONAL },
	};
	char to[STORY_NUMBER_SIZE] = "";
	bool which[_NET_REASONS] = { true, true, true, false };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!parse_accept(p, words[i].word))
			continue;
		memset(which, 0, sizeof(which));
		which[words[i].reason] = true;
		break;
	}
	if (parse_accept(p, "none"))
		which[NET_UNCONDITIONAL] |= which[NET_BUSY] && which[NET_NO_REPLY];
	else if (parse_phone_number(p, "where the HLR forwards to", to) < 0)
		return -EINVAL;
	for (int i = 0; i < _NET_REASONS; i++) {
		if (!which[i])
			continue;
		c->has_forward[i] = true;
		snprintf(c->forward[i], sizeof(c->forward[i]), "%s", to);
	}
	return 0;
}

static int phone_csi(struct parse *p, struct phone_change *c)
{
	c->has_csi = true;
	c->csi_o = c->csi_t = false;
	do {
		if (parse_accept(p, "o"))
			c->csi_o = true;
		else if (parse_accept(p, "t"))
			c->csi_t = true;
		else if (!parse_accept(p, "none"))
			return parse_fail(p, "csi o, t, both (csi o t) or none");
	} while (at_word(p) && (!strcmp(parse_peek(p)->text, "o") || !strcmp(parse_peek(p)->text, "t")));
	return 0;
}

static int phone_option(struct parse *p, void *to, const char *word)
{
	struct phone_change *c = to;

	for (size_t i = 0; i < sizeof(manners) / sizeof(manners[0]); i++) {
		if (!strcmp(word, manners[i].word))
			return phone_manner(p, c, i);
	}
	if (!strcmp(word, "hangs-up")) {
		c->has_talk = true;
		return parse_accept(p, "after") ? parse_story_time(p, &c->talk_ms)
						: parse_fail(p, "written: hangs-up after 10 s");
	}
	if (!strcmp(word, "rings-when-busy") || !strcmp(word, "call-waiting")) {
		c->has_waiting = c->waiting = true;
		return 0;
	}
	if (!strcmp(word, "hlr-forwarding"))
		return phone_forwarding(p, c);
	if (!strcmp(word, "csi"))
		return phone_csi(p, c);
	return parse_fail(p, "a phone knows idle, busy, off, out-of-coverage, no-answer, answers, rejects, fails, unallocated, "
			  "hangs-up, rings-when-busy, hlr-forwarding, csi; not \"%s\"", word);
}

int parse_phone(struct parse *p)
{
	struct story_step *s = talloc_zero(p->file, struct story_step);
	struct sim_step *step;

	s->kind = STORY_PHONE;
	if (parse_phone_number(p, "the phone's number", s->phone.number) < 0 ||
	    parse_options(p, phone_option, &s->phone) < 0)
		return -EINVAL;
	if (p->scenario) {
		if (!p->scenario->network)
			p->scenario->network = p->network = p->network ? p->network : network_def_new(p);
		step = parse_step_add(p, STEP_STORY);
	} else {
		p->phones = talloc_realloc(p->file, p->phones, struct sim_step, p->num_phones + 1);
		step = &p->phones[p->num_phones++];
		*step = (struct sim_step){ .kind = STEP_STORY, .line = p->lex.token[0].line, .source = parse_source(p) };
	}
	step->story.step = s;
	return 0;
}

void parse_phones_into(struct parse *p, struct scenario *s)
{
	if (!p->num_phones)
		return;
	if (!s->network)
		s->network = p->network = p->network ? p->network : network_def_new(p);
	s->steps = talloc_array(s, struct sim_step, p->num_phones);
	memcpy(s->steps, p->phones, p->num_phones * sizeof(*p->phones));
	s->num_steps = p->num_phones;
}
