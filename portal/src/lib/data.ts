// SPDX-License-Identifier: AGPL-3.0-or-later
// What was read, by its path: pages that show the same thing share one request, and an event of the server makes what it
// speaks of be read again. Nothing is kept longer than a page needs it.
import { signal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, Problem } from './api';

export type Entry<T> = { data?: T; etag?: string | null; error?: Problem; at?: number };
type Kept = { entry: Signal<Entry<unknown>>; users: number; running: boolean; again: boolean };
const kept = new Map<string, Kept>();
const nothing: Kept = { entry: signal<Entry<unknown>>({}), users: 0, running: false, again: false };

async function load(path: string, k: Kept): Promise<void> {
	if (k.running) { k.again = true; return; }
	k.running = true;
	try {
		const got = await api.get<unknown>(path);
		k.entry.value = { ...got, at: Date.now() };
	} catch (e) {
		k.entry.value = { ...k.entry.peek(), error: e instanceof Problem ? e : new Problem(0, { title: String(e) }) };
	} finally {
		k.running = false;
	}
	if (k.again) { k.again = false; void load(path, k); }
}

function keep(path: string): Kept {
	let k = kept.get(path);
	if (!k) {
		k = { entry: signal<Entry<unknown>>({}), users: 0, running: false, again: false };
		kept.set(path, k);
		void load(path, k);
	}
	return k;
}

/** null: not yet known what to read. */
export function useGet<T>(path: string | null): Entry<T> {
	const k = path ? keep(path) : nothing;
	useEffect(() => {
		if (!path) return;
		const own = keep(path);
		own.users++;
		return () => { if (--own.users === 0) kept.delete(path); };
	}, [path]);
	return k.entry.value as Entry<T>;
}

/** Reads again whatever is on screen and starts with one of these paths. */
export function refresh(...starts: string[]): void {
	for (const [path, k] of kept) if (starts.some((s) => path.startsWith(s))) void load(path, k);
}

/** What a save answered is what stands there now. */
export function put<T>(path: string, data: T, etag: string | null): void {
	const k = kept.get(path);
	if (k) k.entry.value = { data, etag, at: Date.now() };
}

export function forget(): void {
	kept.clear();
}
