// SPDX-License-Identifier: AGPL-3.0-or-later
// Live events of the server, one stream for all tabs of a browser: the tab that holds the lock listens and tells the
// others; when it closes, the next one takes over. Without locks (a page without TLS) each tab listens for itself.
import { signal } from '@preact/signals';
import { api, Problem, signedOut } from './api';

export type LiveEvent = { type: string; data: Record<string, unknown> };
type Listener = (e: LiveEvent) => void;
const TYPES = ['hello', 'node', 'line', 'group', 'change', 'import'] as const;

/** When the live state was last known to be true; null: not now. */
export const liveAt = signal<number | null>(null);
/** null: not told yet. */
export const nodeUp = signal<boolean | null>(null);

const listeners = new Set<Listener>();
export function onLive(l: Listener): () => void {
	listeners.add(l);
	return () => listeners.delete(l);
}

let channel: BroadcastChannel | null = null;
let source: EventSource | null = null;
let release: (() => void) | null = null;
let queue: AbortController | null = null;
let beat: number | undefined;

function take(e: LiveEvent): void {
	liveAt.value = e.type === 'lost' ? null : Date.now();
	if (e.type === 'node' || e.type === 'hello') nodeUp.value = e.data['node'] === 'up';
	for (const l of listeners) l(e);
}

function tell(type: string, data: Record<string, unknown> = {}): void {
	take({ type, data });
	channel?.postMessage({ type, data });
}

/* What the server closed for good is opened anew, unless another stream took its place or nobody is signed in any more. */
async function again(own: EventSource, url: string): Promise<void> {
	if (source !== own) return;
	try {
		await api.get('/session');
	} catch (e) {
		if (source === own && e instanceof Problem && e.status === 401) { signedOut.value = true; return; }
	}
	if (source === own) listen(url);
}

function listen(url: string): void {
	const own = source = new EventSource(url, { withCredentials: true });
	for (const type of TYPES) own.addEventListener(type, (m) => {
		try { tell(type, JSON.parse((m as MessageEvent<string>).data) as Record<string, unknown>); } catch { /* not ours */ }
	});
	own.onerror = () => tell('lost');
	/* The stream's comments do not reach scripts: while it is open, what it said last still holds. */
	beat = window.setInterval(() => {
		if (own.readyState === EventSource.OPEN) tell('beat', {});
		if (own.readyState === EventSource.CLOSED) { own.close(); window.clearInterval(beat); window.setTimeout(() => void again(own, url), 3000); }
	}, 15000);
}

export function startLive(url: string, who: string): void {
	stopLive();
	const name = `mpabx-live-${who}`;
	channel = new BroadcastChannel(name);
	channel.onmessage = (m: MessageEvent<LiveEvent>) => {
		if (m.data.type === 'who' && source) channel?.postMessage({ type: 'hello', data: { node: nodeUp.value ? 'up' : 'away' } });
		else if (m.data.type !== 'who') take(m.data);
	};
	channel.postMessage({ type: 'who', data: {} });
	if (!navigator.locks) return listen(url);
	queue = new AbortController();
	navigator.locks.request(name, { signal: queue.signal }, () => new Promise<void>((resolve) => {
		release = resolve;
		listen(url);
	})).catch(() => { /* another sign-in took the place of this one */ });
}

export function stopLive(): void {
	window.clearInterval(beat);
	source?.close();
	source = null;
	channel?.close();
	channel = null;
	queue?.abort();
	queue = null;
	release?.();
	release = null;
	liveAt.value = null;
	nodeUp.value = null;
}
