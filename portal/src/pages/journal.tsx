// SPDX-License-Identifier: AGPL-3.0-or-later
// "Journal": calls with filters, and "Pourquoi cet appel est-il allé là ?" for each.
import { useState } from 'preact/hooks';
import { ArrowRightLeft, Ban, CircleHelp, CornerUpRight, FlaskConical, PhoneCall, PhoneForwarded, PhoneIncoming, PhoneMissed, PhoneOff, PhoneOutgoing, type LucideIcon } from 'lucide-preact';
import { useGet } from '../lib/data';
import { go, query, setQuery } from '../lib/router';
import { phoneTyped } from '../lib/phone';
import { useNarrow } from '../ui/narrow';
import { digits, of, role, say, sayFirst, type Call, type CallSummary, type Group, type Items, type Party } from '../lib/model';
import { dayTime, full, seconds, t, type Key } from '../i18n';
import { Bones, Button, Card, Chip, Empty, Icon, PageHead } from '../ui/basics';
import { Dialog } from '../ui/dialog';
import { SearchField, SelectField } from '../ui/fields';
import { Pager, Table, type Column } from '../ui/table';
import { rangeText, usePages, useSettled } from '../ui/picker';
import { Failed } from './failed';
import type { Problem } from '../lib/api';

const RESULTS: Record<CallSummary['result'], [LucideIcon, string, Key]> = {
	answered: [PhoneCall, 'connected', 'result.answered'], missed: [PhoneMissed, 'waiting', 'result.missed'], diverted: [PhoneForwarded, 'talking', 'result.diverted'],
	transferred: [ArrowRightLeft, 'connected', 'result.transferred'],
	refused: [Ban, 'disconnected', 'result.refused'], overflowed: [CornerUpRight, 'ringing', 'result.overflowed'], abandoned: [PhoneOff, 'resting', 'result.abandoned'],
	unknown: [CircleHelp, 'disconnected', 'result.unknown'],
};
export function ResultChip({ of: result }: { of: CallSummary['result'] }) {
	const [icon, kind, key] = RESULTS[result] ?? RESULTS.unknown;
	return <Chip kind={kind} icon={icon}>{t(key)}</Chip>;
}

export const partyText = (p: Party | null | undefined): string => (!p ? '' : p.kind === 'withheld' ? t('word.withheld') : p.name || p.text.replace(/ /g, '\u00a0'));
export function Who({ party }: { party: Party | null | undefined }) {
	if (!party) return null;
	const main = partyText(party);
	const under = !party.name || party.kind === 'withheld' ? '' : party.text;
	return <span>{party.name ? main : <span class="num">{main}</span>}{under && <span class="cell-sub num">{under}</span>}</span>;
}
export const caller = (c: CallSummary): Party => (c.direction === 'made' ? c.line : c.other);
export const callee = (c: CallSummary): Party => (c.direction === 'made' ? c.other : c.group ?? c.line);

export function WhyButton({ call, onOpen }: { call: CallSummary; onOpen: (id: string) => void }) {
	return <Button small icon={CircleHelp} aria-label={t('log.whyLabel', { from: partyText(caller(call)), time: dayTime(call.at) })} onClick={() => onOpen(call.id)}>{t('log.why')}</Button>;
}

function since(period: string): string | null {
	const d = new Date();
	d.setHours(0, 0, 0, 0);
	if (period === 'today') return d.toISOString();
	if (period === 'week') d.setDate(d.getDate() - 6);
	else if (period === 'month') d.setDate(d.getDate() - 29);
	else return null;
	return d.toISOString();
}

const FILTERS = ['ligne', 'groupe', 'sens', 'resultat', 'numero', 'depuis'] as const;

