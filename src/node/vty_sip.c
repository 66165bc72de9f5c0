/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `sip`: where the node listens and whom it speaks to, read at start; `show sip`, `show sip calls`, `show sip counters`. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "counters.h"
#include "node.h"
#include "vty.h"
#include "vty_nodes.h"

#define MOST_SHOWN 100

static struct cmd_node sip_node = { .node = SIP_NODE, .prompt = "%s(config-sip)# ", .vtysh = 1 };

static const char *const sides[] = {
	[SIPUA_AUTO] = "auto", [SIPUA_RECEIVED] = "received", [SIPUA_MADE] = "made", [SIPUA_NONE] = "nobody",
};

static const char *const diversions[] = {
	[SIPUA_DIVERSION_BOTH] = "both", [SIPUA_DIVERSION_ONLY] = "diversion", [SIPUA_HISTORY_ONLY] = "history-info",
};

static struct node_sip_config *config(void)
{
	return &node_vty_node()->cfg.sip;
}

DEFUN(cfg_sip, cfg_sip_cmd, "sip", "Configure SIP\n")
{
	vty->node = SIP_NODE;
	return CMD_SUCCESS;
}

#define TRANSPORT_HELP "UDP only\nTCP only\nBoth\n"

DEFUN(cfg_bind, cfg_bind_cmd, "bind ADDRESS <1-65535> (udp|tcp|both)",
      "Where SIP is listened for\nNumeric address; it stands in Via and Contact\nPort\n" TRANSPORT_HELP)
{
	struct node_sip_config *cfg = config();

	if (strlen(argv[0]) >= sizeof(cfg->address))
		return CMD_WARNING;
	osmo_strlcpy(cfg->address, argv[0], sizeof(cfg->address));
	cfg->port = (uint16_t)atoi(argv[1]);
	cfg->udp = strcmp(argv[2], "tcp") != 0;
	cfg->tcp = strcmp(argv[2], "udp") != 0;
	return CMD_SUCCESS;
}

/* \returns NULL with a word to the user: too many, or too long a name */
static struct node_sip_peer *peer_find_or_new(struct vty *vty, const char *name)
{
	struct node_sip_config *cfg = config();
	struct node_sip_peer *p;

	for (unsigned i = 0; i < cfg->num_peers; i++)
		if (!strcmp(cfg->peer[i].name, name))
			return &cfg->peer[i];
	if (cfg->num_peers == SIPUA_MAX_PEERS || strlen(name) >= sizeof(p->name)) {
		vty_out(vty, "%% peer: at most %d, names of at most 31 characters%s", SIPUA_MAX_PEERS, VTY_NEWLINE);
		return NULL;
	}
	p = &cfg->peer[cfg->num_peers++];
	osmo_strlcpy(p->name, name, sizeof(p->name));
	p->probe_s = 30;
	return p;
}

#define PEER_HELP "Somebody we speak SIP with\nIts name\n"

DEFUN(cfg_peer, cfg_peer_cmd, "peer NAME address ADDRESS <1-65535> (udp|tcp)",
      PEER_HELP "Where it is\nAddress\nPort\nBy UDP\nBy TCP\n")
{
	struct node_sip_peer *p = peer_find_or_new(vty, argv[0]);

	if (!p || strlen(argv[1]) >= sizeof(p->address))
		return CMD_WARNING;
	osmo_strlcpy(p->address, argv[1], sizeof(p->address));
	p->port = (uint16_t)atoi(argv[2]);
	p->tcp = !strcmp(argv[3], "tcp");
	return CMD_SUCCESS;
}

DEFUN(cfg_peer_serves, cfg_peer_serves_cmd, "peer NAME serves (auto|received|made|nobody)",
      PEER_HELP "Whose service runs for its calls\nThe called line's or group's, else the calling line's\n"
      "The called line's or group's\nThe calling line's\nNobody's: they are passed on\n")
{
	struct node_sip_peer *p = peer_find_or_new(vty, argv[0]);

	for (unsigned i = 0; p && i < ARRAY_SIZE(sides); i++)
		if (!strcmp(sides[i], argv[1]))
			p->side = (uint8_t)i;
	return p ? CMD_SUCCESS : CMD_WARNING;
}

