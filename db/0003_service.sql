-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The service: what a fleet bars, what a line has set beside its forwardings, hunt lists, blocked callers, calendars,
-- call groups. Words of a fixed list are texts, so that a table can be read.
-- A destination is one column: NULL nowhere, 1 the voicemail of the fleet's profile, else an E.164 number.
-- Markers between @ are filled in by the driver, so that one text serves every engine.

-- The number at which the network takes voicemail deposits; without one nobody may choose the voicemail.
ALTER TABLE numplan ADD COLUMN voicemail @BIGINT@ CHECK (voicemail BETWEEN 1000 AND 999999999999999);

-- barring: a bit for each kind of number (enum fleet_barring). max_*: most diverted legs at once, 0 the node's own limit.
ALTER TABLE fleet ADD COLUMN barring INTEGER NOT NULL DEFAULT 0 CHECK (barring BETWEEN 0 AND 7);
ALTER TABLE fleet ADD COLUMN max_diverted_line INTEGER NOT NULL DEFAULT 0 CHECK (max_diverted_line BETWEEN 0 AND 65535);
ALTER TABLE fleet ADD COLUMN max_diverted_fleet INTEGER NOT NULL DEFAULT 0 CHECK (max_diverted_fleet BETWEEN 0 AND 65535);
ALTER TABLE fleet ADD COLUMN max_abroad_line INTEGER NOT NULL DEFAULT 0 CHECK (max_abroad_line BETWEEN 0 AND 65535);
ALTER TABLE fleet ADD COLUMN max_abroad_fleet INTEGER NOT NULL DEFAULT 0 CHECK (max_abroad_fleet BETWEEN 0 AND 65535);

-- Prefixes barred beside it: national digits as dialled ("0899"), international ones behind "+".
CREATE TABLE barred (
	fleet_id INTEGER NOT NULL REFERENCES fleet (id) ON DELETE CASCADE,
	prefix TEXT NOT NULL CHECK (length(prefix) BETWEEN 1 AND 15 AND prefix <> '+'
		AND TRIM(SUBSTR(prefix, 1, 1), '+0123456789') = '' AND TRIM(SUBSTR(prefix, 2), '0123456789') = ''),
	PRIMARY KEY (fleet_id, prefix)
) @STRICT@;

-- Which of the subscriber's CSIs are ours.
ALTER TABLE line ADD COLUMN csi TEXT NOT NULL DEFAULT 'both' CHECK (csi IN ('both', 'o-only', 't-only', 'none'));

-- Periods. A calendar without hours is open on every ordinary day.
CREATE TABLE calendar (
	id @IDENTITY@ CHECK (id BETWEEN 1 AND 2147483647),
	fleet_id INTEGER NOT NULL REFERENCES fleet (id) ON DELETE CASCADE,
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 63),
	holidays TEXT NOT NULL CHECK (holidays IN ('ordinary', 'inside', 'outside')),
	UNIQUE (fleet_id, name)
) @STRICT@;

-- days: a bit for each, Monday 1. Minutes of the day; to_min not above from_min: past midnight.
CREATE TABLE calendar_hours (
	calendar INTEGER NOT NULL REFERENCES calendar (id) ON DELETE CASCADE,
	position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 28),
	days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),
	from_min INTEGER NOT NULL CHECK (from_min BETWEEN 0 AND 1439),
	to_min INTEGER NOT NULL CHECK (to_min BETWEEN 0 AND 1440),
	PRIMARY KEY (calendar, position)
) @STRICT@;

-- Days as 20261231, both included.
CREATE TABLE calendar_date (
	calendar INTEGER NOT NULL REFERENCES calendar (id) ON DELETE CASCADE,
	position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 60),
	from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 21991231),
	to_day INTEGER NOT NULL CHECK (to_day BETWEEN 19000101 AND 21991231),
	inside INTEGER NOT NULL CHECK (inside IN (0, 1)),
	PRIMARY KEY (calendar, position),
	CHECK (from_day <= to_day)
) @STRICT@;

