/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file object.h
 *  Kinds of objects that change, and what a delivery does with each: the thread reads it, the loop puts it in place or
 *  removes it. A new kind of object: a member of enum fleet_object at the place where it may be put (after what it
 *  belongs to), its content in struct fleet_change, its line in fleet_objects[] (objects.c), and the word of the change
 *  log that names it in fleet_object_of(). */
#pragma once

#include <mpabx/fleet.h>

/*! In the order in which they are put. What is gone goes after all puts, in the opposite order. */
enum fleet_object {
	FLEET_OBJECT_PROFILES,		/*!< all of them; key 0 */
	FLEET_OBJECT_FLEET,		/*!< with its barred prefixes */
	FLEET_OBJECT_CALENDAR,
	FLEET_OBJECT_LINE,		/*!< with its service */
	FLEET_OBJECT_FIXED,
	FLEET_OBJECT_GROUP,		/*!< with its members and blocked callers */
	_FLEET_OBJECTS
};

struct fleet_change_profile { struct numplan *numplan; e164_t voicemail; };

struct fleet_change_group {
	struct store_group row;
	size_t num_members, num_blocked;
	struct store_member member[GROUP_MAX_MEMBERS];
	const e164_t *blocked;		/*!< sorted */
};

/*! One object as it is now, or that it is no more. Owns all that it points to. */
struct fleet_change {
	uint8_t object;			/*!< enum fleet_object */
	bool gone;
	uint64_t key;
	union {
		struct { struct fleet_change_profile *list; size_t n; } profiles;
		struct { struct store_fleet row; const char (*barred)[16]; size_t num_barred; } fleet;
		struct store_calendar *calendar;
		struct { struct store_line row; struct fleet_service service; } line;
		struct store_fixed fixed;
		struct fleet_change_group *group;
	};
};

struct fleet_object_ops {
	/*! Thread: what the store holds under c->key. \returns 0, -ENOENT (gone), -EIO, -ENOMEM; on failure c holds nothing */
	int (*read)(struct store *store, struct fleet_change *c);
	/*! Loop. Takes over or frees all that c holds, whatever it returns. \returns 0 or -errno */
	int (*put)(struct fleet_snapshot *snap, struct fleet_change *c);
	/*! Loop. \returns 0, -ENOENT */
	int (*remove)(struct fleet_snapshot *snap, uint64_t key);
	/*! What never was put. */
	void (*free)(struct fleet_change *c);
};

extern const struct fleet_object_ops fleet_objects[_FLEET_OBJECTS];

/*! The object that an entry of the change log is about. */
enum fleet_object fleet_object_of(enum store_object object);
