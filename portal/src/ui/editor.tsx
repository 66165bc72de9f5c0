// SPDX-License-Identifier: AGPL-3.0-or-later
// One resource being edited: what stands, the draft, whether they differ, the sentence of the draft while one types, what
// was refused, and what to do where somebody else was quicker. A page of settings is this plus its fields.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, Problem, type FieldErrors } from '../lib/api';
import { put, useGet } from '../lib/data';
import { setGuard } from '../lib/router';
import { dayTime as timeOf, t } from '../i18n';
import { Button } from './basics';
import { ask, Dialog, toast } from './dialog';

type Stale<T> = { who?: string; at?: string; current: T; etag: string | null };
export type Editor<T> = {
	data?: T; draft?: T; error?: Problem; dirty: boolean; busy: boolean; saved: boolean;
	/** What the server says the draft would do; only where `preview` was asked for. */
	ahead?: T;
	errors: FieldErrors; general?: string; stale: Stale<T> | null;
	change: (edit: (draft: T) => void) => void; save: (etag?: string | null) => Promise<boolean>; reset: () => void; take: () => void;
};

const copy = <T,>(x: T): T => JSON.parse(JSON.stringify(x)) as T;

/** `shape` makes of what was read what the fields hold (numbers as they are typed). */
export function useEditor<T>(path: string | null, shape: (data: T) => T, options: { preview?: boolean } = {}): Editor<T> {
	const { data, etag, error } = useGet<T>(path);
	const [draft, setDraft] = useState<T>();
	const [base, setBase] = useState('');
	const [tag, setTag] = useState<string | null>(null);
	const [state, setState] = useState<{ busy: boolean; saved: boolean; errors: FieldErrors; general?: string; stale: Stale<T> | null }>({ busy: false, saved: false, errors: {}, stale: null });
	const [ahead, setAhead] = useState<T>();
	const now = draft ? JSON.stringify(draft) : '';
	const dirty = !!draft && now !== base;
	const seen = useRef<T>();
	/* What is true at this moment, which an effect of the last drawing may not know yet. */
	const live = useRef<{ draft?: T; base: string }>({ base: '' });
	const begin = (fresh: T | undefined) => {
		live.current = { draft: fresh, base: fresh ? JSON.stringify(fresh) : '' };
		setDraft(fresh);
		setBase(live.current.base);
	};

	useEffect(() => { begin(undefined); setAhead(undefined); seen.current = undefined; setState({ busy: false, saved: false, errors: {}, stale: null }); }, [path]);
	/* What others change shows at once, except under the hands of somebody who edits. */
	useEffect(() => {
		const { draft: held, base: from } = live.current;
		if (!data || data === seen.current || (held && JSON.stringify(held) !== from)) return;
		seen.current = data;
		begin(shape(copy(data)));
		setTag(etag ?? null);
	}, [data, dirty]);

	useEffect(() => {
		if (!dirty) { setGuard(null); return; }
		setGuard(() => ask({ title: t('app.unsaved'), text: t('app.unsavedText'), yes: t('app.leave'), no: t('app.stay') }));
		return () => setGuard(null);
	}, [dirty]);

	useEffect(() => {
		if (!options.preview || !dirty || !path) { setAhead(undefined); return; }
		let over = false;
		const timer = setTimeout(() => {
			api.put<T>(`${path}?dry_run=true`, JSON.parse(now), '*').then((got) => { if (!over) setAhead(got.data); }, () => { if (!over) setAhead(undefined); });
		}, 350);
		return () => { over = true; clearTimeout(timer); };
	}, [now, dirty, path]);

	const land = (fresh: T, freshTag: string | null) => {
		seen.current = fresh;
		begin(shape(copy(fresh)));
		setTag(freshTag);
	};

	return {
		data, draft, error, dirty, ahead, ...state,
		change(edit) {
			const held = live.current.draft;
			if (!held) return;
			const next = copy(held);
			edit(next);
			live.current.draft = next;
			setDraft(next);
			if (state.saved) setState({ ...state, saved: false });
		},
		async save(force) {
			const held = live.current.draft;
			if (!path || !held) return false;
			setState({ ...state, busy: true });
			try {
				const got = await api.put<T>(path, held, force ?? tag);
				land(got.data, got.etag);
				put(path, got.data, got.etag);
				setState({ busy: false, saved: true, errors: {}, stale: null });
				return true;
			} catch (e) {
				if (!(e instanceof Problem)) throw e;
				if (e.stale) {
					const b = e.body as { who?: string; at?: string; current?: T; etag?: string };
					setState({ busy: false, saved: false, errors: {}, stale: { who: b.who, at: b.at, current: b.current ?? (data as T), etag: b.etag ?? '*' } });
				} else {
					const general = Object.keys(e.errors).length ? undefined : e.message;
					setState({ busy: false, saved: false, errors: e.errors, general, stale: null });
				}
				return false;
			}
		},
		reset() { begin(JSON.parse(live.current.base) as T); setState({ ...state, errors: {}, general: undefined, saved: false }); },
		take() {
			if (!state.stale || !path) return;
			land(state.stale.current, state.stale.etag);
			put(path, state.stale.current, state.stale.etag);
			setState({ busy: false, saved: false, errors: {}, stale: null });
		},
	};
}

