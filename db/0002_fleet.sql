-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Fleets, their lines and fixed numbers, short numbers, forwardings, and the change log that nodes follow.
-- Numbers are E.164 digits without "+", read as a decimal.
-- Markers between @ are filled in by the driver, so that one text serves every engine.

CREATE TABLE fleet (
	id @IDENTITY@ CHECK (id BETWEEN 1 AND 2147483647),
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 63),
	profile TEXT NOT NULL REFERENCES numplan (name),
	suspended INTEGER NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1))
) @STRICT@;

-- rights: a bit for each function that the line may use (enum line_right).
CREATE TABLE line (
	number @BIGINT@ NOT NULL PRIMARY KEY CHECK (number BETWEEN 1000 AND 999999999999999),
	fleet_id INTEGER NOT NULL REFERENCES fleet (id) ON DELETE CASCADE,
	name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 63),
	rights INTEGER NOT NULL DEFAULT 0 CHECK (rights BETWEEN 0 AND 2147483647),
	suspended INTEGER NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1))
) @STRICT@;
CREATE INDEX line_of_fleet ON line (fleet_id, number);

-- The fixed numbers that a fleet declares as its own.
CREATE TABLE fixed (
	number @BIGINT@ NOT NULL PRIMARY KEY CHECK (number BETWEEN 1000 AND 999999999999999),
	fleet_id INTEGER NOT NULL REFERENCES fleet (id) ON DELETE CASCADE,
	name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 63)
) @STRICT@;
CREATE INDEX fixed_of_fleet ON fixed (fleet_id, number);

-- Short numbers stand apart, since one is unique in its fleet over lines and fixed numbers together.
CREATE TABLE short_number (
	fleet_id INTEGER NOT NULL REFERENCES fleet (id) ON DELETE CASCADE,
	digits TEXT NOT NULL CHECK (length(digits) BETWEEN 2 AND 6
		AND CAST(CAST('1' || digits AS INTEGER) AS TEXT) = '1' || digits),
	line @BIGINT@ UNIQUE REFERENCES line (number) ON DELETE CASCADE,
	fixed @BIGINT@ UNIQUE REFERENCES fixed (number) ON DELETE CASCADE,
	PRIMARY KEY (fleet_id, digits),
	CHECK ((line IS NULL) <> (fixed IS NULL))
) @STRICT@;

-- version counts the changes of one entry; a decision cites it.
CREATE TABLE forwarding (
	line @BIGINT@ NOT NULL REFERENCES line (number) ON DELETE CASCADE,
	kind TEXT NOT NULL CHECK (kind IN ('immediate', 'busy', 'no-answer', 'unreachable')),
	active INTEGER NOT NULL CHECK (active IN (0, 1)),
	destination @BIGINT@ CHECK (destination BETWEEN 1000 AND 999999999999999),
	version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
	PRIMARY KEY (line, kind),
	CHECK (active = 0 OR destination IS NOT NULL),
	CHECK (destination <> line)
) @STRICT@;

-- One entry a change, written in the change's own transaction. key: a fleet's id or a number; forwardings are named by
-- their line, number plans by 0. at: seconds since 1970.
CREATE TABLE change_log (
	seq @IDENTITY@,
	object TEXT NOT NULL CHECK (object IN ('fleet', 'line', 'forwarding', 'fixed', 'numplan')),
	key @BIGINT@ NOT NULL,
	fleet_id INTEGER NOT NULL,
	who TEXT NOT NULL,
	at @BIGINT@ NOT NULL
) @STRICT@;
