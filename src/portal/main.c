/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mpabx-portal: command line, start, end. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <curl/curl.h>
#include <sodium.h>
#include <talloc.h>

#include <mpabx/sheet.h>
#include <mpabx/store/portal.h>

#include "config.h"
#include "aside.h"
#include "demo.h"
#include "http.h"
#include "hub.h"
#include "limit.h"
#include "live.h"
#include "mail.h"
#include "reaper.h"
#include "route.h"
#include "site.h"
#include "ticker.h"
#include "token.h"

#define PATIENCE_S 30			/* longer than the HTTP library lets a connection idle, which ends it in good order */

static void usage(FILE *out)
{
	fprintf(out,
		"Usage: mpabx-portal --store URL [OPTION]...\n"
		"The portals of mpabx and their REST API.\n\n"
		"      --store URL         sqlite:PATH or postgresql://...; made where there is none\n"
		"      --listen HOST:PORT  an address (default 127.0.0.1:8080; PORT 0: any, printed)\n"
		"      --site DIR          the built pages\n"
		"      --contract FILE     openapi.yaml, served at /api/v1/openapi.yaml\n"
		"      --node HOST:PORT    the node's CTRL interface (its port is 4291)\n"
		"      --key FILE          key of group codes and second factors (default: beside an SQLite store)\n"
		"      --base-url URL      how people reach the portal, for links in mails\n"
		"      --mail URL          smtp://host:port or smtps://...; --mail-from ADDRESS; MPABX_MAIL_USER and MPABX_MAIL_PASSWORD\n"
		"      --mail-ca FILE      PEM file of who signed the mail server's certificate (default: the system's)\n"
		"      --mail-folder DIR   mails become files there instead\n"
		"      --tls-cert FILE, --tls-key FILE   PEM files: TLS here instead of at a proxy\n"
		"      --behind-proxy[=ADDRESS]   X-Forwarded-For and X-Forwarded-Proto of connections from there (default 127.0.0.1 and ::1) are\n"
		"                          our proxy's\n"
		"      --workers N         threads that answer (default 4)\n"
		"      --rate N            requests a second of one caller (default 50, bursts of four times as many; 0: no limit)\n"
		"      --stream-s N        a stream of events ends after so many seconds and is asked for anew (default 300)\n"
		"      --sip               SIP and media are attached to the node\n"
		"      --hlr-forwarding-foreign   this network's own forwarding comes before ours: the pages warn\n"
		"      --add-operator LOGIN       adds an operator, whose password is read from the standard input, and ends\n"
		"      --demo              the demo fleets, their people and a week of calls into an empty store\n"
		"      --routes            prints each route with who may take it, and ends\n"
		"  -h, --help; -V, --version\n");
}

enum { OPT_STORE = 256, OPT_LISTEN, OPT_SITE, OPT_CONTRACT, OPT_NODE, OPT_KEY, OPT_BASE, OPT_MAIL, OPT_MAIL_FROM, OPT_MAIL_FOLDER, OPT_MAIL_CA, OPT_CERT,
	OPT_TLS_KEY, OPT_PROXY, OPT_WORKERS, OPT_RATE, OPT_STREAM, OPT_SIP, OPT_FOREIGN, OPT_OPERATOR, OPT_DEMO,
	OPT_ROUTES };

static const struct option longs[] = {
	{ "store", required_argument, NULL, OPT_STORE }, { "listen", required_argument, NULL, OPT_LISTEN },
	{ "site", required_argument, NULL, OPT_SITE }, { "contract", required_argument, NULL, OPT_CONTRACT },
	{ "node", required_argument, NULL, OPT_NODE }, { "key", required_argument, NULL, OPT_KEY },
	{ "base-url", required_argument, NULL, OPT_BASE }, { "mail", required_argument, NULL, OPT_MAIL },
	{ "mail-from", required_argument, NULL, OPT_MAIL_FROM }, { "mail-folder", required_argument, NULL, OPT_MAIL_FOLDER }, { "mail-ca", required_argument, NULL, OPT_MAIL_CA },
	{ "tls-cert", required_argument, NULL, OPT_CERT }, { "tls-key", required_argument, NULL, OPT_TLS_KEY },
	{ "behind-proxy", optional_argument, NULL, OPT_PROXY }, { "workers", required_argument, NULL, OPT_WORKERS },
	{ "rate", required_argument, NULL, OPT_RATE }, { "stream-s", required_argument, NULL, OPT_STREAM },
	{ "sip", no_argument, NULL, OPT_SIP },
	{ "hlr-forwarding-foreign", no_argument, NULL, OPT_FOREIGN }, { "add-operator", required_argument, NULL, OPT_OPERATOR },
	{ "demo", no_argument, NULL, OPT_DEMO }, { "routes", no_argument, NULL, OPT_ROUTES },
	 { "help", no_argument, NULL, 'h' }, { "version", no_argument, NULL, 'V' }, { 0 }
};