DEFUN(cfg_peer_trusted, cfg_peer_trusted_cmd, "peer NAME trusted",
      PEER_HELP "Believe what it says of who calls and who is served; take routing numbers, Replaces and calls to anybody of it\n")
{
	struct node_sip_peer *p = peer_find_or_new(vty, argv[0]);

	if (p)
		p->trusted = true;
	return p ? CMD_SUCCESS : CMD_WARNING;
}

DEFUN(cfg_peer_latch, cfg_peer_latch_cmd, "peer NAME latch",
      PEER_HELP "Send sound to where its parties' sound comes from, not where they say: they are behind a NAT\n")
{
	struct node_sip_peer *p = peer_find_or_new(vty, argv[0]);

	if (p)
		p->latch = true;
	return p ? CMD_SUCCESS : CMD_WARNING;
}

DEFUN(cfg_peer_diversion, cfg_peer_diversion_cmd, "peer NAME diversion (diversion|history-info|both)",
      PEER_HELP "What legs to it say of diversions\nDiversion alone (RFC 5806)\nHistory-Info alone (RFC 7044)\nBoth\n")
{
	struct node_sip_peer *p = peer_find_or_new(vty, argv[0]);

	for (unsigned i = 0; p && i < ARRAY_SIZE(diversions); i++)
		if (!strcmp(diversions[i], argv[1]))
			p->diversion = (uint8_t)i;
	return p ? CMD_SUCCESS : CMD_WARNING;
}

DEFUN(cfg_peer_probe, cfg_peer_probe_cmd, "peer NAME probe <0-3600>",
      PEER_HELP "Ask it OPTIONS each so many seconds\nSeconds, 0 = never: it is taken to be there\n")
{
	struct node_sip_peer *p = peer_find_or_new(vty, argv[0]);

	if (p)
		p->probe_s = (uint16_t)atoi(argv[1]);
	return p ? CMD_SUCCESS : CMD_WARNING;
}

DEFUN(cfg_peer_group, cfg_peer_group_cmd, "peer NAME group GROUP priority <0-255>",
      PEER_HELP "It can stand in for others of a group; INVITE with Replaces is taken of a leg's own group alone\nThe group's name\nWho is asked first\nLower first, equal ones in turn\n")
{
	struct node_sip_peer *p = peer_find_or_new(vty, argv[0]);

	if (!p || strlen(argv[1]) >= sizeof(p->group))
		return CMD_WARNING;
	osmo_strlcpy(p->group, argv[1], sizeof(p->group));
	p->priority = (uint8_t)atoi(argv[2]);
	return CMD_SUCCESS;
}

DEFUN(cfg_core, cfg_core_cmd, "core GROUP", "Where the legs that we make go\nA peer, or a group of them\n")
{
	if (strlen(argv[0]) >= sizeof(config()->ua.core))
		return CMD_WARNING;
	osmo_strlcpy(config()->ua.core, argv[0], sizeof(config()->ua.core));
	return CMD_SUCCESS;
}

DEFUN(cfg_domain, cfg_domain_cmd, "domain HOST", "Host of the numbers that we write\nA domain, or an address\n")
{
	if (strlen(argv[0]) >= sizeof(config()->ua.domain))
		return CMD_WARNING;
	osmo_strlcpy(config()->ua.domain, argv[0], sizeof(config()->ua.domain));
	return CMD_SUCCESS;
}

