/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file service.h
 *  Making a service out of rows, for the snapshot's puts and for the follower's thread: a plain value whose arrays are
 *  its own, without any snapshot. fleet_service_place() then gives it to a line. */
#pragma once

#include <mpabx/fleet.h>

/*! What a line has that set nothing: one for all of them. */
extern const struct fleet_service fleet_service_default;

/*! Each changes the value only where it succeeds. What the new array replaces is not freed: place the value, or free
 *  it, against the one that it was copied from. \returns 0, -EINVAL, -ENOMEM */
int fleet_service_set_forwarding(struct fleet_service *s, const struct store_forwarding *row);
int fleet_service_set_settings(struct fleet_service *s, const struct store_settings *row);
int fleet_service_set_hunt(struct fleet_service *s, const struct store_hunt *rows, size_t n);
int fleet_service_set_blocked(struct fleet_service *s, const e164_t *numbers, size_t n);
/*! Frees the arrays of a value except those that the other one has too. \param kept NULL: frees all */
void fleet_service_free(const struct fleet_service *s, const struct fleet_service *kept);

/*! Is it a destination that can be? */
bool fleet_destination_is_sound(const struct destination *to);

/*! Arrays of the snapshot lie outside talloc, whose head is larger than most of them.
 *  \returns NULL where there is none (n 0, *rc 0) or no memory (*rc -ENOMEM) */
void *fleet_array_alloc(size_t n, size_t size, int *rc);
void *fleet_array_copy(const void *from, size_t n, size_t size, int *rc);
void fleet_array_free(const void *array);
/*! What such an array takes with malloc()'s own book-keeping (glibc, 64 bits). */
size_t fleet_array_bytes(size_t n, size_t size);
/*! A sorted copy of numbers, each once; *n is how many remain. */
e164_t *fleet_array_sorted(const e164_t *numbers, size_t *n, int *rc);
/*! Checked prefixes out of rows, for fleet_take_barred(). \returns 0, -EINVAL, -ENOMEM */
int fleet_barred_copy(const struct store_barred *rows, size_t n, const char (**ret)[16]);