static void wrong(const char *what, const char *value)
{
	fprintf(stderr, "mpabx-portal: %s: \"%s\" cannot be\n", what, value);
	exit(2);
}

static unsigned number_of(const char *what, const char *text, unsigned long max)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (!*text || *end || n > max || *text == '-')
		wrong(what, text);
	return (unsigned)n;
}

/* "127.0.0.1:8080", "[::1]:8080" */
static void address_of(void *ctx, const char *what, const char *text, const char **ret, uint16_t *ret_port)
{
	const char *colon = strrchr(text, ':');
	size_t n = colon ? (size_t)(colon - text) : 0;

	if (!n)
		wrong(what, text);
	*ret_port = (uint16_t)number_of(what, colon + 1, 65535);
	if (text[0] == '[' && text[n - 1] == ']')
		*ret = talloc_strndup(ctx, text + 1, n - 2);
	else
		*ret = talloc_strndup(ctx, text, n);
}

static const char *operator_login;

static void option(void *ctx, struct portal_config *c, int opt)
{
	switch (opt) {
	case OPT_STORE:
		c->store_url = optarg;
		break;
	case OPT_LISTEN:
		address_of(ctx, "--listen", optarg, &c->address, &c->port);
		break;
	case OPT_SITE:
		c->site = optarg;
		break;
	case OPT_CONTRACT:
		c->contract = optarg;
		break;
	case OPT_NODE:
		address_of(ctx, "--node", optarg, &c->node_address, &c->node_port);
		break;
	case OPT_KEY:
		c->key_path = optarg;
		break;
	case OPT_BASE:
		c->base_url = optarg;
		break;
	case OPT_MAIL:
		c->mail_url = optarg;
		break;
	case OPT_MAIL_FROM:
		c->mail_from = optarg;
		break;
	case OPT_MAIL_CA:
		c->mail_ca = optarg;
		break;
	case OPT_MAIL_FOLDER:
		c->mail_folder = optarg;
		break;
	case OPT_CERT:
		c->certificate = optarg;
		break;
	case OPT_TLS_KEY:
		c->private_key = optarg;
		break;
	case OPT_PROXY:
		c->behind_proxy = true;
		c->proxy = optarg;
		break;
	case OPT_WORKERS:
		c->workers = number_of("--workers", optarg, 64);
		break;
	case OPT_RATE:
		c->rate = number_of("--rate", optarg, 1000000);
		c->burst = c->rate * 4;
		break;
	case OPT_STREAM:
		c->stream_s = number_of("--stream-s", optarg, 86400);
		break;
	case OPT_SIP:
		c->sip = true;
		break;
	case OPT_FOREIGN:
		c->foreign_forwarding = true;
		break;
	case OPT_OPERATOR:
		operator_login = optarg;
		break;
	case OPT_ROUTES:
		routes_print(stdout);
		exit(0);
	case OPT_DEMO:
		c->demo = true;
		break;
	case 'h':
		usage(stdout);
		exit(0);
	case 'V':
		puts("mpabx-portal " PACKAGE_VERSION);
		exit(0);
	default:
		usage(stderr);
		exit(2);
	}
}

static void options_read(int argc, char **argv, struct portal *p)
{
	struct portal_config *c = &p->cfg;
	int opt;

	*c = (struct portal_config){ .address = "127.0.0.1", .port = 8080, .workers = 4, .rate = 50, .burst = 200, .stream_s = 300,
		.mail_from = "mpabx@localhost" };
	c->mail_user = getenv("MPABX_MAIL_USER");
	c->mail_password = getenv("MPABX_MAIL_PASSWORD");
	while ((opt = getopt_long(argc, argv, "hV", longs, NULL)) != -1)
		option(p, c, opt);
	if (optind < argc)
		wrong("argument", argv[optind]);
	if (!c->store_url || store_url_check(c->store_url))
		wrong("--store", c->store_url ? c->store_url : "");
	if (c->proxy && !strpbrk(c->proxy, ".:"))
		wrong("--behind-proxy", c->proxy);
	if (!c->stream_s)
		wrong("--stream-s", "0");
	if (!c->workers)
		wrong("--workers", "0");
	if (!c->base_url)
		c->base_url = talloc_asprintf(p, "%s://%s:%u", c->certificate ? "https" : "http", c->address, c->port);
	if (!c->key_path)
		c->key_path = codes_key_path(p, c->store_url);
}

