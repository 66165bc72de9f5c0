/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file portal.h The portal program: what it was started with, what its threads share, what each of them has of its own. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <mpabx/base.h>
#include <mpabx/store.h>

struct portal_config {
	const char *store_url, *key_path;
	const char *address;
	uint16_t port;
	const char *site;		/*!< folder of the built pages, NULL: the API alone */
	const char *contract;		/*!< openapi.yaml, NULL: not served */
	const char *node_address;	/*!< of its CTRL, NULL: there is none */
	uint16_t node_port;
	const char *mail_url, *mail_from, *mail_user, *mail_password, *mail_ca;	/*!< mail_url NULL: mails are written to the log's folder */
	const char *mail_folder;	/*!< where mails go as files instead, for tests and the demo */
	const char *base_url;		/*!< in mails: "https://pabx.example" */
	const char *certificate, *private_key;	/*!< PEM files: TLS here */
	bool behind_proxy;		/*!< X-Forwarded-For and -Proto count, where the proxy connects */
	const char *proxy;		/*!< its address; NULL: this machine */
	bool foreign_forwarding;	/*!< the HLR's own forwarding comes first in this network */
	bool sip;			/*!< SIP and media are attached to the node: nothing falls back */
	unsigned workers;
	unsigned stream_s;		/*!< a stream of events ends after so long, and is opened anew */
	unsigned rate, burst;		/*!< requests a second of one caller */
	bool demo;
};

struct portal {
	struct portal_config cfg;
	struct MHD_Daemon *daemon;
	struct secret_key *key;		/*!< of codes and second factors; NULL: none could be opened */
	struct limits *limits;
	struct hub *hub;
	struct live *live;
	struct mailer *mailer;
	struct site *site;
	struct ticker *ticker;
	struct reaper *reaper;
	struct asides *asides;
	atomic_uint importing;		/*!< imports that have the store's lock or wait for it: no seen times then */
	char *contract;			/*!< text of openapi.yaml */
	char dummy_hash[208];		/*!< what a login that nobody has is held against, so that it takes as long */
};

/*! One thread that answers: its own connection, the fleets it has at hand. */
#define WORKER_FLEETS 256
#define WORKER_LINES 40000		/*!< of all of them together, beside the one that is looked at: a line takes some 600 octets */
struct worker {
	struct portal *portal;
	void *ctx;
	struct store *store;
	struct held *fleet[WORKER_FLEETS];
	uint64_t used, serial;		/*!< serial: of the request; within one a fleet stays as it was first seen */
};
/*! This thread's; made at first use. NULL: the store does not answer. */
struct worker *worker_get(struct portal *portal);
/*! Before this thread's time: what it had goes. */
void worker_end(void);
void workers_init(void);
