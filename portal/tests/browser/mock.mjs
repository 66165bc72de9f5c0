// SPDX-License-Identifier: AGPL-3.0-or-later
// A MOCK of mpabx-portal for work on the look of the pages: invented data in memory, no rule of the service, no security.
// Nothing that proves the product runs against it. node tests/browser/mock.mjs PAGES [PORT]; role by login: op, chef, user.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join, extname } from 'node:path';

const [pages = 'dist', port = '8099'] = process.argv.slice(2);
const tx = (fr, en = fr) => ({ fr, en });
const nat = (n) => ('0' + n.slice(3)).replace(/(\d\d)(?=\d)/g, '$1 ');
const names = ['Claire Martin', 'Hugo, livraison', 'Inès, vente', 'Paul, fournil', 'Sofia, vente', 'Karim, atelier', 'Léa, accueil', 'Marc Dubois', 'Nadia Petit', 'Olivier Roux', 'Atelier', 'Stagiaire'];
const lines = names.map((name, i) => ({ number: `+336399800${11 + i}`, name, short_number: String(21 + i), rights: i === 11 ? [] : ['short-numbers', 'forwarding', 'transfer', 'conference', 'incoming', 'groups'], suspended: i === 10, warnings: i === 3 ? 1 : 0, dnd: i === 4, groups: [], state: 'free',
	sentence: i === 0 ? tx("Sonne 25 s, puis renvoi vers le 01 99 00 12 34 ; si occupé, messagerie", 'Rings 25 s, then forwards to 01 99 00 12 34; if busy, voicemail') : tx('Sonne, sans renvoi', 'Rings, no forwarding') }));
for (const l of lines) l.text = nat(l.number);
const party = (n, kind = 'line') => { const l = lines.find((x) => x.number === n); return { number: n, text: nat(n), name: l?.name ?? '', kind: l ? 'line' : kind }; };
const dest = (n) => (n ? { kind: 'number', number: n, text: nat(n) } : { kind: 'none' });
const groups = [
	{ id: 1, number: '+33639982236', name: 'Com', mode: 'linear', queue: 1, ring_s: 12, rest_s: 30, members: lines.slice(0, 4).map((l, i) => ({ number: l.number, name: l.name, connected: true, state: ['free', 'talking', 'ringing', 'resting'][i] })), waiting: 1 },
	{ id: 2, number: '+33639982237', name: 'SAV', mode: 'round-robin', queue: 3, ring_s: 15, rest_s: 20, members: lines.slice(4, 7).map((l) => ({ number: l.number, name: l.name, connected: false, state: 'disconnected' })), nobody: dest('+33199001234') },
	{ id: 3, number: '+33639982238', name: 'Standard', mode: 'together', queue: 0, ring_s: 20, rest_s: 0, members: lines.slice(6, 9).map((l) => ({ number: l.number, name: l.name, connected: true, state: 'free' })) },
];
const full = (g) => ({ wait_s: 0, member_rules: false, code_user: '••••', code_admin: '••••', overflow: dest(), nobody: dest(), closed: dest(), last_left: dest(), calendar: null, blocked: [], ...g, text: nat(g.number), connected: g.members.filter((m) => m.connected).length, open: true,
	counts: { answered: 41, missed: 3, overflowed: 2, abandoned: 1 }, sentence: tx(`${g.members.filter((m) => m.connected).length} membres sonnent l'un après l'autre, 12 s chacun, puis occupé`, 'Members ring one after the other, 12 s each, then busy'), notes: [], warnings: [] });