/* A new operator: the password comes by the standard input, so that no list of processes shows it. */
static int operator_add(struct store *store, const char *login)
{
	struct store_portal_user u = { .role = PORTAL_OPERATOR };
	char password[300];
	int rc;

	if (!fgets(password, sizeof(password), stdin))
		return -EINVAL;
	password[strcspn(password, "\n")] = '\0';
	if (strlen(password) < 10 || !strchr(login, '@') || strlen(login) >= sizeof(u.login)) {
		fprintf(stderr, "mpabx-portal: a login is a mail address, a password has 10 characters or more\n");
		return -EINVAL;
	}
	snprintf(u.login, sizeof(u.login), "%s", login);
	for (char *c = u.login; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
	rc = password_hash(password, u.password);
	sodium_memzero(password, sizeof(password));
	if (!rc)
		rc = store_begin(store);
	if (!rc)
		rc = store_portal_user_put(store, &u);
	return rc ? rc : store_commit(store);
}

static int store_prepare(struct portal *p)
{
	struct store *store = NULL;
	int rc = store_open(p, p->cfg.store_url, &store);

	if (rc)
		return rc;
	if (operator_login)
		rc = operator_add(store, operator_login);
	else if (p->cfg.demo)
		rc = portal_demo_load(store, p->key);
	store_close(&store);
	return rc;
}

static char *contract_read(void *ctx, const char *path)
{
	FILE *f = path ? fopen(path, "r") : NULL;
	char *text = NULL, part[4096];
	size_t n;

	if (!f)
		return NULL;
	text = talloc_strdup(ctx, "");
	while ((n = fread(part, 1, sizeof(part), f)))
		text = talloc_strndup_append_buffer(text, part, n);
	fclose(f);
	return text;
}

static int start(struct portal *p)
{
	int rc;

	if (p->cfg.key_path && secret_key_open(p, p->cfg.key_path, true, &p->key))
		fprintf(stderr, "mpabx-portal: the key %s cannot be used: codes and second factors will not work\n", p->cfg.key_path);
	rc = store_prepare(p);
	if (rc || operator_login) {
		if (rc)
			fprintf(stderr, "mpabx-portal: the store: %s (the log says more)\n", strerror(-rc));
		return rc;
	}
	password_hash("nobody's", p->dummy_hash);
	p->contract = contract_read(p, p->cfg.contract);
	p->limits = limits_alloc(p);
	p->site = site_load(p, p->cfg.site);
	p->reaper = reaper_start(PATIENCE_S);
	p->hub = hub_alloc();
	p->asides = asides_alloc();
	p->live = live_start(p->cfg.node_address, p->cfg.node_port);
	p->mailer = mailer_start(&p->cfg);
	if (!p->limits || !p->site || !p->reaper || !p->asides || !p->hub || !p->live || !p->mailer)
		return -ENOMEM;
	p->ticker = ticker_start(p);
	rc = p->ticker ? http_start(p) : -ENOMEM;
	if (rc)
		fprintf(stderr, "mpabx-portal: cannot listen at %s port %u: %s\n", p->cfg.address, p->cfg.port, strerror(-rc));
	return rc;
}

static void stop(struct portal *p)
{
	if (p->hub)
		hub_close(p->hub);
	if (p->asides)
		asides_end(p->asides);
	http_stop(p);
	ticker_stop(&p->ticker);
	live_stop(&p->live);
	mailer_stop(&p->mailer);
	reaper_stop(&p->reaper);
	asides_free(&p->asides);
	hub_free(&p->hub);
	secret_key_close(&p->key);
}

int main(int argc, char **argv)
{
	struct portal *p;
	sigset_t ends;
	int rc, sig;

	signal(SIGPIPE, SIG_IGN);
	umask(077);
	if (sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT))
		return 1;
	p = talloc_zero(NULL, struct portal);
	options_read(argc, argv, p);
	mpabx_log_init(p);
	workers_init();
	/* Signals are taken here and nowhere else. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	rc = start(p);
	if (!rc && !operator_login) {
		printf("mpabx-portal: %s://%s:%u\n", p->cfg.certificate ? "https" : "http", p->cfg.address, http_port(p));
		fflush(stdout);
		sigwait(&ends, &sig);
	}
	stop(p);
	talloc_free(p);
	curl_global_cleanup();
	return rc ? 1 : 0;
}
