-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What became of each call: the call, its legs, the alternatives that were rejected. Rows outlive the fleets and lines that
-- they speak of, so nothing here refers to them. Reasons are kept by their names, which never change their meaning.
-- Times: microseconds since 1970, 0 = it did not happen or nobody told.
-- Markers between @ are filled in by the driver, so that one text serves every engine.

-- The last number that was given to a record: no gap, none twice, in the order of the transactions.
CREATE TABLE record_sequence (
	id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
	last @BIGINT@ NOT NULL
) @STRICT@;
INSERT INTO record_sequence (id, last) VALUES (1, 0);

-- id: the call's own, milliseconds and a counter. ended: how ("end" is a word of SQL). fleet_id 0: nobody's.
CREATE TABLE call_record (
	id @BIGINT@ NOT NULL PRIMARY KEY,
	sequence @BIGINT@ NOT NULL UNIQUE,
	side TEXT NOT NULL CHECK (side IN ('received', 'made')),
	served @BIGINT@,
	calling @BIGINT@,
	called @BIGINT@,
	fleet_id INTEGER NOT NULL,
	dialled TEXT NOT NULL,
	original_called @BIGINT@,
	redirecting @BIGINT@,
	call_reference TEXT NOT NULL,
	msc @BIGINT@,
	start_us @BIGINT@ NOT NULL,
	answer_us @BIGINT@ NOT NULL,
	end_us @BIGINT@ NOT NULL,
	ended TEXT NOT NULL,
	snapshot_version @BIGINT@ NOT NULL,
	rule TEXT NOT NULL,
	why TEXT NOT NULL,
	seconds INTEGER NOT NULL,
	rule_version @BIGINT@ NOT NULL,
	why_group @BIGINT@ NOT NULL,
	number_1 @BIGINT@,
	number_2 @BIGINT@,
	digits TEXT NOT NULL,
	anchor INTEGER NOT NULL,
	conference INTEGER NOT NULL CHECK (conference IN (0, 1)),
	limited INTEGER NOT NULL CHECK (limited IN (0, 1)),
	group_id @BIGINT@ NOT NULL,
	group_result TEXT NOT NULL
) @STRICT@;
CREATE INDEX call_record_by_time ON call_record (start_us);
CREATE INDEX call_record_of_fleet ON call_record (fleet_id, start_us);
CREATE INDEX call_record_of_line ON call_record (served, start_us);
CREATE INDEX call_record_of_group ON call_record (group_id, start_us) WHERE group_id <> 0;
-- Who called that number back, and when.
CREATE INDEX call_record_made ON call_record (called, start_us) WHERE side = 'made';

-- place 0: the caller's.
CREATE TABLE call_leg (
	call_id @BIGINT@ NOT NULL REFERENCES call_record (id) ON DELETE CASCADE,
	place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 255),
	number @BIGINT@,
	charged @BIGINT@,
	start_us @BIGINT@ NOT NULL,
	answer_us @BIGINT@ NOT NULL,
	end_us @BIGINT@ NOT NULL,
	cause INTEGER NOT NULL,
	rule TEXT NOT NULL,
	why TEXT NOT NULL,
	rule_version @BIGINT@ NOT NULL,
	diverted INTEGER NOT NULL CHECK (diverted IN (0, 1)),
	PRIMARY KEY (call_id, place)
) @STRICT@;

CREATE TABLE call_rejected (
	call_id @BIGINT@ NOT NULL REFERENCES call_record (id) ON DELETE CASCADE,
	place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 255),
	rule TEXT NOT NULL,
	why TEXT NOT NULL,
	seconds INTEGER NOT NULL,
	rule_version @BIGINT@ NOT NULL,
	why_group @BIGINT@ NOT NULL,
	number_1 @BIGINT@,
	number_2 @BIGINT@,
	digits TEXT NOT NULL,
	PRIMARY KEY (call_id, place)
) @STRICT@;

-- How far the CDR files have come: what stands here was written and brought to the disk before it was said here.
-- exported: the last record's number that is in a file; file: the one being written; octets: as much of it as counts;
-- file_after: exported when this file was begun; opened_us: when, 0 = nothing is in it yet.
CREATE TABLE cdr_state (
	id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
	exported @BIGINT@ NOT NULL,
	file @BIGINT@ NOT NULL,
	octets @BIGINT@ NOT NULL,
	file_after @BIGINT@ NOT NULL,
	opened_us @BIGINT@ NOT NULL
) @STRICT@;
INSERT INTO cdr_state (id, exported, file, octets, file_after, opened_us) VALUES (1, 0, 1, 0, 0, 0);