/* ---- how a served phone is rung ---- */
#define WAY_NUMBER_HELP "By the line's number; the leg that triggers its service again is recognised\n"
#define WAY_PREFIX_HELP "By the number behind a prefix, so that it rings without a second service\nDigits\n"
#define WAY_ROAMING_HELP \
	"By its roaming number, so that the leg triggers no second service\n" \
	"Whose HLR is asked for it (sendRoutingInfo, T-CSI suppressed): a `network`\n"
#define PEER_PHONE_HELP PEER_HELP "How the served phones of its calls are rung, where that is other than for the rest\n"

static int way_prefix(struct sipua_phone *phone, const char *digits)
{
	if (strlen(digits) >= sizeof(phone->prefix) || digits[strspn(digits, "0123456789*#")])
		return CMD_WARNING;
	phone->how = SIPUA_BY_PREFIX;
	osmo_strlcpy(phone->prefix, digits, sizeof(phone->prefix));
	return CMD_SUCCESS;
}

static int way_roaming(struct sipua_phone *phone, const char *network)
{
	if (strlen(network) >= sizeof(phone->network))
		return CMD_WARNING;
	phone->how = SIPUA_BY_ROAMING;
	osmo_strlcpy(phone->network, network, sizeof(phone->network));
	return CMD_SUCCESS;
}

DEFUN(cfg_phone_prefix, cfg_phone_prefix_cmd, "phone-prefix DIGITS",
      "Before a served line's own number, so that its phone rings without a second service\nDigits\n")
{
	return way_prefix(&config()->ua.phone, argv[0]);
}

DEFUN(cfg_roaming, cfg_roaming_cmd, "phone-roaming-number NETWORK",
      "Ring a served line's own phone by its roaming number, so that the leg triggers no second service\n"
      "Whose HLR is asked for it (sendRoutingInfo, T-CSI suppressed): a `network`\n")
{
	return way_roaming(&config()->ua.phone, argv[0]);
}

DEFUN(cfg_peer_number, cfg_peer_number_cmd, "peer NAME phone number", PEER_PHONE_HELP WAY_NUMBER_HELP)
{
	struct node_sip_peer *p = peer_find_or_new(vty, argv[0]);

	if (p)
		p->phone.how = SIPUA_BY_NUMBER;
	return p ? CMD_SUCCESS : CMD_WARNING;
}

DEFUN(cfg_peer_prefix, cfg_peer_prefix_cmd, "peer NAME phone prefix DIGITS", PEER_PHONE_HELP WAY_PREFIX_HELP)
{
	struct node_sip_peer *p = peer_find_or_new(vty, argv[0]);

	return p ? way_prefix(&p->phone, argv[1]) : CMD_WARNING;
}

DEFUN(cfg_peer_roaming, cfg_peer_roaming_cmd, "peer NAME phone roaming-number NETWORK", PEER_PHONE_HELP WAY_ROAMING_HELP)
{
	struct node_sip_peer *p = peer_find_or_new(vty, argv[0]);

	return p ? way_roaming(&p->phone, argv[1]) : CMD_WARNING;
}

