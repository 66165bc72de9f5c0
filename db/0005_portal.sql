-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The portal's own: who may sign in, sessions, links by mail, API keys, the audit, changes that expire, answers kept for
-- repeats. Tokens stand here as hashes only; times are seconds since 1970, 0 = never.
-- Markers between @ are filled in by the driver, so that one text serves every engine.

-- password: Argon2id as libsodium writes it, '' none yet. totp: sealed secret, '' none; totp_next: sealed, not confirmed.
-- totp_step: the last code's time step, so that none is taken twice. A user's line and fleet go with them.
CREATE TABLE portal_user (
	id @IDENTITY@ CHECK (id BETWEEN 1 AND 2147483647),
	login TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 3 AND 254),
	name TEXT NOT NULL CHECK (length(name) <= 63),
	role TEXT NOT NULL CHECK (role IN ('operator', 'manager', 'user')),
	fleet_id INTEGER REFERENCES fleet (id) ON DELETE CASCADE,
	line @BIGINT@ REFERENCES line (number) ON DELETE CASCADE,
	lang TEXT NOT NULL CHECK (lang IN ('fr', 'en')),
	suspended INTEGER NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1)),
	password TEXT NOT NULL DEFAULT '' CHECK (length(password) <= 200),
	totp TEXT NOT NULL DEFAULT '' CHECK (length(totp) <= 95),
	totp_next TEXT NOT NULL DEFAULT '' CHECK (length(totp_next) <= 95),
	totp_step @BIGINT@ NOT NULL DEFAULT 0,
	failures INTEGER NOT NULL DEFAULT 0,
	locked_until @BIGINT@ NOT NULL DEFAULT 0,
	last_sign_in @BIGINT@ NOT NULL DEFAULT 0,
	CHECK ((role = 'operator') = (fleet_id IS NULL)),
	CHECK ((role = 'user') = (line IS NOT NULL))
) @STRICT@;
CREATE INDEX portal_user_of_fleet ON portal_user (fleet_id, id);
CREATE INDEX portal_user_of_line ON portal_user (line) WHERE line IS NOT NULL;

-- stage 0: the second factor is still to come. acting: the line whose identity is taken.
CREATE TABLE portal_session (
	token TEXT NOT NULL PRIMARY KEY CHECK (length(token) = 64),
	user_id INTEGER NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
	csrf TEXT NOT NULL CHECK (length(csrf) = 43),
	stage INTEGER NOT NULL CHECK (stage IN (0, 1)),
	acting @BIGINT@ REFERENCES line (number) ON DELETE SET NULL,
	created @BIGINT@ NOT NULL,
	seen @BIGINT@ NOT NULL,
	expires @BIGINT@ NOT NULL
) @STRICT@;
CREATE INDEX portal_session_of_user ON portal_session (user_id);
CREATE INDEX portal_session_by_end ON portal_session (expires);

CREATE TABLE portal_reset (
	token TEXT NOT NULL PRIMARY KEY CHECK (length(token) = 64),
	user_id INTEGER NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
	expires @BIGINT@ NOT NULL
) @STRICT@;
CREATE INDEX portal_reset_of_user ON portal_reset (user_id);

-- scopes: a bit for each (enum portal_scope).
CREATE TABLE portal_token (
	id @IDENTITY@ CHECK (id BETWEEN 1 AND 2147483647),
	fleet_id INTEGER NOT NULL REFERENCES fleet (id) ON DELETE CASCADE,
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 63),
	token TEXT NOT NULL UNIQUE CHECK (length(token) = 64),
	scopes INTEGER NOT NULL CHECK (scopes BETWEEN 1 AND 15),
	created @BIGINT@ NOT NULL,
	created_by TEXT NOT NULL,
	expires @BIGINT@ NOT NULL,
	last_used @BIGINT@ NOT NULL DEFAULT 0
) @STRICT@;
CREATE INDEX portal_token_of_fleet ON portal_token (fleet_id, id);

-- Append-only: nothing here is ever changed. It outlives what it speaks of, so nothing refers. subject: "line/3363..."
-- or "group/12" or "", for the history of one; was, became: JSON bodies of the API, '' none; until: 0 or when it ends.
CREATE TABLE portal_audit (
	seq @IDENTITY@,
	at @BIGINT@ NOT NULL,
	who TEXT NOT NULL,
	role TEXT NOT NULL,
	as_line @BIGINT@,
	fleet_id INTEGER NOT NULL,
	object TEXT NOT NULL,
	subject TEXT NOT NULL,
	title TEXT NOT NULL,
	action TEXT NOT NULL,
	was TEXT NOT NULL,
	became TEXT NOT NULL,
	until @BIGINT@ NOT NULL
) @STRICT@;
CREATE INDEX portal_audit_of_fleet ON portal_audit (fleet_id, seq);
CREATE INDEX portal_audit_of_subject ON portal_audit (fleet_id, subject, seq);

-- Changes that expire: at that moment what the audit's entry has as "was" comes back, if it is still the newest one.
CREATE TABLE portal_expiry (
	fleet_id INTEGER NOT NULL REFERENCES fleet (id) ON DELETE CASCADE,
	object TEXT NOT NULL,
	subject TEXT NOT NULL,
	entry @BIGINT@ NOT NULL,
	at @BIGINT@ NOT NULL,
	PRIMARY KEY (fleet_id, object, subject)
) @STRICT@;
CREATE INDEX portal_expiry_by_time ON portal_expiry (at);

CREATE TABLE portal_repeat (
	caller TEXT NOT NULL,
	word TEXT NOT NULL CHECK (length(word) BETWEEN 1 AND 64),
	digest TEXT NOT NULL,
	status INTEGER NOT NULL,
	body TEXT NOT NULL,
	at @BIGINT@ NOT NULL,
	PRIMARY KEY (caller, word)
) @STRICT@;
CREATE INDEX portal_repeat_by_time ON portal_repeat (at);