const warnings = [
	{ code: 'group-empty', object: 'group', key: '2', title: 'SAV', text: tx('Aucun membre connecté : les appels vont vers 01 99 00 12 34.', 'No member connected: calls go to 01 99 00 12 34.') },
	{ code: 'hlr-first', object: 'forwardings', key: '33639980014', title: 'Paul, fournil', text: tx("Le renvoi de l'opérateur passe avant le vôtre.", "The operator's forwarding comes before yours.") },
];
const now = Date.now();
const results = ['answered', 'missed', 'diverted', 'answered', 'overflowed', 'refused', 'abandoned', 'answered'];
const calls = Array.from({ length: 40 }, (_, i) => ({ id: `c${i}`, at: new Date(now - i * 47 * 60000).toISOString(), direction: i % 5 === 3 ? 'made' : 'received', fleet: 1, line: party(lines[i % 8].number), other: i % 7 === 6 ? { number: null, text: '', name: '', kind: 'withheld' } : { ...party('+33639980990', 'outside'), text: '06 39 98 ••••' },
	group: i % 3 === 0 ? { number: '+33639982236', text: '06 39 98 22 36', name: 'Com', kind: 'group' } : null, answered_by: i % 3 === 0 ? party(lines[1].number) : null, result: results[i % 8], wait_s: 8, talk_s: i % 8 === 0 ? 184 : null, text: i % 8 === 2 ? tx('Renvoi sur non-réponse vers 01 99 00 12 34', 'Forwarded when unanswered to 01 99 00 12 34') : tx('Répondu après 8 s', 'Answered after 8 s'), called_back: null }));
const store = {};
const etags = {};
const stored = (key, make) => (store[key] ??= make());
const fwd = (n) => ({ customised: true, immediate: { active: false, destination: dest() }, busy: { active: true, destination: { kind: 'voicemail' }, sentence: tx('Si occupé, messagerie', 'If busy, voicemail') }, no_answer: { active: true, destination: dest('+33199001234'), sentence: tx('Sonne 25 s, puis renvoi vers le 01 99 00 12 34', 'Rings 25 s, then forwards to 01 99 00 12 34') }, unreachable: { active: false, destination: dest() }, no_answer_s: 25, rings_when_busy: false, until: null, allowed: true, voicemail: true, warnings: [], sentence: lines.find((l) => l.number.endsWith(n))?.sentence ?? tx('Sonne', 'Rings') });
const incoming = (n) => ({ customised: true, active: true, mode: 'sequential', numbers: [{ number: `+${n}`, ring_s: 20, confirm: false, allow_diverted: false, kind: 'self', name: '' }, { number: '+33199001234', ring_s: 15, confirm: true, allow_diverted: false, kind: 'fixed', name: 'Boutique' }], until: null, allowed: true, notes: [tx('« Taper 1 » demande le passage par SIP : aujourd’hui, qui décroche prend l’appel.', '"Press 1" needs the way through SIP: today whoever answers has the call.')], warnings: [], sentence: tx('Sonne 20 s, puis la Boutique 15 s', 'Rings 20 s, then Boutique 15 s') });
const settings = () => ({ dnd: { active: false, destination: dest() }, blocked: ['+33199006666'], block_withheld: false, blocked_list: [], shown: { kind: 'line', group: null }, until: null, sentence: tx('Ne pas déranger désactivé ; 1 appelant bloqué', 'Do not disturb off; 1 blocked caller'), shown_sentence: tx('Vos appels montrent le 06 39 98 00 11', 'Your calls show 06 39 98 00 11'), warnings: [] });
const calendars = [{ id: 1, name: 'Heures de bureau', holidays: 'outside', hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }], dates: [], inside_now: true, next_change: new Date(now + 3e7).toISOString(), used_by: 2, sentence: tx('Du lundi au vendredi de 9 h à 18 h, fermé les jours fériés', 'Monday to Friday 9:00 to 18:00, closed on public holidays') }];
const history = Array.from({ length: 12 }, (_, i) => ({ id: 90 - i, at: new Date(now - i * 5e6).toISOString(), who: 'Marie Chef', role: 'manager', as_line: null, fleet: 1, object: i % 2 ? 'group' : 'forwardings', key: '1', title: i % 2 ? 'Com' : 'Claire Martin', action: 'change', text: i % 2 ? tx('Groupe « Com » : délai avant basculement 12 s', 'Group "Com": 12 s before the next member') : tx('Renvoi sur non-réponse vers le 01 99 00 12 34', 'Forwarding when unanswered to 01 99 00 12 34'), before: { no_answer: { active: false } }, after: { no_answer: { active: true } }, can_undo: i < 6, until: null }));
const users = [{ id: 1, login: 'chef@martin.example', name: 'Marie Chef', role: 'manager', line: null, lang: 'fr', suspended: false, second_factor: true, last_sign_in: new Date(now).toISOString() }, { id: 2, login: 'claire@martin.example', name: 'Claire Martin', role: 'user', line: lines[0].number, lang: 'fr', suspended: false, second_factor: false, last_sign_in: null }];
const reason = (fr, rule = 'phone') => ({ rule, rule_text: tx('Renvoi sur non-réponse', 'Forwarding when unanswered'), version: 7, text: tx(fr) });
const answer = { sentence: tx('Sonne le mobile 25 s, puis renvoi vers le 01 99 00 12 34.', 'Rings the mobile 25 s, then forwards to 01 99 00 12 34.'), halves: [{ side: 'received', served: party(lines[0].number), shown: null, steps: [
	{ at_s: 0, ring_s: 15, kind: 'ring', text: tx('sonne le fixe 01 99 00 12 34, 15 s'), because: reason("Liste d'appels"), targets: [party('+33199001234', 'fixed')] },
	{ at_s: 15, ring_s: 25, kind: 'phone', text: tx('sonne le mobile, 25 s'), because: reason("Liste d'appels"), targets: [party(lines[0].number)] },
	{ at_s: 40, ring_s: null, kind: 'ring', text: tx('renvoi sur non-réponse vers le 01 99 00 56 78'), because: reason('Renvoi sur non-réponse vers 01 99 00 56 78'), targets: [party('+33199005678', 'outside')] }], rejected: [reason('Messagerie non choisie')], notes: [] }] };