DEFUN(cfg_sip_limit, cfg_sip_limit_cmd, "redirection-limit <1-5>", "Diversions after which nothing more is diverted\nNumber\n")
{
	config()->ua.redirection_limit = (uint8_t)atoi(argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_fail_over, cfg_fail_over_cmd, "fail-over-after <100-60000>",
      "A peer of the core that says nothing at all for so long: the next one of its group is asked\nMilliseconds\n")
{
	config()->ua.fail_over_ms = (uint16_t)atoi(argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_call_back, cfg_call_back_cmd, "call-back",
      "Ring a user once who ends both his calls within a second; not where an MSC serves the phones\n")
{
	config()->ua.call_back = true;
	return CMD_SUCCESS;
}

DEFUN(cfg_no_call_back, cfg_no_call_back_cmd, "no call-back", NO_STR "Who hangs up has hung up\n")
{
	config()->ua.call_back = false;
	return CMD_SUCCESS;
}

DEFUN(cfg_redirects, cfg_redirects_cmd, "redirects (refuse|follow)",
      "What becomes of a leg that is answered 3xx\nIt has failed\n"
      "It goes on to the number of the Contact, by the core: where a forwarding may lead, three times at most\n")
{
	config()->ua.follow = !strcmp(argv[0], "follow");
	return CMD_SUCCESS;
}

DEFUN(cfg_allow_sip, cfg_allow_sip_cmd, "allow PREFIX",
      "Who may send requests beside the peers\n192.0.2.0/24, 2001:db8::/32, or one address\n")
{
	struct node_sip_config *cfg = config();

	if (cfg->num_allowed == NODE_MAX_ALLOWED || strlen(argv[0]) >= sizeof(cfg->allowed[0]))
		return CMD_WARNING;
	osmo_strlcpy(cfg->allowed[cfg->num_allowed++], argv[0], sizeof(cfg->allowed[0]));
	return CMD_SUCCESS;
}

static void write_peer(struct vty *vty, const struct node_sip_peer *p)
{
	if (p->address[0])
		vty_out(vty, " peer %s address %s %u %s%s", p->name, p->address, p->port, p->tcp ? "tcp" : "udp", VTY_NEWLINE);
	if (p->group[0])
		vty_out(vty, " peer %s group %s priority %u%s", p->name, p->group, p->priority, VTY_NEWLINE);
	vty_out(vty, " peer %s serves %s%s", p->name, sides[p->side], VTY_NEWLINE);
	vty_out(vty, " peer %s probe %u%s", p->name, p->probe_s, VTY_NEWLINE);
	if (p->trusted)
		vty_out(vty, " peer %s trusted%s", p->name, VTY_NEWLINE);
	if (p->latch)
		vty_out(vty, " peer %s latch%s", p->name, VTY_NEWLINE);
	if (p->diversion != SIPUA_DIVERSION_BOTH)
		vty_out(vty, " peer %s diversion %s%s", p->name, diversions[p->diversion], VTY_NEWLINE);
	if (p->phone.how == SIPUA_BY_NUMBER)
		vty_out(vty, " peer %s phone number%s", p->name, VTY_NEWLINE);
	if (p->phone.how == SIPUA_BY_PREFIX)
		vty_out(vty, " peer %s phone prefix %s%s", p->name, p->phone.prefix, VTY_NEWLINE);
	if (p->phone.how == SIPUA_BY_ROAMING)
		vty_out(vty, " peer %s phone roaming-number %s%s", p->name, p->phone.network, VTY_NEWLINE);
}

static int write_sip(struct vty *vty)
{
	const struct node_sip_config *cfg = config();

	if (!cfg->address[0] && !cfg->num_peers)
		return CMD_SUCCESS;
	vty_out(vty, "sip%s", VTY_NEWLINE);
	if (cfg->address[0])
		vty_out(vty, " bind %s %u %s%s", cfg->address, cfg->port, !cfg->tcp ? "udp" : cfg->udp ? "both" : "tcp",
			VTY_NEWLINE);
	for (unsigned i = 0; i < cfg->num_peers; i++)
		write_peer(vty, &cfg->peer[i]);
	if (cfg->ua.core[0])
		vty_out(vty, " core %s%s", cfg->ua.core, VTY_NEWLINE);
	if (cfg->ua.domain[0])
		vty_out(vty, " domain %s%s", cfg->ua.domain, VTY_NEWLINE);
	if (cfg->ua.phone.how == SIPUA_BY_PREFIX)
		vty_out(vty, " phone-prefix %s%s", cfg->ua.phone.prefix, VTY_NEWLINE);
	if (cfg->ua.phone.how == SIPUA_BY_ROAMING)
		vty_out(vty, " phone-roaming-number %s%s", cfg->ua.phone.network, VTY_NEWLINE);
	if (cfg->ua.redirection_limit)
		vty_out(vty, " redirection-limit %u%s", cfg->ua.redirection_limit, VTY_NEWLINE);
	if (cfg->ua.fail_over_ms)
		vty_out(vty, " fail-over-after %u%s", cfg->ua.fail_over_ms, VTY_NEWLINE);
	if (cfg->ua.call_back)
		vty_out(vty, " call-back%s", VTY_NEWLINE);
	if (cfg->ua.follow)
		vty_out(vty, " redirects follow%s", VTY_NEWLINE);
	for (unsigned i = 0; i < cfg->num_allowed; i++)
		vty_out(vty, " allow %s%s", cfg->allowed[i], VTY_NEWLINE);
	return CMD_SUCCESS;
}

/* ---- show ---- */

struct shown { struct vty *vty; unsigned n; };

static int show_call(void *priv, const struct sipua_call_info *info)
{
	struct shown *shown = priv;
	struct vty *vty = shown->vty;
	char id[CALLID_STR_SIZE], served[E164_STR_SIZE];

	if (shown->n++ >= MOST_SHOWN)
		return 1;
	vty_out(vty, "%-14s  %-9s  %-16s  %u  %-8s  %s%s", callid_print(info->call, id), info->state,
		e164_print(info->served, served), info->legs, info->anchored ? "media" : "-", info->call_id, VTY_NEWLINE);
	return 0;
}

DEFUN(show_sip_calls, show_sip_calls_cmd, "show sip calls", SHOW_STR "SIP\nOpen calls\n")
{
	const struct node *node = node_vty_node();
	struct shown shown = { .vty = vty };

	if (!node->sipua)
		return CMD_SUCCESS;
	vty_out(vty, "%u open%s", sipua_count(node->sipua), VTY_NEWLINE);
	if (sipua_count(node->sipua))
		vty_out(vty, "Call            State      Served            Legs  Sound  Caller's Call-ID%s", VTY_NEWLINE);
	if (sipua_calls_each(node->sipua, show_call, &shown))
		vty_out(vty, "... the first %d are shown%s", MOST_SHOWN, VTY_NEWLINE);
	return CMD_SUCCESS;
}

static const struct node_sip_peer *configured(const char *name)
{
	const struct node_sip_config *cfg = config();

	for (unsigned i = 0; i < cfg->num_peers; i++)
		if (!strcmp(cfg->peer[i].name, name))
			return &cfg->peer[i];
	return NULL;
}

static void show_peer(struct vty *vty, const struct sip_peer *peer)
{
	const struct sip_peer_config *c = sip_peer_config(peer);
	const struct node_sip_peer *p = configured(sip_peer_name(peer));
	char address[120], probe[24] = "never", group[48];

	snprintf(address, sizeof(address), "%s:%u %s", c->address, c->port, c->tcp ? "tcp" : "udp");
	snprintf(group, sizeof(group), "%s, %u", sip_peer_group(peer), c->priority);
	if (c->probe_s)
		snprintf(probe, sizeof(probe), "each %u s", c->probe_s);
	vty_out(vty, "%-16s  %-26s  %-5s  %-11s  %-20s  %-8s  %s%s%s", sip_peer_name(peer), address, sip_peer_up(peer) ? "up" : "down",
		probe, group, p ? sides[p->side] : "-", p && p->trusted ? "trusted" : "not trusted", p && p->latch ? ", latch" : "",
		VTY_NEWLINE);
}

DEFUN(show_sip, show_sip_cmd, "show sip", SHOW_STR "SIP: where we listen, the peers, what is open now\n")
{
	const struct node *node = node_vty_node();
	const struct node_sip_config *cfg = config();
	struct sip_agent *agent;
	struct sip_peer *peer = NULL;

	if (!node->sipua) {
		vty_out(vty, "SIP is not configured: `bind` under `sip`%s", VTY_NEWLINE);
		return CMD_SUCCESS;
	}
	agent = sipua_agent(node->sipua);
	vty_out(vty, "Listening on %s port %u, %s%s", cfg->address, sip_agent_port(agent),
		!cfg->tcp ? "UDP" : cfg->udp ? "UDP and TCP" : "TCP", VTY_NEWLINE);
	vty_out(vty, "Legs go to %s, %s%s", cfg->ua.core[0] ? cfg->ua.core : "nobody (`core`)",
		sipua_is_alive(node->sipua) ? "which is up: calls are taken" : "of which nobody is up, or we drain: none is anchored",
		VTY_NEWLINE);
	vty_out(vty, "%u calls, %u dialogs, %u transactions, %u routing numbers outstanding%s", sipua_count(node->sipua),
		sip_agent_dialogs(agent), sip_agent_transactions(agent), call_route_count(node->calls), VTY_NEWLINE);
	vty_out(vty, "Peer              Address                     State  Asked        Group, priority       Serves    Believed%s",
		VTY_NEWLINE);
	while ((peer = sip_peer_next(agent, peer)))
		show_peer(vty, peer);
	vty_out(vty, "What has happened so far; `show sip counters` says what it means%s", VTY_NEWLINE);
	for (int i = 0; i < _SIPUA_CTRS; i++)
		if (sipua_counter(node->sipua, i))
			vty_out(vty, "  %-22s %10" PRIu64 "%s", sipua_counter_name(i), sipua_counter(node->sipua, i), VTY_NEWLINE);
	return CMD_SUCCESS;
}

static void show_counter(void *priv, const struct counter_info *info)
{
	struct vty *vty = priv;

	if (!strcmp(info->prefix, "sip") || !strcmp(info->prefix, "sipua"))
		vty_out(vty, "%10" PRIu64 "  %-5s %-20s  %s%s", info->value, info->prefix, info->name, info->help, VTY_NEWLINE);
}

DEFUN(show_sip_counters, show_sip_counters_cmd, "show sip counters",
      SHOW_STR "SIP\nWhat was counted since the start: messages and dialogs (sip), calls and legs (sipua)\n")
{
	counters_each(node_vty_node(), show_counter, vty);
	return CMD_SUCCESS;
}

void vty_sip_init(void)
{
	install_node(&sip_node, write_sip);
	install_element(CONFIG_NODE, &cfg_sip_cmd);
	install_element(SIP_NODE, &cfg_bind_cmd);
	install_element(SIP_NODE, &cfg_peer_cmd);
	install_element(SIP_NODE, &cfg_peer_serves_cmd);
	install_element(SIP_NODE, &cfg_peer_trusted_cmd);
	install_element(SIP_NODE, &cfg_peer_latch_cmd);
	install_element(SIP_NODE, &cfg_peer_diversion_cmd);
	install_element(SIP_NODE, &cfg_peer_number_cmd);
	install_element(SIP_NODE, &cfg_peer_prefix_cmd);
	install_element(SIP_NODE, &cfg_peer_roaming_cmd);
	install_element(SIP_NODE, &cfg_peer_probe_cmd);
	install_element(SIP_NODE, &cfg_peer_group_cmd);
	install_element(SIP_NODE, &cfg_core_cmd);
	install_element(SIP_NODE, &cfg_domain_cmd);
	install_element(SIP_NODE, &cfg_phone_prefix_cmd);
	install_element(SIP_NODE, &cfg_roaming_cmd);
	install_element(SIP_NODE, &cfg_sip_limit_cmd);
	install_element(SIP_NODE, &cfg_fail_over_cmd);
	install_element(SIP_NODE, &cfg_redirects_cmd);
	install_element(SIP_NODE, &cfg_call_back_cmd);
	install_element(SIP_NODE, &cfg_no_call_back_cmd);
	install_element(SIP_NODE, &cfg_allow_sip_cmd);
	install_element_ve(&show_sip_cmd);
	install_element_ve(&show_sip_calls_cmd);
	install_element_ve(&show_sip_counters_cmd);
}
