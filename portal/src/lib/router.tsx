// SPDX-License-Identifier: AGPL-3.0-or-later
// Where we are, as a signal; links that do not load the page anew; a question before unsaved changes are left.
import { computed, signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';

const here = () => location.pathname + location.search;
export const url = signal(typeof location === 'undefined' ? '/' : here());
export const path = computed(() => url.value.split('?')[0] ?? '/');
export const query = computed(() => new URLSearchParams(url.value.split('?')[1] ?? ''));

type Guard = () => Promise<boolean>;
let guard: Guard | null = null;
/** Asked before one leaves; null: nothing would be lost. */
export function setGuard(g: Guard | null): void { guard = g; }

let index = 0;
function arrive(): void {
	url.value = here();
	window.scrollTo(0, 0);
	queueMicrotask(() => requestAnimationFrame(() => (document.querySelector<HTMLElement>('[data-arrive]') ?? document.querySelector<HTMLElement>('h1'))?.focus({ preventScroll: true })));
}

export async function go(to: string, replace = false): Promise<void> {
	if (guard && !(await guard())) return;
	guard = null;
	if (to === here()) return arrive();
	if (replace) history.replaceState({ index }, '', to);
	else history.pushState({ index: ++index }, '', to);
	arrive();
}

/** Changes what stands behind "?", without a new entry in the history and without asking. */
export function setQuery(changes: Record<string, string | null>): void {
	const q = new URLSearchParams(location.search);
	for (const [k, v] of Object.entries(changes)) v ? q.set(k, v) : q.delete(k);
	const s = q.toString();
	history.replaceState({ index }, '', location.pathname + (s ? `?${s}` : ''));
	url.value = here();
}

export function start(): void {
	history.replaceState({ index }, '');
	addEventListener('popstate', async (e) => {
		const to = (e.state as { index?: number } | null)?.index ?? 0;
		if (guard && url.value !== here()) {
			const back = index - to;
			const target = here();
			history.pushState({ index: ++index }, '', url.value);
			if (!(await guard())) return;
			guard = null;
			history.pushState({ index: ++index }, '', target);
			void back;
		}
		index = to;
		arrive();
	});
	addEventListener('beforeunload', (e) => { if (guard) e.preventDefault(); });
}

/** "/lignes/:n" against "/lignes/06": { n: "06" }. */
export function match(pattern: string, p: string): Record<string, string> | null {
	const a = pattern.split('/'), b = p.split('/');
	if (a.length !== b.length) return null;
	const args: Record<string, string> = {};
	for (let i = 0; i < a.length; i++) {
		const want = a[i] ?? '', got = b[i] ?? '';
		if (want.startsWith(':')) args[want.slice(1)] = decodeURIComponent(got);
		else if (want !== got) return null;
	}
	return args;
}

type LinkProps = JSX.AnchorHTMLAttributes<HTMLAnchorElement> & { href: string; children?: ComponentChildren };
export function A({ href, onClick, ...rest }: LinkProps) {
	return <a href={href} {...rest} onClick={(e) => {
		if (typeof onClick === 'function') (onClick as (e: MouseEvent) => void)(e);
		if (e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey) return;
		e.preventDefault();
		void go(href);
	}} />;
}