let who = null;
const session = () => ({ state: 'signed-in', csrf: 'x', user: { id: 1, login: `${who}@martin.example`, name: { op: 'Opérateur', chef: 'Marie Chef', user: 'Claire Martin' }[who], role: { op: 'operator', chef: 'manager', user: 'user' }[who], fleet: who === 'op' ? null : { id: 1, name: 'Boulangerie Martin' }, line: who === 'user' ? party(lines[0].number) : null, lang: 'fr', second_factor: false }, acting: acting ? { fleet: { id: 1, name: 'Boulangerie Martin' }, line: acting } : null });
let acting = null;
const my = () => groups.filter((g) => g.members.some((m) => m.number === lines[0].number)).map((g) => ({ id: g.id, name: g.name, number: g.number, text: nat(g.number), connected: g.members[0].connected, state: 'free', others: 3 }));

function answerTo(m, path, q, body) {
	let r;
	if (path === '/session' && m === 'POST') { who = body.login.split('@')[0]; return ['op', 'chef', 'user'].includes(who) ? session() : ((who = null), [401, { code: 'unauthenticated', title: 'no' }]); }
	if (path === '/session' && m === 'DELETE') { who = null; return [204]; }
	if (path === '/session') return who ? session() : [401, { code: 'unauthenticated' }];
	if (path === '/session/identity') { acting = m === 'PUT' ? party(body.line) : null; return session(); }
	if (path === '/me/today') return { line: party(lines[0].number), fleet: 1, sentence: lines[0].sentence, dnd: { active: !!store.dnd }, groups: my(), calls: calls.slice(0, 3), next_change: { at: new Date(now + 2e7).toISOString(), text: tx('Le renvoi prend fin', 'The forwarding ends') }, warnings: [] };
	if (path === '/me/groups') return { items: my() };
	if (path === '/me/history') return { items: history, next: null };
	if ((r = /^\/me\/groups\/(\d+)$/.exec(path))) { groups[0].members[0].connected = body.connected; return my()[0]; }
	if (path === '/fleets') return { items: [{ id: 1, name: 'Boulangerie Martin', suspended: false }, { id: 2, name: 'Garage du Port', suspended: true }], next: null };
	if (path === '/operator/node') return { node: 'up', calls: 3, dialogues: 5, lines: 31, version: 412, store: 'connected', drain: 'serving', links: [{ name: 'as-mpabx', state: 'ACTIVE' }, { name: 'asp-stp2', state: 'DOWN' }] };
	if (path === '/operator/dialogues') return { node: 'up', items: [{ text: 'dialogue 17 calling +33639980011 called 22 waiting for EventReportBCSM' }] };
	if (path === '/operator/calls') return { items: calls.slice(0, 25), next: null };
	if (/ladder$/.test(path)) return { call: 'c1', left: 'MSC', right: 'mpabx', events: [{ at_ms: 0, direction: 'right', text: 'BEGIN InitialDP serviceKey 10' }, { at_ms: 3, direction: 'left', text: 'CONTINUE RequestReportBCSMEvent, Connect 01 99 00 12 34' }, { at_ms: 3.2, direction: 'remark', text: 'Renvoi immédiat vers 01 99 00 12 34' }, { at_ms: 5200, direction: 'right', text: 'CONTINUE EventReportBCSM oAnswer' }, { at_ms: 92000, direction: 'right', text: 'END EventReportBCSM oDisconnect' }] };
	if (path === '/operator/users') return { items: users.slice(0, 1) };
	if (path === '/operator/audit') return { items: history, next: null };
	if (path === '/holidays') return { items: [['01-01', "Jour de l'an", "New Year's Day"], ['05-01', 'Fête du Travail', 'Labour Day'], ['12-25', 'Noël', 'Christmas']].map(([d, f, e]) => ({ date: `${q.get('year')}-${d}`, name: tx(f, e) })) };
	if (!(r = /^\/fleets\/1(.*)$/.exec(path))) return [404, { code: 'not-found', title: 'not found' }];
	const p = r[1];
	if (p === '') return { id: 1, name: 'Boulangerie Martin', lines: 12, groups: 3, voicemail: true, prefixes: {} };
	if (p === '/home') return { lines: 12, groups: groups.map((g) => ({ ...full(g), members: g.members.length, ringing: 0, talking: g.id === 1 ? 1 : 0, resting: 0, waiting: g.waiting ?? 0, nobody: g.id === 2 ? tx('Aucun membre connecté : les appels vont vers 01 99 00 12 34.', 'No member connected: calls go to 01 99 00 12 34.') : null })), warnings, calls: calls.slice(0, 10) };
	if (p === '/lines') { const f = lines.filter((l) => !q.get('q') || `${l.name} ${l.number} ${l.text.replace(/ /g, '')} ${l.text}`.toLowerCase().includes(q.get('q').toLowerCase())); return { items: f, next: null, total: f.length }; }
	if ((r = /^\/lines\/(\d+)$/.exec(p))) { const l = lines.find((x) => x.number === `+${r[1]}`); return l ? { ...l, csi: 'both', memberships: my(), functions: ['short-numbers', 'forwarding', 'transfer', 'conference', 'incoming', 'groups'].map((right) => ({ right, allowed: l.rights.includes(right), text: tx('Compris dans votre offre.', 'Part of your plan.') })), warning_list: [] } : [404, {}]; }
	if ((r = /^\/lines\/(\d+)\/(forwardings|incoming|settings)$/.exec(p))) {
		const now = stored(p, () => ({ forwardings: fwd, incoming, settings })[r[2]](r[1]));
		if (m === 'PUT') {
			if (r[2] === 'forwardings') for (const k of ['immediate', 'busy', 'no_answer', 'unreachable']) if (body[k].active && body[k].destination.kind === 'number' && (body[k].destination.number ?? '').replace(/\D/g, '').length !== 10) return [422, { code: 'refused', detail: 'x', errors: [{ pointer: `/${k}/destination/number`, code: 'length', detail: 'Saisissez 10 chiffres, par exemple 01 99 00 12 34.' }] }];
			const next = { ...body, sentence: body.immediate?.active ? tx('Renvoi immédiat vers le ' + body.immediate.destination.number) : now.sentence };
			if (q.get('dry_run') !== 'true') { store[p] = next; etags[p] = `"${Date.now()}"`; }
			return next;
		}
		return now;
	}
	if (/\/dnd$/.test(p)) { store.dnd = body.active; return settings(); }
	if (/history/.test(p) && m === 'GET') return { items: history, next: null };
	if (/undo$/.test(p)) return history[0];
	if (p === '/fixed') return { items: [{ number: '+33199001234', name: 'Boutique', short_number: '28', text: '01 99 00 12 34' }], next: null, total: 1 };
	if (p === '/groups' && m === 'POST') { if (!body.name) return [422, { code: 'refused', errors: [{ pointer: '/name', code: 'group-name', detail: 'Donnez un nom au groupe.' }] }]; const g = { ...body, id: groups.length + 1, number: '+33' + body.number.replace(/\D/g, '').slice(1) }; groups.push(g); return [201, full(g)]; }
	if (p === '/groups') return { items: groups.map(full) };
	if ((r = /^\/groups\/(\d+)(\/\w+)?$/.exec(p))) {
		const i = groups.findIndex((g) => g.id === Number(r[1]));
		if (i < 0) return [404, {}];
		if (r[2] === '/codes') return { code_user: '4711', code_admin: '0815' };
		if (r[2] === '/connections') { for (const x of groups[i].members) if (body.members === 'all' || body.members.includes(x.number)) { x.connected = body.connected; x.state = body.connected ? 'free' : 'disconnected'; } return full(groups[i]); }
		if (m === 'PUT') { groups[i] = { ...groups[i], ...body, number: groups[i].number }; return full(groups[i]); }
		if (m === 'DELETE') { groups.splice(i, 1); return { undo: 91 }; }
		return full(groups[i]);
	}
	if (p === '/calendars') return { items: calendars };
	if (p === '/calls') return { items: calls.slice(0, 25), next: 'x' };
	if ((r = /^\/calls\/(\w+)$/.exec(p))) return { ...calls.find((c) => c.id === r[1]), because: reason('Personne n’a répondu en 25 s', 'no-answer-forwarding'), rejected: [reason('Renvoi immédiat enregistré mais désactivé')], legs: [{ party: party(lines[0].number), at: calls[0].at, answered: null, ended: new Date(Date.parse(calls[0].at) + 25000).toISOString(), cause: 19, cause_text: tx('Pas de réponse', 'No answer'), because: reason('Le téléphone sonne'), diverted: false, charged: null }, { party: party('+33199001234', 'outside'), at: new Date(Date.parse(calls[0].at) + 25000).toISOString(), answered: new Date(Date.parse(calls[0].at) + 30000).toISOString(), ended: new Date(Date.parse(calls[0].at) + 99000).toISOString(), cause: 16, cause_text: tx('Fin normale', 'Normal'), because: reason('Renvoi sur non-réponse'), diverted: true, charged: party(lines[0].number) }], notes: [], version: 412 };
	if (p === '/simulate') return { live: answer, draft: body.draft ? answer : null, same: true };
	if (p === '/audit') return { items: history, next: null };
	if (p === '/users') return { items: users, next: null };
	if (p === '/tokens') return { items: [] };
	if (p === '/import') return { committed: false, tag: 't', counts: { add: 2, change: 1, remove: 0 }, changes: [{ kind: 'add', text: 'Ligne 06 39 98 00 31 Zoé' }], rows: [{ row: 14, severity: 'warning', column: 'short', text: tx('Numéro court déjà pris', 'Short number taken') }] };
	return [404, { code: 'not-found', title: p }];
}

