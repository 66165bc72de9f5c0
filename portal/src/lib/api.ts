// SPDX-License-Identifier: AGPL-3.0-or-later
// The only door to the server: the REST API of openapi.yaml. Reads carry their ETag along so that a later write can say
// which state it saw; refusals come as problem+json and are turned into texts beside fields.
import { signal } from '@preact/signals';
import { lang } from '../i18n';

export type FieldErrors = Record<string, string>;

export class Problem extends Error {
	status: number;
	code: string;
	errors: FieldErrors;
	body: Record<string, unknown>;
	constructor(status: number, body: Record<string, unknown>) {
		super(String(body['detail'] ?? body['title'] ?? status));
		this.status = status;
		this.body = body;
		this.code = String(body['code'] ?? String(body['type'] ?? '').split(/[/:#]/).pop());
		this.errors = {};
		for (const e of (body['errors'] as { pointer?: string; detail?: string; title?: string }[] | undefined) ?? [])
			this.errors[String(e.pointer ?? '').replace(/^#/, '')] ??= String(e.detail ?? e.title ?? '');
	}
	/** Somebody else was faster: what was read is no longer what stands there. */
	get stale(): boolean { return this.status === 412; }
}

export type Got<T> = { data: T; etag: string | null };

/** Given by the server at sign-in and sent with each change: it shows that the change comes from our own pages. */
export const csrf = signal<string | null>(null);
/** Set where a request said that nobody is signed in any more. */
export const signedOut = signal(false);
export const offline = signal(false);

type Options = { body?: unknown; etag?: string | null; key?: string; text?: string; type?: string };

export async function call<T>(method: string, path: string, o: Options = {}): Promise<Got<T>> {
	const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': lang.value };
	let body: string | undefined;
	if (o.text !== undefined) { headers['Content-Type'] = o.type ?? 'text/csv'; body = o.text; }
	else if (o.body !== undefined) { headers['Content-Type'] = 'application/json'; body = JSON.stringify(o.body); }
	if (o.etag) headers['If-Match'] = o.etag;
	if (method === 'POST') headers['Idempotency-Key'] = o.key ?? newKey();
	if (method !== 'GET' && csrf.value) headers['X-CSRF-Token'] = csrf.value;
	let r: Response;
	try {
		r = await fetch('/api/v1' + path, { method, headers, body, credentials: 'same-origin', cache: 'no-store' });
	} catch {
		offline.value = true;
		throw new Problem(0, { code: 'offline' });
	}
	offline.value = false;
	const type = r.headers.get('Content-Type') ?? '';
	const data = r.status === 204 ? null : type.includes('json') ? await r.json() : await r.text();
	if (!r.ok) {
		if (r.status === 401 && !path.startsWith('/session')) signedOut.value = true;
		throw new Problem(r.status, typeof data === 'object' && data ? data : { title: r.statusText });
	}
	return { data: data as T, etag: r.headers.get('ETag') };
}

export const api = {
	get: <T>(path: string) => call<T>('GET', path),
	post: <T>(path: string, body?: unknown, etag?: string | null) => call<T>('POST', path, { body: body ?? {}, etag }),
	put: <T>(path: string, body: unknown, etag: string | null) => call<T>('PUT', path, { body, etag }),
	patch: <T>(path: string, body: unknown, etag: string | null) => call<T>('PATCH', path, { body, etag }),
	del: <T>(path: string, etag?: string | null) => call<T>('DELETE', path, { etag }),
};

function newKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}