export function Journal({ line, group, base }: { line?: string; group?: number; base?: string }) {
	const q = query.value;
	const [why, setWhy] = useState<string | null>(null);
	const number = useSettled(q.get('numero') ?? '');
	const args = new URLSearchParams({ limit: '25' });
	const l = line ?? q.get('ligne'), g = group ? String(group) : q.get('groupe');
	if (l) args.set('line', l);
	if (g) args.set('group', g);
	if (q.get('sens')) args.set('direction', q.get('sens') ?? '');
	if (q.get('resultat')) args.set('result', q.get('resultat') ?? '');
	if (number) args.set('number', number);
	const from = since(q.get('depuis') ?? '');
	if (from) args.set('from', from);
	const pages = usePages<CallSummary>(base ?? of(`/calls?${args}`));
	const groups = useGet<Items<Group>>(role.value === 'manager' && !group ? of('/groups') : null);
	const narrow = useNarrow();
	const filtered = FILTERS.some((f) => q.get(f));
	const set = (name: string) => (v: string) => setQuery({ [name]: v || null });
	const columns: Column<CallSummary>[] = [
		{ head: t('log.time'), cell: (c) => <span class="num row-when"><Icon of={c.direction === 'made' ? PhoneOutgoing : PhoneIncoming} label={c.direction === 'made' ? t('dir.made') : t('dir.received')} />{dayTime(c.at)}</span> },
		{ head: t('log.from'), cell: (c) => <Who party={caller(c)} /> },
		{ head: t('log.to'), cell: (c) => <Who party={callee(c)} /> },
		{ head: t('log.result'), class: 'block', cell: (c) => <CallResult call={c} /> },
		{ head: t('log.why'), hideHead: true, class: 'right acts', cell: (c) => <WhyButton call={c} onOpen={setWhy} /> },
	];
	return (
		<div class="stack-m">
			{!base && (
				<form class="filters" role="search" aria-label={t('log.filters')} onSubmit={(e) => e.preventDefault()}>
					<SearchField label={t('log.number')} value={q.get('numero') ?? ''} onValue={set('numero')} />
					<SelectField label={t('log.period')} value={q.get('depuis') ?? ''} onValue={set('depuis')} options={[{ value: '', label: t('log.all') }, { value: 'today', label: t('log.today') }, { value: 'week', label: t('log.week') }, { value: 'month', label: t('log.month') }]} />
					<SelectField label={t('log.direction')} value={q.get('sens') ?? ''} onValue={set('sens')} options={[{ value: '', label: t('log.all') }, { value: 'received', label: t('log.received') }, { value: 'made', label: t('log.made') }]} />
					<SelectField label={t('log.result')} value={q.get('resultat') ?? ''} onValue={set('resultat')} options={[{ value: '', label: t('log.all') }, ...(['answered', 'missed', 'diverted', 'transferred', 'refused', 'overflowed', 'abandoned'] as const).map((r) => ({ value: r, label: t(RESULTS[r][2]) }))]} />
					{!!groups.data?.items.length && <SelectField label={t('log.group')} value={q.get('groupe') ?? ''} onValue={set('groupe')} options={[{ value: '', label: t('log.all') }, ...groups.data.items.map((x) => ({ value: String(x.id), label: x.name }))]} />}
					{filtered && <Button kind="plain" onClick={() => setQuery(Object.fromEntries(FILTERS.map((f) => [f, null])))}>{t('log.clear')}</Button>}
				</form>
			)}
			{pages.error && !pages.page ? <Failed error={pages.error as Problem} /> : (
				<Card flush>
					{!pages.page ? <div class="empty"><Bones rows={8} /></div> : pages.page.items.length === 0
						? filtered ? <Empty icon={PhoneOff} title={t('log.none')}>{t('log.noneHelp')}</Empty> : <Empty icon={PhoneOff} title={t('log.noneYet')}>{t('log.noneYetHelp')}</Empty>
						: narrow ? <ul class="list calls slim padded" aria-label={t('nav.journal')}>{pages.page.items.map((c) => <CallLine key={c.id} call={c} onWhy={setWhy} />)}</ul>
							: <Table caption={t('nav.journal')} columns={columns} rows={pages.page.items} id={(c) => c.id} />}
					{pages.page && pages.page.items.length > 0 && <Pager shown={rangeText(pages.from, pages.page)} onBack={pages.back} onNext={pages.next} />}
				</Card>
			)}
			{why && <WhyDialog id={why} onClose={() => setWhy(null)} />}
		</div>
	);
}

/** One call as a line of a list: when, who to whom, what became of it, and why. */
export function CallLine({ call: c, onWhy }: { call: CallSummary; onWhy: (id: string) => void }) {
	return (
		<li class="call">
			<span class="num quiet when"><Icon of={c.direction === 'made' ? PhoneOutgoing : PhoneIncoming} size={16} label={c.direction === 'made' ? t('dir.made') : t('dir.received')} />{dayTime(c.at)}</span>
			<span class="grow"><span class="route">{partyText(caller(c))} → {partyText(callee(c))}{c.answered_by && c.group ? ` → ${partyText(c.answered_by)}` : ''}{c.transferred_to ? ` → ${partyText(c.transferred_to)}` : ''}</span><CallResult call={c} /></span>
			<WhyButton call={c} onOpen={onWhy} />
		</li>
	);
}