createServer(async (req, res) => {
	const url = new URL(req.url, 'http://x');
	if (url.pathname.endsWith('/events')) { res.writeHead(200, { 'Content-Type': 'text/event-stream' }); res.write('event: hello\ndata: {"node":"up"}\n\n'); return; }
	if (url.pathname.startsWith('/api/v1')) {
		let text = '';
		for await (const part of req) text += part;
		const path = url.pathname.slice(7);
		who = /who=(\w+)/.exec(req.headers.cookie ?? '')?.[1] ?? null;
		const got = answerTo(req.method, path, url.searchParams, text && req.headers['content-type']?.includes('json') ? JSON.parse(text) : null);
		const [status, data] = Array.isArray(got) ? got : [200, got];
		res.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json', 'Set-Cookie': `who=${who ?? ''}; Path=/; HttpOnly`, ETag: etags[path.replace('/fleets/1', '')] ?? '"1"' });
		return res.end(status === 204 ? undefined : JSON.stringify(data));
	}
	const file = url.pathname.includes('.') ? url.pathname : '/index.html';
	try {
		const body = await readFile(join(pages, file));
		res.writeHead(200, { 'Content-Type': { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' }[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'" });
		res.end(body);
	} catch { res.writeHead(404); res.end(); }
}).listen(Number(port), '127.0.0.1', () => console.log(`mock on http://127.0.0.1:${port}`));
