-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Tries to sign in with a login that nobody has: they count and wait like those of one that somebody has, or waiting would tell
-- which there are. login: its hash. Swept a day after the last try.
CREATE TABLE portal_try (
	login TEXT NOT NULL PRIMARY KEY CHECK (length(login) = 64),
	failures INTEGER NOT NULL,
	locked_until @BIGINT@ NOT NULL
) @STRICT@;
CREATE INDEX portal_try_by_end ON portal_try (locked_until);

-- 1: an identity was taken. When its line goes, acting is NULL and this stays: who thought to act for a user does not go on
-- as himself unawares.
ALTER TABLE portal_session ADD COLUMN taken INTEGER NOT NULL DEFAULT 0 CHECK (taken IN (0, 1));
UPDATE portal_session SET taken = 1 WHERE acting IS NOT NULL;