export function CallResult({ call: c }: { call: CallSummary }) {
	return (
		<span class="what-happened">
			<ResultChip of={c.result} />{c.talk_s ? <span class="quiet small num">{seconds(c.talk_s)}</span> : null}
			<span class="small quiet">{say(c.text)}</span>
			{c.called_back && <span class="small">{t(c.called_back.answered ? 'log.calledBack' : 'log.callBackTried', { who: partyText(c.called_back.line), time: dayTime(c.called_back.at) })}</span>}
		</span>
	);
}

export function JournalPage({ line }: { line?: string }) {
	return <><PageHead title={t('nav.journal')} lead={t('log.lead')} /><Journal line={line} /></>;
}

export function WhyDialog({ id, onClose }: { id: string; onClose: () => void }) {
	const { data: c, error } = useGet<Call>(of(`/calls/${id}`));
	const simulate = () => {
		if (!c) return;
		const to = c.direction === 'made' ? c.other : c.group ?? c.line;
		void go(`/simuler?de=${encodeURIComponent(phoneTyped(caller(c).number))}&vers=${encodeURIComponent(phoneTyped(to.number))}`);
	};
	return (
		<Dialog title={t('log.whyTitle')} wide onClose={onClose} foot={<>
			{c && caller(c).number && callee(c).number && <Button icon={FlaskConical} onClick={simulate}>{t('log.now')}</Button>}
			<Button kind="main" data-first onClick={onClose}>{t('act.close')}</Button>
		</>}>
			{error ? <p>{error.status === 404 ? t('said.gone') : error.message}</p> : !c ? <Bones rows={4} /> : <Why call={c} />}
		</Dialog>
	);
}

function Why({ call: c }: { call: Call }) {
	/* The first is the caller's own: no answer to the question who was called. */
	const legs = c.legs.length > 1 ? c.legs.slice(1) : c.legs;
	return (
		<div class="stack-m">
			<div class="row"><ResultChip of={c.result} /><span class="quiet num">{full(c.at)}</span></div>
			<p class="big">{say(c.text)}</p>
			<dl class="kv">
				<dt>{t('log.from')}</dt><dd><Who party={caller(c)} /></dd>
				<dt>{t('log.to')}</dt><dd><Who party={callee(c)} /></dd>
				<dt>{t('log.rule')}</dt><dd>{sayFirst(c.because.rule_text)}{c.because.version ? ` (${t('sim.version', { n: c.because.version })})` : ''}{say(c.because.text) !== say(c.text) && <span class="cell-sub">{say(c.because.text)}</span>}</dd>
			</dl>
			{legs.length > 0 && (
				<div class="stack-s">
					<h3>{t('log.legs')}</h3>
					<ol class="steps">{legs.map((leg, i) => <Leg key={i} leg={leg} said={say(c.text)} />)}</ol>
				</div>
			)}
			{c.rejected.length > 0 && (
				<div class="stack-s">
					<h3>{t('log.rejected')}</h3>
					<ul class="dot-lines stack-s">{c.rejected.map((r, i) => <li key={i} class="small">{say(r.text)}</li>)}</ul>
				</div>
			)}
			{c.notes.map((n) => <p key={n.fr} class="small quiet">{say(n)}</p>)}
			{!!c.version && <p class="small quiet">{t('log.decidedAt', { n: c.version })}</p>}
		</div>
	);
}

function Leg({ leg, said }: { leg: Call['legs'][number]; said: string }) {
	const at = leg.at ? new Date(leg.at).getTime() : 0, up = leg.answered ? new Date(leg.answered).getTime() : 0, end = leg.ended ? new Date(leg.ended).getTime() : 0;
	const rang = (up || end) - at, talked = up && end ? end - up : 0;
	const why = [leg.because && say(leg.because.text) !== said ? say(leg.because.text) : '', leg.diverted && leg.charged ? t('log.charged', { who: partyText(leg.charged) }) : ''].filter(Boolean);
	return (
		<li>
			<div>
				<p><strong>{partyText(leg.party)}</strong> <span class="quiet">{[at && rang > 0 ? t('log.rang', { s: seconds(rang / 1000) }) : '', talked > 0 ? t('log.talked', { s: seconds(talked / 1000) }) : '', !up && leg.cause_text ? say(leg.cause_text) : ''].filter(Boolean).join(' · ')}</span></p>
				{why.length > 0 && <p class="why">{why.join(' · ')}</p>}
			</div>
		</li>
	);
}

export const journalOf = (line: string) => `/journal?ligne=${digits(line)}`;
