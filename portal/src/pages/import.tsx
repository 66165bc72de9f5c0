// SPDX-License-Identifier: AGPL-3.0-or-later
// "Import": a CSV file of the whole fleet, previewed, refused row by row, written all or nothing; and the export beside it.
import { useRef } from 'preact/hooks';
import { effect, signal } from '@preact/signals';
import { Download, FileUp, TriangleAlert, CircleAlert, Plus, Pencil, Minus } from 'lucide-preact';
import { call, Problem } from '../lib/api';
import { refresh } from '../lib/data';
import { onLive } from '../lib/live';
import { lang, num, t } from '../i18n';
import { of, say, session, type ImportResult } from '../lib/model';
import { Bar, Button, Card, Chip, Empty, Icon, Note, PageHead } from '../ui/basics';
import { ask, toast } from '../ui/dialog';
import { Table } from '../ui/table';

type State = { fleet?: string; file?: string; text?: string; result?: ImportResult; problem?: string; busy?: 'preview' | 'commit'; done?: boolean };
/* Kept while one looks at other pages: what is being written goes on without this one. */
const state = signal<State>({});
const written = signal<{ done: number; total: number } | null>(null);
onLive((e) => { if (e.type === 'import' && state.peek().busy === 'commit') written.value = { done: Number(e.data['done']), total: Number(e.data['total']) }; });

/* Which one's file it is: an answer that comes after him is not shown to the next one. */
let owner = 0;
export function importForget(): void {
	owner++;
	state.value = {};
	written.value = null;
}
let whose = '';
effect(() => {
	const s = session.value;
	const now = s?.user ? `${s.user.id} ${s.acting?.line?.number ?? ''}` : '';
	if (now === whose) return;
	whose = now;
	importForget();
});

