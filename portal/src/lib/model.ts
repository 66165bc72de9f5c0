// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is signed in, the names of what the API speaks of, and where each thing is found. The shapes come from openapi.yaml.
import { computed, signal } from '@preact/signals';
import type { components } from './schema';
import { api, call, csrf, Problem, signedOut } from './api';
import { forget, refresh } from './data';
import { onLive, startLive, stopLive } from './live';
import { bound, lang, setLang } from '../i18n';

type Schemas = components['schemas'];
export type Text = Schemas['Text'];
export type Session = Schemas['Session'];
export type Role = 'operator' | 'manager' | 'user';
export type Party = Schemas['Party'];
export type Destination = Schemas['Destination'];
export type Warning = Schemas['Warning'];
export type LineSummary = Schemas['LineSummary'];
export type Line = Schemas['Line'];
export type Right = Schemas['Right'];
export type Forwarding = Schemas['Forwarding'];
export type Forwardings = Schemas['Forwardings'];
export type Incoming = Schemas['Incoming'];
export type Hunt = Schemas['Hunt'];
export type Settings = Schemas['Settings'];
export type Fixed = Schemas['Fixed'];
export type Group = Schemas['Group'];
export type GroupSummary = Schemas['GroupSummary'];
export type Member = Schemas['Member'];
export type MyGroup = Schemas['MyGroup'];
export type Calendar = Schemas['Calendar'];
export type CallSummary = Schemas['CallSummary'];
export type Call = Schemas['Call'];
export type Answer = Schemas['Answer'];
export type Question = Schemas['Question'];
export type HistoryEntry = Schemas['HistoryEntry'];
export type ImportResult = Schemas['ImportResult'];
export type User = Schemas['User'];
export type Token = Schemas['Token'];
export type Today = Schemas['Today'];
export type Fleet = Schemas['Fleet'];
export type FleetSummary = Schemas['FleetSummary'];
export type Page<T> = { items: T[]; next: string | null; total?: number };
export type Items<T> = { items: T[] };

/** The server's sentence in the reader's language; numbers, units and French punctuation stay on their line. */
export const say = (text: Text | null | undefined): string => (text ? bound(text[lang.value])
	.replace(/\b0\d(?: (?:\d\d|••)){4}/g, (n) => n.replace(/ /g, '\u00a0'))
	.replace(/(\d) (s|min|h)\b/g, '$1\u00a0$2') : '');
/** A rule's name where it begins a line. */
export const sayFirst = (text: Text | null | undefined): string => say(text).replace(/^./, (c) => c.toUpperCase());

/** undefined: not asked yet. */
export const session = signal<Session | null | undefined>(undefined);
/** The fleet that an operator has opened. */
export const opened = signal<FleetSummary | null>(null);

export const role = computed<Role | null>(() => {
	const s = session.value;
	if (!s?.user || s.state !== 'signed-in') return null;
	return s.acting ? 'user' : s.user.role;
});
export const fleet = computed<FleetSummary | null>(() => {
	const s = session.value;
	return s?.acting?.fleet ?? opened.value ?? (s?.user?.fleet as FleetSummary | null) ?? null;
});
export const myLine = computed<Party | null>(() => session.value?.acting?.line ?? (session.value?.user?.line as Party | null) ?? null);

/** The path of something of the fleet. */
export const of = (rest: string): string => `/fleets/${fleet.value?.id ?? 0}${rest}`;
export const digits = (number: string | null | undefined): string => (number ?? '').replace(/\D/g, '');

export function takeSession(s: Session | null): void {
	csrf.value = s?.csrf ?? null;
	session.value = s;
	forget();
	if (s?.user && s.state === 'signed-in' && localStorage.getItem('mpabx.lang') === null) setLang(s.user.lang);
	followLive();
}

export async function fetchSession(): Promise<void> {
	try {
		takeSession((await api.get<Session>('/session')).data);
	} catch (e) {
		if (e instanceof Problem && e.status === 0) throw e;
		takeSession(null);
	}
	signedOut.value = false;
}

export async function signOut(): Promise<void> {
	try { await api.del('/session'); } catch { /* it was over already */ }
	opened.value = null;
	takeSession(null);
}

export async function takeIdentity(number: string): Promise<void> {
	takeSession((await call<Session>('PUT', '/session/identity', { body: { line: number } })).data);
}
export async function leaveIdentity(): Promise<void> {
	takeSession((await api.del<Session>('/session/identity')).data);
}

let following: string | null = null;
/** Listens to the events of the fleet that is on screen, where there is one. */
export function followLive(): void {
	const id = role.value ? fleet.value?.id : undefined;
	const who = id ? `${id}-${role.value}-${digits(myLine.value?.number)}` : null;
	if (who === following) return;
	following = who;
	if (who && id) startLive(`/api/v1/fleets/${id}/events`, who);
	else stopLive();
}

/* What an event speaks of is read again, at most a few times a second. */
const due = new Set<string>();
let timer: number | undefined;
function soon(...starts: string[]): void {
	for (const s of starts) due.add(s);
	timer ??= window.setTimeout(() => { timer = undefined; refresh(...due); due.clear(); }, 150);
}

/* What the stream has said of lines since the server was asked last. */
const heard = signal<Record<string, LineSummary['state']>>({});
/** What a line does now, where that is known. */
export const lineState = (l: LineSummary): LineSummary['state'] => heard.value[l.number] ?? l.state;

export function startModel(): void {
	onLive((e) => {
		const base = of('');
		if (e.type === 'line') heard.value = { ...heard.peek(), [String(e.data['line'])]: e.data['state'] as LineSummary['state'] };
		else if (e.type === 'node' || e.type === 'hello') heard.value = {};
		if (e.type === 'line' || e.type === 'group') soon(`${base}/live`, `${base}/home`, `${base}/groups`, '/me/');
		else if (e.type === 'change' || e.type === 'node' || e.type === 'hello') soon(base, '/me/');
	});
}

/** Every line of the fleet, page by page: for pickers, which show 25 at most. */
export const searchLines = (q: string, limit = 25): string => of(`/lines?limit=${limit}&sort=name${q ? `&q=${encodeURIComponent(q)}` : ''}`);