-- Forwardings may go to the voicemail and hold in a calendar only.
ALTER TABLE forwarding RENAME TO forwarding_before;
CREATE TABLE forwarding (
	line @BIGINT@ NOT NULL REFERENCES line (number) ON DELETE CASCADE,
	kind TEXT NOT NULL CHECK (kind IN ('immediate', 'busy', 'no-answer', 'unreachable')),
	active INTEGER NOT NULL CHECK (active IN (0, 1)),
	destination @BIGINT@ CHECK (destination = 1 OR destination BETWEEN 1000 AND 999999999999999),
	calendar INTEGER REFERENCES calendar (id),
	version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
	PRIMARY KEY (line, kind),
	CHECK (active = 0 OR destination IS NOT NULL),
	CHECK (destination <> line)
) @STRICT@;
INSERT INTO forwarding (line, kind, active, destination, version)
	SELECT line, kind, active, destination, version FROM forwarding_before;
DROP TABLE forwarding_before;
CREATE INDEX forwarding_of_calendar ON forwarding (calendar) WHERE calendar IS NOT NULL;

-- The number is the group's own or that of one of the fleet's lines. Codes are sealed, never plain.
CREATE TABLE call_group (
	id @IDENTITY@ CHECK (id BETWEEN 1 AND 2147483647),
	fleet_id INTEGER NOT NULL REFERENCES fleet (id) ON DELETE CASCADE,
	number @BIGINT@ NOT NULL UNIQUE CHECK (number BETWEEN 1000 AND 999999999999999),
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 63),
	mode TEXT NOT NULL CHECK (mode IN ('linear', 'round-robin', 'longest-idle', 'together')),
	queue INTEGER NOT NULL CHECK (queue BETWEEN 0 AND 50),
	ring_s INTEGER NOT NULL CHECK (ring_s BETWEEN 5 AND 90),
	rest_s INTEGER NOT NULL CHECK (rest_s BETWEEN 0 AND 3600),
	wait_s INTEGER NOT NULL CHECK (wait_s BETWEEN 0 AND 3600),
	member_rules INTEGER NOT NULL CHECK (member_rules IN (0, 1)),
	code_user TEXT NOT NULL CHECK (length(code_user) <= 95),
	code_admin TEXT NOT NULL CHECK (length(code_admin) <= 95),
	overflow @BIGINT@ CHECK (overflow = 1 OR overflow BETWEEN 1000 AND 999999999999999),
	nobody @BIGINT@ CHECK (nobody = 1 OR nobody BETWEEN 1000 AND 999999999999999),
	closed @BIGINT@ CHECK (closed = 1 OR closed BETWEEN 1000 AND 999999999999999),
	last_left @BIGINT@ CHECK (last_left = 1 OR last_left BETWEEN 1000 AND 999999999999999),
	calendar INTEGER REFERENCES calendar (id),
	version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
	CHECK (overflow <> number), CHECK (nobody <> number), CHECK (closed <> number), CHECK (last_left <> number)
) @STRICT@;
CREATE INDEX call_group_of_fleet ON call_group (fleet_id, id);
CREATE INDEX call_group_of_calendar ON call_group (calendar) WHERE calendar IS NOT NULL;

CREATE TABLE group_member (
	group_id INTEGER NOT NULL REFERENCES call_group (id) ON DELETE CASCADE,
	line @BIGINT@ NOT NULL REFERENCES line (number) ON DELETE CASCADE,
	position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 10),
	connected INTEGER NOT NULL CHECK (connected IN (0, 1)),
	PRIMARY KEY (group_id, line),
	UNIQUE (group_id, position)
) @STRICT@;
CREATE INDEX group_member_of_line ON group_member (line, group_id);