/** Save stands at the end, in reach of the thumb on a phone. */
export function SaveBar<T>({ editor, children }: { editor: Editor<T>; children?: ComponentChildren }) {
	return (
		<div class="save">
			<Button kind="main" type="submit" disabled={!editor.dirty} busy={editor.busy}>{t('act.save')}</Button>
			{editor.dirty && <Button kind="plain" onClick={editor.reset}>{t('act.cancel')}</Button>}
			{children}
		</div>
	);
}

/** "Modifié par ... Comparez avant d'enregistrer." with what differs, side by side. */
export function StaleBox<T>({ editor, describe }: { editor: Editor<T>; describe: (it: T) => [string, string][] }) {
	const { stale, draft } = editor;
	const tried = useRef(false);
	if (!stale || !draft) return null;
	const theirs = describe(stale.current), mine = new Map(describe(draft));
	const keep = async () => {
		if (tried.current) return;
		tried.current = true;
		if (await editor.save(stale.etag)) toast(t('said.saved'));
		tried.current = false;
	};
	return (
		<Dialog title={t('stale.title')} wide onClose={editor.take} foot={<>
			<Button onClick={editor.take}>{t('stale.take')}</Button>
			<Button kind="main" onClick={keep}>{t('stale.keep')}</Button>
		</>}>
			<div class="stack-m">
				<p>{stale.who && stale.at ? t('stale.changed', { who: stale.who, time: timeOf(stale.at) }) : t('stale.unknown')}</p>
				<table class="diff">
					<thead><tr><th scope="col">{t('stale.field')}</th><th scope="col">{t('stale.theirs')}</th><th scope="col">{t('stale.mine')}</th></tr></thead>
					<tbody>{theirs.filter(([k, v]) => mine.get(k) !== v).map(([k, v]) => (
						<tr key={k}><th scope="row">{k}</th><td>{v}</td><td><strong>{mine.get(k)}</strong></td></tr>
					))}</tbody>
				</table>
			</div>
		</Dialog>
	);
}

/** The tag of what a form began from; what others change meanwhile does not move it on. It is newer than the list that the
 * form came from: what was read with it goes into the fields, but for those that were touched by then. */
export function useTag<T extends object>(path: string | null, from: T, set: (edit: (held: T) => T) => void, shape: (data: T) => T = (x) => x) {
	const { data, etag, error } = useGet<T>(path);
	const tag = useRef<string | null>(null);
	const first = useRef(from);
	const [ready, setReady] = useState(!path);
	useEffect(() => {
		if (ready || !data) return;
		const began = first.current, fresh = shape(data);
		tag.current = etag ?? null;
		set((held) => {
			const next = { ...held };
			for (const k of Object.keys(began) as (keyof T)[]) if (held[k] === began[k] && k in fresh) next[k] = fresh[k];
			return next;
		});
		setReady(true);
	}, [data]);
	return { tag, ready, failed: ready ? undefined : error?.message };
}

/** "Modifié par ... Comparez avant d'enregistrer." The next try is meant to be over what stands there now. */
export function staleText(e: Problem, tag: { current: string | null }): string {
	const b = e.body as { who?: string; at?: string; etag?: string };
	tag.current = b.etag ?? '*';
	return b.who && b.at ? t('stale.changed', { who: b.who, time: timeOf(b.at) }) : t('stale.unknown');
}

/** What a refused request says, where it has no field of its own. */
export function complain(e: unknown): void {
	if (!(e instanceof Problem)) throw e;
	toast(e.status === 0 ? t('app.offline') : Object.values(e.errors)[0] ?? e.message, { bad: true });
}
