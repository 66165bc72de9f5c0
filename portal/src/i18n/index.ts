// SPDX-License-Identifier: AGPL-3.0-or-later
// Texts, dates, numbers and plurals in the reader's language. The language is a signal: whoever reads it is drawn again.
import { signal } from '@preact/signals';
import { TEXTS } from './texts';

export type Key = keyof typeof TEXTS;
export type Lang = 'fr' | 'en';
export type Args = Record<string, string | number>;

const STORED = 'mpabx.lang';

function first(): Lang {
	const kept = globalThis.localStorage?.getItem(STORED);
	if (kept === 'fr' || kept === 'en') return kept;
	return globalThis.navigator?.language?.startsWith('en') ? 'en' : 'fr';
}

export const lang = signal<Lang>(first());

export function setLang(to: Lang): void {
	lang.value = to;
	localStorage.setItem(STORED, to);
	document.documentElement.lang = to;
}

const locale = (l: Lang) => (l === 'fr' ? 'fr-FR' : 'en-GB');

/** Fills {name} in, and [[name|one|other]] by the plural of the language, "#" being the number. */
export function fill(text: string, args: Args, l: Lang): string {
	return text
		.replace(/\[\[(\w+)\|([^|\]]*)\|([^\]]*)\]\]/g, (_, name: string, one: string, other: string) => {
			const n = Number(args[name] ?? 0);
			const form = new Intl.PluralRules(locale(l)).select(n) === 'one' ? one : other;
			return form.replace('#', new Intl.NumberFormat(locale(l)).format(n));
		})
		.replace(/\{(\w+)\}/g, (whole, name: string) => (name in args ? String(args[name]) : whole));
}

/** French punctuation stays on the line of its word. */
export const bound = (text: string): string => text.replace(/ ([:;?!»])/g, '\u00a0$1').replace(/« /g, '«\u00a0');

export function t(key: Key, args: Args = {}): string {
	const l = lang.value;
	const text = fill(TEXTS[key][l === 'fr' ? 0 : 1], args, l);
	return l === 'fr' ? bound(text) : text;
}

export const has = (key: string): key is Key => key in TEXTS;

export function num(n: number): string {
	return new Intl.NumberFormat(locale(lang.value)).format(n);
}

type When = string | number | Date;
const zone = 'Europe/Paris';
const asDate = (w: When) => (w instanceof Date ? w : new Date(w));
const dt = (o: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale(lang.value), { timeZone: zone, ...o });

export const time = (w: When) => dt({ hour: '2-digit', minute: '2-digit' }).format(asDate(w));
export const timeSeconds = (w: When) => dt({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(asDate(w));
export const day = (w: When) => dt({ weekday: 'short', day: 'numeric', month: 'short' }).format(asDate(w));
export const date = (w: When) => dt({ day: 'numeric', month: 'long', year: 'numeric' }).format(asDate(w));
export const weekdayTime = (w: When) => dt({ weekday: 'long', hour: '2-digit', minute: '2-digit' }).format(asDate(w));
export const full = (w: When) => dt({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(asDate(w));

/** Today only the hour, else the day before it. */
export function dayTime(w: When): string {
	const d = asDate(w);
	return dt({ dateStyle: 'short' }).format(d) === dt({ dateStyle: 'short' }).format(new Date()) ? time(d) : `${day(d)}, ${time(d)}`;
}

export function seconds(n: number): string {
	if (n < 60) return `${num(Math.round(n))}\u00a0s`;
	const m = Math.floor(n / 60), s = Math.round(n % 60);
	if (m < 60) return s ? `${m}\u00a0min ${s}\u00a0s` : `${m}\u00a0min`;
	return `${Math.floor(m / 60)}\u00a0h ${m % 60}\u00a0min`;
}

/** 1 = Monday. 4 January 2021 was one. */
export const weekday = (n: number, width: 'long' | 'short' = 'long') =>
	new Intl.DateTimeFormat(locale(lang.value), { weekday: width, timeZone: 'UTC' }).format(new Date(Date.UTC(2021, 0, 3 + n)));
