-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Number-plan profiles: what digits mean in one country and to one operator. They are data: an operator adds and
-- changes rows (0909... allowed as a destination, a service number of its own), no code.
-- Markers between @ are filled in by the driver, so that one text serves every engine.

CREATE TABLE numplan (
	name TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 31),
	cc TEXT NOT NULL CHECK (length(cc) BETWEEN 1 AND 3),
	national_length INTEGER NOT NULL CHECK (national_length BETWEEN 4 AND 15),
	trunk TEXT NOT NULL CHECK (length(trunk) <= 3),
	international TEXT NOT NULL CHECK (length(international) BETWEEN 1 AND 3)
) @STRICT@;

-- Digits that begin with the prefix and are that long (0: any length) are of this kind; the longest prefix wins.
CREATE TABLE numplan_range (
	profile TEXT NOT NULL REFERENCES numplan (name) ON DELETE CASCADE,
	prefix TEXT NOT NULL CHECK (length(prefix) BETWEEN 1 AND 15),
	length INTEGER NOT NULL CHECK (length BETWEEN 0 AND 15),
	kind TEXT NOT NULL CHECK (kind IN ('emergency', 'special', 'short', 'e164')),
	PRIMARY KEY (profile, prefix, length)
) @STRICT@;

-- National numbers, with their trunk prefix, that stand under another country code; the longest prefix wins.
CREATE TABLE numplan_country (
	profile TEXT NOT NULL REFERENCES numplan (name) ON DELETE CASCADE,
	prefix TEXT NOT NULL CHECK (length(prefix) BETWEEN 1 AND 15),
	cc TEXT NOT NULL CHECK (length(cc) BETWEEN 1 AND 3),
	PRIMARY KEY (profile, prefix)
) @STRICT@;

-- National prefixes that a service takes as a destination.
CREATE TABLE numplan_allow (
	profile TEXT NOT NULL REFERENCES numplan (name) ON DELETE CASCADE,
	service TEXT NOT NULL CHECK (service IN ('transfer', 'forwarding', 'hunt', 'group')),
	prefix TEXT NOT NULL CHECK (length(prefix) BETWEEN 1 AND 15),
	PRIMARY KEY (profile, service, prefix)
) @STRICT@;

-- The French plan (Arcep, decision 2018-0881 as amended), once in today's prefixes, once as the source guide says.
INSERT INTO numplan (name, cc, national_length, trunk, international) VALUES
	('fr-current', '33', 10, '0', '00'),
	('sfr-guide', '33', 10, '0', '00');

INSERT INTO numplan_range (profile, prefix, length, kind)
SELECT p.name, r.prefix, r.digits, r.kind FROM numplan p CROSS JOIN (
	-- Emergency and social numbers: never touched, never a destination.
	SELECT '15' AS prefix, 2 AS digits, 'emergency' AS kind
	UNION ALL SELECT '17', 2, 'emergency'
	UNION ALL SELECT '18', 2, 'emergency'
	UNION ALL SELECT '112', 3, 'emergency'
	UNION ALL SELECT '114', 3, 'emergency'
	UNION ALL SELECT '115', 3, 'emergency'
	UNION ALL SELECT '119', 3, 'emergency'
	UNION ALL SELECT '191', 3, 'emergency'
	UNION ALL SELECT '196', 3, 'emergency'
	UNION ALL SELECT '197', 3, 'emergency'
	UNION ALL SELECT '116000', 6, 'emergency'
	UNION ALL SELECT '116111', 6, 'emergency'
	UNION ALL SELECT '116117', 6, 'emergency'
	-- 10YT operators, 3BPQ, 118XYZ directories, the other 116XYZ, 08 special rates (089 premium among them).
	UNION ALL SELECT '10', 4, 'special'
	UNION ALL SELECT '3', 4, 'special'
	UNION ALL SELECT '118', 6, 'special'
	UNION ALL SELECT '116', 6, 'special'
	UNION ALL SELECT '08', 10, 'special'
) r;

INSERT INTO numplan_country (profile, prefix, cc)
SELECT p.name, c.prefix, c.cc FROM numplan p CROSS JOIN (
	-- Guadeloupe, Saint-Martin, Saint-Barthelemy
	SELECT '0590' AS prefix, '590' AS cc
	UNION ALL SELECT '0690', '590'
	UNION ALL SELECT '0691', '590'
	UNION ALL SELECT '07090', '590'
	-- Guyane
	UNION ALL SELECT '0594', '594'
	UNION ALL SELECT '0694', '594'
	UNION ALL SELECT '070930', '594'
	UNION ALL SELECT '070931', '594'
	UNION ALL SELECT '070932', '594'
	UNION ALL SELECT '070933', '594'
	-- Martinique
	UNION ALL SELECT '0596', '596'
	UNION ALL SELECT '0696', '596'
	UNION ALL SELECT '0697', '596'
	UNION ALL SELECT '07091', '596'
	-- La Reunion
	UNION ALL SELECT '0262', '262'
	UNION ALL SELECT '0263', '262'
	UNION ALL SELECT '0692', '262'
	UNION ALL SELECT '0693', '262'
	UNION ALL SELECT '07092', '262'
	-- Mayotte; 06 39 98 is Arcep's range for fiction and stays +33
	UNION ALL SELECT '0269', '262'
	UNION ALL SELECT '0639', '262'
	UNION ALL SELECT '063998', '33'
	UNION ALL SELECT '070935', '262'
	UNION ALL SELECT '070936', '262'
	UNION ALL SELECT '070937', '262'
	-- Saint-Pierre-et-Miquelon
	UNION ALL SELECT '0508', '508'
	UNION ALL SELECT '0708', '508'
) c;

-- Where forwardings, hunt lists and groups may go: 01 to 06, and 07 today. 09 is an operator's choice. A transfer may
-- go anywhere, so it has no rows.
INSERT INTO numplan_allow (profile, service, prefix)
SELECT p.name, s.service, a.prefix FROM numplan p CROSS JOIN (
	SELECT 'forwarding' AS service UNION ALL SELECT 'hunt' UNION ALL SELECT 'group'
) s CROSS JOIN (
	SELECT '01' AS prefix UNION ALL SELECT '02' UNION ALL SELECT '03' UNION ALL SELECT '04'
	UNION ALL SELECT '05' UNION ALL SELECT '06' UNION ALL SELECT '07'
) a WHERE p.name = 'fr-current' OR a.prefix <> '07';
