// SPDX-License-Identifier: AGPL-3.0-or-later
// The API's names of fields and values in the words of the pages, for what changed from which value to which.
import { t, type Key } from '../i18n';

const FIELDS: Record<string, Key> = {
	immediate: 'fwd.immediate', busy: 'fwd.busy', no_answer: 'fwd.noAnswer', unreachable: 'fwd.unreachable', destination: 'fwd.to', customised: 'fwd.activate',
	no_answer_s: 'fwd.after', rings_when_busy: 'fwd.second', active: 'field.active', kind: 'field.kind', number: 'lines.number', name: 'lines.name', calendar: 'obj.calendar',
	mode: 'in.mode', numbers: 'in.numbers', ring_s: 'in.ring', confirm: 'in.confirm', allow_diverted: 'in.diverted', dnd: 'lines.dnd', blocked: 'set.blocked',
	block_withheld: 'set.withheld', shown: 'set.shown', group: 'set.group', until: 'until.label', queue: 'groups.queue', rest_s: 'groups.rest', wait_s: 'groups.wait',
	member_rules: 'groups.memberRules', members: 'members.of', connected: 'state.connected', code_user: 'groups.codeUser', code_admin: 'groups.codeAdmin',
	overflow: 'groups.toOverflow', nobody: 'groups.toNobody', closed: 'groups.toClosed', last_left: 'groups.toLastLeft', short_number: 'lines.short', rights: 'lines.rights',
	suspended: 'people.suspended', holidays: 'cal.holidays', hours: 'cal.hours', dates: 'cal.dates', days: 'cal.days', from: 'cal.from', to: 'cal.to', inside: 'cal.inside',
	login: 'people.login', role: 'people.role', line: 'people.line', lang: 'app.lang', barring: 'op.barring', scopes: 'key.scopes', expires: 'key.expires', second_factor: 'acc.second',
	max_diverted_line: 'op.maxDivertedLine', max_diverted_fleet: 'op.maxDivertedFleet', max_abroad_line: 'op.maxAbroadLine', max_abroad_fleet: 'op.maxAbroadFleet',
	counts: 'obj.import', add: 'act.add', change: 'act.edit', remove: 'act.delete',
};
const VALUES: Record<string, Key> = {
	linear: 'mode.linear', 'round-robin': 'mode.roundRobin', 'longest-idle': 'mode.longestIdle', together: 'in.together', sequential: 'in.sequential', none: 'word.none',
	line: 'set.shownLine', group: 'set.shownGroup', withheld: 'set.shownWithheld', outside: 'cal.hOutside', inside: 'cal.hInside', ordinary: 'cal.hOrdinary', operator: 'role.operator',
	manager: 'role.manager', user: 'role.user', 'short-numbers': 'right.short-numbers', forwarding: 'right.forwarding', transfer: 'right.transfer', conference: 'right.conference',
	incoming: 'right.incoming', groups: 'right.groups', international: 'op.barInternational', special: 'op.barSpecial', read: 'key.read', write: 'key.write', codes: 'key.codes', people: 'key.people',
	number: 'fwd.number', voicemail: 'word.voicemail',
};
const known = (map: Record<string, Key>, word: string): Key | undefined => (Object.prototype.hasOwnProperty.call(map, word) ? map[word] : undefined);

/** "numbers.1.ring_s" -> "Numéros appelés · 2 · Sonne" */
export const fieldName = (path: string): string => path.split('.').map((part) => {
	const key = known(FIELDS, part);
	return key ? t(key) : /^\d+$/.test(part) ? String(Number(part) + 1) : part;
}).join(' · ');

export const valueName = (value: string): string => {
	const key = known(VALUES, value);
	return key ? t(key) : value;
};
