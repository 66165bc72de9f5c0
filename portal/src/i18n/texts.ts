// SPDX-License-Identifier: AGPL-3.0-or-later
// Every text of the pages: French first, English beside it, so that neither can be without the other.
import { COMMON } from './common';
import { MANAGER } from './manager';
import { LINES } from './lines';
import { GROUPS } from './groups';
import { CALLS } from './calls';
import { USER } from './user';
import { OPERATOR } from './operator';

export const TEXTS = { ...COMMON, ...MANAGER, ...LINES, ...GROUPS, ...CALLS, ...USER, ...OPERATOR } as const;
