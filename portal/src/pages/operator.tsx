// SPDX-License-Identifier: AGPL-3.0-or-later
// The operator's pages: fleets, the node's links and dialogues, calls of every fleet and the ladder of one.
import { useEffect, useState } from 'preact/hooks';
import { Activity, Building2, CircleCheck, CircleX, Plus, Search, Waypoints } from 'lucide-preact';
import { api, Problem, type FieldErrors } from '../lib/api';
import { refresh, useGet } from '../lib/data';
import { go, query, setQuery } from '../lib/router';
import { digits, followLive, opened, type CallSummary, type Fleet, type FleetSummary, type LineSummary } from '../lib/model';
import { dayTime, num, t } from '../i18n';
import { Bones, Button, Card, Chip, Empty, Note, PageHead } from '../ui/basics';
import { Dialog, toast } from '../ui/dialog';
import { complain, SaveBar, useEditor } from '../ui/editor';
import { Errors, ErrorSummary, NumberField, SearchField, TextField, Tick } from '../ui/fields';
import { rangeText, usePages, useSettled } from '../ui/picker';
import { Pager, Table, type Column } from '../ui/table';
import { Failed } from './failed';
import { CallResult, caller, callee, Who } from './journal';
import { LadderDialog } from './ladder';

function open(f: FleetSummary, to = '/'): void {
	opened.value = f;
	followLive();
	void go(to);
}

export function FleetsPage() {
	const q = query.value.get('q') ?? '';
	const settled = useSettled(q);
	const pages = usePages<FleetSummary>(`/fleets?limit=25${settled ? `&q=${encodeURIComponent(settled)}` : ''}`);
	const [adding, setAdding] = useState(false);
	const [editing, setEditing] = useState<FleetSummary | null>(null);
	if (pages.error && !pages.page) return <Failed error={pages.error as Problem} />;
	const columns: Column<FleetSummary>[] = [
		{ head: t('op.fleet'), lead: true, sort: (f) => f.name, cell: (f) => <button type="button" class="opener" onClick={() => open(f)}><strong>{f.name}</strong></button> },
		{ head: t('op.id'), sort: (f) => f.id, class: 'right', cell: (f) => <span class="num">{f.id}</span> },
		{ head: t('people.state'), cell: (f) => (f.suspended ? <Chip kind="waiting" icon={CircleX}>{t('op.suspended')}</Chip> : <Chip kind="connected" icon={CircleCheck}>{t('op.inService')}</Chip>) },
		{ head: t('act.edit'), hideHead: true, class: 'right acts', cell: (f) => <span class="btns tight"><Button small aria-label={t('groups.editOf', { name: f.name })} onClick={() => setEditing(f)}>{t('act.edit')}</Button><Button small aria-label={t('op.openOf', { name: f.name })} onClick={() => open(f)}>{t('act.open')}</Button></span> },
	];
	return (
		<>
			<PageHead title={t('nav.fleets')} lead={t('op.fleetsLead')}><Button kind="main" icon={Plus} onClick={() => setAdding(true)}>{t('act.add')}</Button></PageHead>
			<div class="stack-m">
				<div class="row apart"><SearchField label={t('op.searchFleet')} value={q} onValue={(v) => setQuery({ q: v || null })} /><FindLine /></div>
				<Card flush>
					{!pages.page ? <div class="empty"><Bones rows={6} /></div> : pages.page.items.length === 0 ? <Empty icon={Building2} title={t('op.noFleet')}>{t('op.noFleetHelp')}</Empty>
						: <Table caption={t('nav.fleets')} columns={columns} rows={pages.page.items} id={(f) => f.id} />}
					{pages.page && <Pager shown={rangeText(pages.from, pages.page)} onBack={pages.back} onNext={pages.next} />}
				</Card>
			</div>
			{adding && <FleetAdd onClose={() => setAdding(false)} />}
			{editing && <FleetEdit fleet={editing} onClose={() => setEditing(null)} />}
		</>
	);
}

