// SPDX-License-Identifier: AGPL-3.0-or-later
// Who changed what, with before and after, and the way back: history of a line, of a group, of everything; the audit.
import { useState } from 'preact/hooks';
import { History, Undo2 } from 'lucide-preact';
import { api, Problem } from '../lib/api';
import { refresh } from '../lib/data';
import { query, setQuery } from '../lib/router';
import { phone } from '../lib/phone';
import { of, say, type Destination, type HistoryEntry } from '../lib/model';
import { dayTime, full, t, type Key } from '../i18n';
import { Bones, Button, Card, Empty, PageHead } from '../ui/basics';
import { ask, toast } from '../ui/dialog';
import { complain } from '../ui/editor';
import { SearchField, SelectField } from '../ui/fields';
import { destinationText } from '../ui/settings';
import { Pager } from '../ui/table';
import { rangeText, usePages, useSettled } from '../ui/picker';
import { Failed } from './failed';
import { fieldName, valueName } from './field-names';

const OBJECTS: Record<HistoryEntry['object'], Key> = {
	line: 'obj.line', forwardings: 'obj.forwardings', incoming: 'obj.incoming', settings: 'obj.settings', fixed: 'obj.fixed', group: 'obj.group',
	connections: 'obj.connections', calendar: 'obj.calendar', fleet: 'obj.fleet', user: 'obj.user', token: 'obj.token', session: 'obj.session',
	identity: 'obj.identity', codes: 'obj.codes', import: 'obj.import',
};

async function undoEntry(e: HistoryEntry, force = false): Promise<void> {
	if (!force && !(await ask({ title: t('hist.askUndo'), text: say(e.text), yes: t('hist.undo') }))) return;
	try {
		await api.post(of(`/history/${e.id}/undo${force ? '?force=true' : ''}`));
		refresh('/');
		toast(t('said.undone'));
	} catch (x) {
		if (x instanceof Problem && x.status === 409 && !force) {
			if (await ask({ title: t('hist.changedSince'), text: x.message, yes: t('hist.undoAnyway'), danger: true })) await undoEntry(e, true);
		} else complain(x);
	}
}

const isDestination = (x: unknown): x is Destination => typeof x === 'object' && x !== null && 'kind' in x && 'number' in x && !('ring_s' in x);

/** Every leaf that differs, as "a.b: before → after"; the sentence above says it in words. */
export function differences(before: unknown, after: unknown, at = ''): [string, string, string][] {
	if (JSON.stringify(before) === JSON.stringify(after)) return [];
	const isTree = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !isDestination(x);
	if (isTree(before) || isTree(after)) {
		const a = isTree(before) ? before : {}, b = isTree(after) ? after : {};
		return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((k) => differences(a[k], b[k], at ? `${at}.${k}` : k));
	}
	const show = (x: unknown) => (isDestination(x) ? destinationText(x) : x === undefined || x === null || x === '' ? '–' : typeof x === 'boolean' ? t(x ? 'word.yes' : 'word.no') : /^\+\d{6,}$/.test(String(x)) ? phone(String(x)) : valueName(String(x)));
	return [[at, show(before), show(after)]];
}