-- A line without this row has the defaults. version counts changes of the hunt list and the blocked callers too.
CREATE TABLE settings (
	line @BIGINT@ NOT NULL PRIMARY KEY REFERENCES line (number) ON DELETE CASCADE,
	forwarding_custom INTEGER NOT NULL DEFAULT 1 CHECK (forwarding_custom IN (0, 1)),
	incoming_custom INTEGER NOT NULL DEFAULT 1 CHECK (incoming_custom IN (0, 1)),
	rings_when_busy INTEGER NOT NULL DEFAULT 0 CHECK (rings_when_busy IN (0, 1)),
	no_answer_s INTEGER NOT NULL DEFAULT 25 CHECK (no_answer_s BETWEEN 5 AND 90),
	dnd_active INTEGER NOT NULL DEFAULT 0 CHECK (dnd_active IN (0, 1)),
	dnd @BIGINT@ CHECK (dnd = 1 OR dnd BETWEEN 1000 AND 999999999999999),
	hunt_active INTEGER NOT NULL DEFAULT 0 CHECK (hunt_active IN (0, 1)),
	hunt_together INTEGER NOT NULL DEFAULT 0 CHECK (hunt_together IN (0, 1)),
	shown TEXT NOT NULL DEFAULT 'line' CHECK (shown IN ('line', 'group', 'withheld')),
	shown_group INTEGER REFERENCES call_group (id) ON DELETE SET NULL,
	version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
	CHECK (dnd <> line),
	CHECK (shown_group IS NULL OR shown = 'group')
) @STRICT@;
CREATE INDEX settings_of_group ON settings (shown_group) WHERE shown_group IS NOT NULL;

-- Numbers of the fleet only: a line's or a fixed one, which leaves the list when it leaves the fleet.
CREATE TABLE hunt (
	line @BIGINT@ NOT NULL REFERENCES line (number) ON DELETE CASCADE,
	position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 5),
	to_line @BIGINT@ REFERENCES line (number) ON DELETE CASCADE,
	to_fixed @BIGINT@ REFERENCES fixed (number) ON DELETE CASCADE,
	ring_s INTEGER NOT NULL CHECK (ring_s BETWEEN 5 AND 90),
	confirm INTEGER NOT NULL CHECK (confirm IN (0, 1)),
	allow_diverted INTEGER NOT NULL CHECK (allow_diverted IN (0, 1)),
	PRIMARY KEY (line, position),
	UNIQUE (to_line, line),
	UNIQUE (to_fixed, line),
	CHECK ((to_line IS NULL) <> (to_fixed IS NULL))
) @STRICT@;

-- Callers refused. 0: whoever withholds his number.
CREATE TABLE blocked_of_line (
	line @BIGINT@ NOT NULL REFERENCES line (number) ON DELETE CASCADE,
	number @BIGINT@ NOT NULL CHECK (number = 0 OR number BETWEEN 1000 AND 999999999999999),
	PRIMARY KEY (line, number)
) @STRICT@;
CREATE TABLE blocked_of_group (
	group_id INTEGER NOT NULL REFERENCES call_group (id) ON DELETE CASCADE,
	number @BIGINT@ NOT NULL CHECK (number = 0 OR number BETWEEN 1000 AND 999999999999999),
	PRIMARY KEY (group_id, number)
) @STRICT@;

-- The log speaks of three more objects: "service" by its line; groups and calendars by their ids. Its numbers go on.
ALTER TABLE change_log RENAME TO change_log_before;
CREATE TABLE change_log (
	seq @IDENTITY@,
	object TEXT NOT NULL CHECK (object IN ('fleet', 'line', 'forwarding', 'fixed', 'numplan', 'service', 'group',
		'calendar')),
	key @BIGINT@ NOT NULL,
	fleet_id INTEGER NOT NULL,
	who TEXT NOT NULL,
	at @BIGINT@ NOT NULL
) @STRICT@;
INSERT INTO change_log (seq, object, key, fleet_id, who, at)
	SELECT seq, object, key, fleet_id, who, at FROM change_log_before ORDER BY seq;
DROP TABLE change_log_before;
