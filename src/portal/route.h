/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file route.h The routes, each with who may take it: the one table that roles are checked by (access.c). */
#pragma once

#include <stdio.h>

#include "request.h"

enum {
	TO_OPERATOR = 1 << PORTAL_OPERATOR, TO_MANAGER = 1 << PORTAL_MANAGER, TO_USER = 1 << PORTAL_USER,
	TO_STAFF = TO_OPERATOR | TO_MANAGER, TO_ALL = TO_STAFF | TO_USER,
};
enum {
	ROUTE_PUBLIC = 1 << 0,		/*!< nobody need be signed in */
	ROUTE_HALF = 1 << 1,		/*!< also before the second factor */
	ROUTE_FILE = 1 << 2,		/*!< its body is no JSON, and may be large */
	ROUTE_SESSION_ONLY = 1 << 3,	/*!< not by an API key */
	ROUTE_REPEATABLE = 1 << 4,	/*!< takes Idempotency-Key */
	ROUTE_SLOW = 1 << 5,		/*!< costs much: a tenth of the rate */
	ROUTE_SECRET = 1 << 6,		/*!< its body is never kept */
	ROUTE_ONESELF = 1 << 8,		/*!< as who signed in, whatever identity is taken */
	ROUTE_LOST = 1 << 7,		/*!< also when the line whose identity was taken is gone */
};

struct route {
	const char *method, *path;
	unsigned roles;
	uint32_t scope;			/*!< of an API key; 0: none can */
	unsigned flags;
	unsigned (*handle)(struct request *r);
};
extern const struct route routes[];

/*! The table, a line each: METHOD PATH ROLES SCOPE, as the contract says it. */
void routes_print(FILE *out);
/*! Finds the route and reads what stands in the path. \returns 0, 404, 405 */
unsigned route_match(struct request *r);

/*! Of the session. */
const char *cookie_name(const struct request *r);
/*! Who is it? \returns 0, or a status with the problem answered */
unsigned caller_find(struct request *r);
/*! May he? \returns 0, or a status with the problem answered */
unsigned access_check(struct request *r);