function Entry({ e, canUndo }: { e: HistoryEntry; canUndo: boolean }) {
	const [open, setOpen] = useState(false);
	const diff = open ? differences(e.before, e.after) : [];
	const has = (e.before !== null && e.before !== undefined) || (e.after !== null && e.after !== undefined);
	return (
		<li class="entry">
			<div class="grow">
				<p><strong>{say(e.text) || t(OBJECTS[e.object])}</strong></p>
				<p class="small quiet">{[full(e.at), e.as_line ? t('hist.as', { who: e.who, line: phone(e.as_line) }) : e.who, t(OBJECTS[e.object]), e.title].filter(Boolean).join(' · ')}{e.until && ` · ${t('until.label')} ${full(e.until)}`}</p>
				{has && <details open={open} onToggle={(x) => setOpen(x.currentTarget.open)}>
					<summary aria-label={t('hist.detailsOf', { when: dayTime(e.at) })}>{t('hist.details')}</summary>
					{diff.length === 0 ? <p class="small quiet">{t('hist.noDiff')}</p> : <div class="table-box" role="region" tabIndex={0} aria-label={t('hist.details')}><table class="diff small">
						<thead><tr><th scope="col">{t('stale.field')}</th><th scope="col">{t('hist.before')}</th><th scope="col">{t('hist.after')}</th></tr></thead>
						<tbody>{diff.map(([k, a, b]) => <tr key={k}><th scope="row">{fieldName(k)}</th><td>{a}</td><td>{b}</td></tr>)}</tbody>
					</table></div>}
				</details>}
			</div>
			{canUndo && e.can_undo && <Button small icon={Undo2} aria-label={t('hist.undoOf', { when: dayTime(e.at) })} onClick={() => void undoEntry(e)}>{t('hist.undo')}</Button>}
		</li>
	);
}

export function HistoryList({ path, canUndo = true, only }: { path: string; canUndo?: boolean; only?: (e: HistoryEntry) => boolean }) {
	const pages = usePages<HistoryEntry>(path);
	if (pages.error && !pages.page) return <Failed error={pages.error as Problem} />;
	if (!pages.page) return <Bones rows={4} />;
	const items = only ? pages.page.items.filter(only) : pages.page.items;
	if (items.length === 0 && !pages.next && !pages.back) return <Empty icon={History} title={t('hist.none')}>{t('hist.noneHelp')}</Empty>;
	return (
		<>
			<ul class="list">{items.map((e) => <Entry key={e.id} e={e} canUndo={canUndo} />)}</ul>
			{(pages.back || pages.next) && <Pager shown={rangeText(pages.from, pages.page)} onBack={pages.back} onNext={pages.next} />}
		</>
	);
}

const SETTINGS = new Set<HistoryEntry['object']>(['line', 'forwardings', 'incoming', 'settings', 'fixed', 'group', 'connections', 'calendar', 'import']);

export function HistoryPage() {
	const line = query.value.get('ligne');
	return (
		<>
			<PageHead title={t('nav.history')} back={line ? `/lignes/${line}` : undefined} lead={line ? <span class="num">{phone(`+${line}`)}</span> : t('hist.lead')} />
			<Card>{line
				? <HistoryList path={of(`/lines/${line}/history?limit=25`)} />
				: <HistoryList path={of('/audit?limit=50')} only={(e) => SETTINGS.has(e.object)} />}</Card>
		</>
	);
}

export function AuditPage({ base }: { base?: string }) {
	const q = query.value;
	const who = useSettled(q.get('qui') ?? '');
	const args = new URLSearchParams({ limit: '25' });
	if (who) args.set('who', who);
	if (q.get('objet')) args.set('object', q.get('objet') ?? '');
	return (
		<>
			<PageHead title={t('nav.audit')} lead={t('audit.lead')} />
			<div class="stack-m">
				{!base && <form class="filters" role="search" aria-label={t('log.filters')} onSubmit={(e) => e.preventDefault()}>
					<SearchField label={t('audit.who')} value={q.get('qui') ?? ''} onValue={(v) => setQuery({ qui: v || null })} />
					<SelectField label={t('audit.object')} value={q.get('objet') ?? ''} onValue={(v) => setQuery({ objet: v || null })} options={[{ value: '', label: t('log.all') }, ...(Object.keys(OBJECTS) as HistoryEntry['object'][]).map((o) => ({ value: o, label: t(OBJECTS[o]) }))]} />
				</form>}
				<Card><HistoryList canUndo={false} path={base ? `${base}?limit=25` : of(`/audit?${args}`)} /></Card>
			</div>
		</>
	);
}