function FindLine() {
	const [q, setQ] = useState('');
	const find = async () => {
		const bare = q.replace(/[\s.-]/g, '').replace(/^0(?=[1-9])/, '33').replace(/^(\+|00)/, '');
		try {
			const { data } = await api.get<{ fleet: FleetSummary; line: LineSummary }>(`/operator/lines/${digits(bare)}`);
			open(data.fleet, `/lignes/${digits(data.line.number)}`);
		} catch (e) { complain(e); }
	};
	return (
		<form class="row end" onSubmit={(e) => { e.preventDefault(); void find(); }}>
			<TextField label={t('op.findLine')} width="w-phone" inputMode="tel" placeholder="06 39 98 00 12" value={q} onValue={setQ} />
			<Button type="submit" icon={Search} disabled={digits(q).length < 4}>{t('op.find')}</Button>
		</form>
	);
}

function FleetAdd({ onClose }: { onClose: () => void }) {
	const [name, setName] = useState('');
	const [errors, setErrors] = useState<FieldErrors>({});
	const [general, setGeneral] = useState<string>();
	const save = async () => {
		try { await api.post('/fleets', { name }); refresh('/fleets'); toast(t('acc.saved')); onClose(); } catch (e) {
			if (!(e instanceof Problem)) throw e;
			setErrors(e.errors);
			setGeneral(Object.keys(e.errors).length ? undefined : e.message);
		}
	};
	return (
		<Dialog title={t('op.addFleet')} onClose={onClose} onSubmit={() => void save()} foot={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main" type="submit">{t('act.save')}</Button></>}>
			<Errors.Provider value={errors}><div class="stack-m"><ErrorSummary errors={errors} general={general} /><TextField at="/name" label={t('acc.name')} maxLength={63} value={name} onValue={setName} /></div></Errors.Provider>
		</Dialog>
	);
}

const BARS = [['international', 'op.barInternational'], ['special', 'op.barSpecial'], ['outside', 'op.barOutside']] as const;
const LIMITS = [['max_diverted_line', 'op.maxDivertedLine'], ['max_diverted_fleet', 'op.maxDivertedFleet'], ['max_abroad_line', 'op.maxAbroadLine'], ['max_abroad_fleet', 'op.maxAbroadFleet']] as const;

function FleetEdit({ fleet, onClose }: { fleet: FleetSummary; onClose: () => void }) {
	const ed = useEditor<Fleet>(`/fleets/${fleet.id}`, (x) => x);
	const d = ed.draft;
	useEffect(() => { if (ed.saved) { refresh('/fleets'); toast(t('said.saved')); onClose(); } }, [ed.saved]);
	return (
		<Dialog wide title={t('op.settingsOf', { name: fleet.name })} onClose={onClose} onSubmit={() => void ed.save(ed.stale ? '*' : undefined)}>
			{!d ? <Bones /> : <Errors.Provider value={ed.errors}>
				<div class="stack-m">
					<ErrorSummary errors={ed.errors} general={ed.stale ? t('stale.unknown') : ed.general} />
					<TextField at="/name" label={t('acc.name')} maxLength={63} value={d.name} onValue={(v) => ed.change((x) => { x.name = v; })} />
					<Tick checked={!!d.suspended} help={t('op.suspendHelp')} onValue={(v) => ed.change((x) => { x.suspended = v; })}>{t('op.suspend')}</Tick>
					<fieldset><legend class="legend">{t('op.barring')}</legend>{BARS.map(([b, k]) => <Tick key={b} checked={!!d.barring?.includes(b)} onValue={(on) => ed.change((x) => { x.barring = on ? [...(x.barring ?? []), b] : (x.barring ?? []).filter((y) => y !== b); })}>{t(k)}</Tick>)}</fieldset>
					<fieldset class="stack-s"><legend class="legend">{t('op.limits')}</legend><p class="small quiet">{t('op.limitsHelp')}</p><div class="form-grid">{LIMITS.map(([l, k]) => <NumberField key={l} at={`/${l}`} label={t(k)} min={0} max={65535} value={d[l] ?? 0} onValue={(n) => ed.change((x) => { x[l] = n ?? 0; })} />)}</div></fieldset>
					<SaveBar editor={ed} />
				</div>
			</Errors.Provider>}
		</Dialog>
	);
}

type NodeView = { node: 'up' | 'away'; calls: number | null; dialogues: number | null; lines: number | null; version: number | null; store: string | null; drain: string | null; links?: { name: string; state: string }[] };

/** Read again every few seconds while one looks. */
function usePolled<T>(path: string, every = 3000) {
	useEffect(() => { const timer = setInterval(() => { if (!document.hidden) refresh(path); }, every); return () => clearInterval(timer); }, [path]);
	return useGet<T>(path);
}

export function LinksPage() {
	const { data: n, error } = usePolled<NodeView>('/operator/node');
	if (error && !n) return <Failed error={error} />;
	if (!n) return <><PageHead title={t('nav.links')} /><Bones /></>;
	const up = (s: string) => /^(active|up|connected|as_active|asp_active)/i.test(s);
	return (
		<>
			<PageHead title={t('nav.links')} lead={t('op.linksLead')} />
			<div class="stack">
				{n.node === 'away' && <Note kind="warn" role="status">{t('app.liveAway')}</Note>}
				<Card title={t('op.node')}><dl class="figures">
					<div><dt>{t('nav.calls')}</dt><dd>{n.calls === null ? '–' : num(n.calls)}</dd></div><div><dt>{t('nav.dialogues')}</dt><dd>{n.dialogues === null ? '–' : num(n.dialogues)}</dd></div>
					<div><dt>{t('nav.lines')}</dt><dd>{n.lines === null ? '–' : num(n.lines)}</dd></div><div><dt>{t('op.version')}</dt><dd>{n.version === null ? '–' : num(n.version)}</dd></div>
				</dl></Card>
				<Card flush title={t('nav.links')}>{!n.links?.length ? <Empty icon={Waypoints} title={t('op.noLink')}>{t('op.noLinkHelp')}</Empty>
					: <Table caption={t('nav.links')} rows={n.links} id={(l) => l.name} columns={[
						{ head: t('op.link'), lead: true, sort: (l) => l.name, cell: (l) => <strong>{l.name}</strong> },
						{ head: t('people.state'), cell: (l) => <span class="row-when">{up(l.state) ? <Chip kind="connected" icon={CircleCheck}>{t('op.linkUp')}</Chip> : <Chip kind="waiting" icon={CircleX}>{t('op.linkDown')}</Chip>}<span class="code">{l.state}</span></span> }]} />}</Card>
			</div>
		</>
	);
}

export function DialoguesPage() {
	const { data: d, error } = usePolled<{ node: string; items: { text: string }[] }>('/operator/dialogues');
	if (error && !d) return <Failed error={error} />;
	return (
		<>
			<PageHead title={t('nav.dialogues')} lead={t('op.dialoguesLead')} />
			{!d ? <Bones /> : <Card>{d.items.length === 0 ? <Empty icon={Activity} title={t('op.noDialogue')}>{d.node === 'away' ? t('app.liveAway') : t('op.noDialogueHelp')}</Empty> : <ul class="stack-s">{d.items.map((x, i) => <li key={i}><span class="code">{x.text}</span></li>)}</ul>}</Card>}
		</>
	);
}

export function CallsPage() {
	const pages = usePages<CallSummary>('/operator/calls?limit=25');
	const [ladder, setLadder] = useState<string | null>(null);
	if (pages.error && !pages.page) return <Failed error={pages.error as Problem} />;
	return (
		<>
			<PageHead title={t('nav.calls')} lead={t('op.callsLead')} />
			<Card flush>
				{!pages.page ? <div class="empty"><Bones rows={6} /></div> : pages.page.items.length === 0 ? <Empty icon={Activity} title={t('log.noneYet')}>{t('log.noneYetHelp')}</Empty>
					: <Table caption={t('nav.calls')} rows={pages.page.items} id={(c) => c.id} columns={[
						{ head: t('log.time'), cell: (c) => <span class="num">{dayTime(c.at)}</span> },
						{ head: t('log.from'), cell: (c) => <Who party={caller(c)} /> }, { head: t('log.to'), cell: (c) => <Who party={callee(c)} /> },
						{ head: t('log.result'), class: 'block', cell: (c) => <CallResult call={c} /> },
						{ head: t('op.ladder'), hideHead: true, class: 'right acts', cell: (c) => <Button small aria-label={t('op.ladderOf', { time: dayTime(c.at) })} onClick={() => setLadder(c.id)}>{t('op.ladder')}</Button> },
					]} />}
				{pages.page && <Pager shown={rangeText(pages.from, pages.page)} onBack={pages.back} onNext={pages.next} />}
			</Card>
			{ladder && <LadderDialog id={ladder} onClose={() => setLadder(null)} />}
		</>
	);
}