export function ImportPage() {
	const here = of('');
	const s = state.value.fleet === here ? state.value : {};
	const setS = (to: State) => { state.value = { ...to, fleet: here }; };
	const input = useRef<HTMLInputElement>(null);
	const send = async (text: string, file: string, commit: boolean, tag?: string) => {
		const own = owner;
		written.value = null;
		setS({ file, text, busy: commit ? 'commit' : 'preview', result: commit ? s.result : undefined });
		const args = new URLSearchParams({ commit: String(commit), ...(tag ? { tag } : {}) });
		try {
			const got = await call<ImportResult>('POST', of(`/import?${args}`), { text });
			if (own !== owner) return;
			setS({ file, text, result: got.data, done: commit });
			if (commit) { refresh('/'); toast(t('said.saved')); }
		} catch (e) {
			if (!(e instanceof Problem)) throw e;
			if (own !== owner) return;
			setS({ file, text, result: e.body as ImportResult, problem: e.stale ? t('imp.changed') : e.message });
		}
	};
	const choose = async (f: File | undefined) => {
		if (!f) return;
		const bytes = await f.arrayBuffer();
		let text: string;
		/* What a French spreadsheet saves is often Windows-1252. */
		try { text = new TextDecoder('utf-8', { fatal: true }).decode(bytes); } catch { text = new TextDecoder('windows-1252').decode(bytes); }
		await send(text, f.name, false);
		if (input.current) input.current.value = '';
	};
	const commit = async () => {
		const c = s.result?.counts;
		if (!s.text || !s.file) return;
		if ((c?.remove ?? 0) > 0 && !(await ask({ title: t('imp.askRemove', { n: c?.remove ?? 0 }), text: t('imp.askRemoveText'), yes: t('imp.commit'), danger: true }))) return;
		await send(s.text, s.file, true, s.result?.tag);
	};
	const refused = s.result?.rows?.filter((r) => r.severity === 'refused').length ?? 0;
	const c = s.result?.counts;
	const changes = (c?.add ?? 0) + (c?.change ?? 0) + (c?.remove ?? 0);
	return (
		<>
			<PageHead title={t('nav.import')} lead={t('imp.lead')}>
				<a class="btn" href={`/api/v1${of('/export')}?lang=${lang.value}&semicolon=${lang.value === 'fr'}`} download="mpabx.csv"><Icon of={Download} />{t('imp.export')}</a>
			</PageHead>
			<div class="stack">
				<Card>
					<input ref={input} type="file" accept=".csv,text/csv" class="sr" id="csv" tabIndex={-1} aria-label={t('imp.file')} onChange={(e) => void choose(e.currentTarget.files?.[0])} />
					<div class="drop" onDragOver={(e) => e.preventDefault()} onDrop={(e) => { e.preventDefault(); void choose(e.dataTransfer?.files[0]); }}>
						<Icon of={FileUp} size={40} />
						<p>{s.file ? <strong>{s.file}</strong> : t('imp.drop')}</p>
						<Button kind={s.result ? '' : 'main'} onClick={() => input.current?.click()}>{s.file ? t('imp.another') : t('imp.choose')}</Button>
					</div>
				</Card>
				<div aria-live="polite" class="stack">
					{s.busy && <Progress commit={s.busy === 'commit'} changes={changes} />}
					{s.problem && <Note kind="bad" role="alert"><p>{s.problem}</p></Note>}
					{s.done && <Note kind="good" role="status">{t('imp.done', { n: changes })}</Note>}
					{s.result && !s.busy && (
						<Card title={s.done ? t('imp.written') : t('imp.preview')}>
							<div class="stack-m">
								<div class="row chips">
									<Chip kind="connected" icon={Plus}>{t('imp.adds', { n: c?.add ?? 0 })}</Chip><Chip kind="talking" icon={Pencil}>{t('imp.edits', { n: c?.change ?? 0 })}</Chip>
									<Chip kind="waiting" icon={Minus}>{t('imp.removes', { n: c?.remove ?? 0 })}</Chip>{refused > 0 && <Chip kind="waiting" icon={CircleAlert}>{t('imp.refusedRows', { n: refused })}</Chip>}
								</div>
								{!s.done && !s.problem && changes === 0 && <Empty icon={FileUp} title={t('imp.same')}>{t('imp.sameHelp')}</Empty>}
								{!!s.result.rows?.length && <Table caption={t('imp.rows')} rows={s.result.rows} id={(r) => `${r.row} ${r.column} ${r.text.fr}`} columns={[
									{ head: t('imp.row'), cell: (r) => num(r.row), sort: (r) => r.row },
									{ head: t('imp.severity'), cell: (r) => r.severity === 'refused' ? <Chip kind="waiting" icon={CircleAlert}>{t('imp.refused')}</Chip> : <Chip kind="ringing" icon={TriangleAlert}>{t('imp.warning')}</Chip> },
									{ head: t('imp.column'), cell: (r) => r.column || '–' },
									{ head: t('imp.what'), class: 'block', cell: (r) => say(r.text) },
								]} />}
								{!!s.result.changes?.length && <details open={s.result.changes.length < 30}><summary>{t('imp.changes', { n: changes })}</summary>
									<ul class="dot-lines stack-s">{s.result.changes.map((x, i) => <li key={i} class="small row-when"><Icon of={x.kind === 'add' ? Plus : x.kind === 'remove' ? Minus : Pencil} size={16} />{x.text}</li>)}</ul></details>}
								{!s.done && !s.problem && refused === 0 && changes > 0 && <div><Button kind="main" onClick={commit}>{t('imp.commit')}</Button></div>}
							</div>
						</Card>
					)}
				</div>
				<Note>{t('imp.format')}</Note>
			</div>
		</>
	);
}

/** Two steps: the file is read and checked, then its changes are written, told as they are. */
function Progress({ commit, changes }: { commit: boolean; changes: number }) {
	const w = commit ? written.value ?? { done: 0, total: changes } : null;
	return (
		<Card><div class="stack-s">
			<p><strong>{t(commit ? 'imp.writing' : 'imp.reading')}</strong>{w && <span class="num quiet"> {t('imp.rowsDone', { n: w.done, total: num(w.total) })}</span>}</p>
			<Bar done={w ? w.done : 1} of={w ? w.total : 2} label={t(commit ? 'imp.writing' : 'imp.reading')} />
			{commit && <p class="small quiet">{t('imp.leave')}</p>}
		</div></Card>
	);
}
