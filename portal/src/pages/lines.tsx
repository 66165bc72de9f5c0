// SPDX-License-Identifier: AGPL-3.0-or-later
// "Lignes": the fleet's lines, and one line with its rights, its groups and the doors to its services.
import { useState } from 'preact/hooks';
import { Check, History, Pencil, PhoneForwarded, PhoneIncoming, PhoneOff, ShieldBan, ListVideo, TriangleAlert, UserRoundCog, X, FlaskConical } from 'lucide-preact';
import { useGet } from '../lib/data';
import { phone } from '../lib/phone';
import { A, go, query, setQuery } from '../lib/router';
import { digits, lineState, of, role, say, takeIdentity, type Line, type LineSummary, type Right } from '../lib/model';
import { num, t, type Key } from '../i18n';
import { Bones, Button, Card, Chip, Empty, LinkButton, Note, PageHead, Says, StateChip } from '../ui/basics';
import { ask, Dialog, toast } from '../ui/dialog';
import { complain, StaleBox, useEditor } from '../ui/editor';
import { Errors, ErrorSummary, SearchField, SelectField, TextField, Tick } from '../ui/fields';
import { rangeText, usePages, useSettled } from '../ui/picker';
import { Warnings } from '../ui/settings';
import { Pager, Table, type Column } from '../ui/table';
import { Failed } from './failed';
import { HistoryList } from './history';
import { connect } from './group-acts';
import { Switch } from '../ui/fields';
import type { Problem } from '../lib/api';

const RIGHT_TEXT: Record<Right, Key> = {
	'short-numbers': 'right.short-numbers', forwarding: 'right.forwarding', transfer: 'right.transfer', conference: 'right.conference',
	incoming: 'right.incoming', groups: 'right.groups',
};
export const RIGHTS = Object.keys(RIGHT_TEXT) as Right[];
export const rightText = (r: Right) => t(RIGHT_TEXT[r]);

const SORTS = { name: 'name', number: 'number', short: 'short_number' } as const;

/** Only what is worth a look: a free line has no chip. */
const busy = (l: LineSummary) => { const s = lineState(l); return s === 'ringing' || s === 'talking' || s === 'resting' ? s : null; };

export function LinesPage({ href = (n: string) => `/lignes/${n}` }: { href?: (n: string) => string }) {
	const q = query.value.get('q') ?? '';
	const sort = query.value.get('tri') ?? 'name';
	const settled = useSettled(q);
	const pages = usePages<LineSummary>(of(`/lines?limit=25&sort=${encodeURIComponent(sort)}${settled ? `&q=${encodeURIComponent(settled)}` : ''}`));
	if (pages.error && !pages.page) return <Failed error={pages.error as Problem} />;
	const columns: Column<LineSummary>[] = [
		{ head: t('lines.name'), lead: true, cell: (l) => <A href={href(digits(l.number))}><strong>{l.name || phone(l.number)}</strong></A> },
		{ head: t('lines.number'), cell: (l) => <span class="num">{phone(l.number)}</span> },
		{ head: t('lines.short'), cell: (l) => <span class="num">{l.short_number || '–'}</span> },
		{ head: t('lines.now'), class: 'block', cell: (l) => (
			<span class="stack-s">
				<span class="small">{say(l.sentence)}</span>
				{(busy(l) || l.suspended || l.dnd || l.warnings > 0) && <span class="row chips">
					{busy(l) && <StateChip state={busy(l)!} />}
					{l.suspended && <Chip icon={PhoneOff}>{t('lines.suspended')}</Chip>}
					{l.dnd && <Chip kind="resting" icon={ShieldBan}>{t('lines.dnd')}</Chip>}
					{l.warnings > 0 && <Chip kind="ringing" icon={TriangleAlert}>{t('lines.warnings', { n: l.warnings })}</Chip>}
				</span>}
			</span>) },
	];
	return (
		<>
			<PageHead title={t('nav.lines')} lead={t('lines.lead')} />
			<div class="stack-m">
				<div class="row apart">
					<SearchField label={t('lines.search')} value={q} onValue={(v) => setQuery({ q: v || null })} />
					<SelectField label={t('list.sort')} width="w-phone" hideLabel value={sort} onValue={(v) => setQuery({ tri: v })} options={[
						{ value: SORTS.name, label: t('list.byName') }, { value: SORTS.number, label: t('list.byNumber') }, { value: SORTS.short, label: t('list.byShort') }]} />
				</div>
				<Card flush>
					{!pages.page ? <div class="empty"><Bones rows={8} /></div> : pages.page.items.length === 0
						? <Empty icon={PhoneOff} title={settled ? t('lines.noneFound', { q: settled }) : t('lines.none')}>{settled ? t('lines.noneFoundHelp') : t('lines.noneHelp')}</Empty>
						: <Table caption={t('nav.lines')} columns={columns} rows={pages.page.items} id={(l) => l.number} />}
					{pages.page && pages.page.items.length > 0 && <Pager shown={rangeText(pages.from, pages.page)} total={pages.page.total} onBack={pages.back} onNext={pages.next} />}
				</Card>
			</div>
		</>
	);
}

export function LinePage({ line }: { line: string }) {
	const { data: l, error } = useGet<Line>(of(`/lines/${line}`));
	const [editing, setEditing] = useState(false);
	if (error && !l) return <Failed error={error} back="/lignes" />;
	if (!l) return <><PageHead back="/lignes" title={phone(`+${line}`)} /><Bones rows={4} height={80} /></>;
	const name = l.name || phone(l.number);
	const take = async () => {
		if (!(await ask({ title: t('lines.identityTitle', { name }), text: t('lines.identityText', { name }), yes: t('lines.identity') }))) return;
		try { await takeIdentity(l.number); await go('/'); toast(t('lines.identityDone')); } catch (e) { complain(e); }
	};
	return (
		<>
			<PageHead back="/lignes" title={name} lead={<><span class="num">{phone(l.number)}</span>{l.short_number && ` · ${t('lines.short')} ${l.short_number}`}{busy(l) && <> <StateChip state={busy(l)!} /></>}</>}>
				<Button icon={Pencil} onClick={() => setEditing(true)}>{t('act.edit')}</Button>
				<Button icon={UserRoundCog} onClick={take}>{t('lines.identity')}</Button>
			</PageHead>
			<div class="stack">
				<Says>{say(l.sentence)}</Says>
				{l.suspended && <Note kind="warn">{t('lines.suspended')}</Note>}
				{l.rights.length === 0 && <Note kind="warn">{t('lines.noOption')}</Note>}
				<Warnings list={l.warning_list} />
				<div class="two">
					<Card title={t('lines.services')}>
						<ul class="doors">
							<li><LinkButton href={`/renvois/${line}`} icon={PhoneForwarded}>{t('nav.forwarding')}</LinkButton></li>
							<li><LinkButton href={`/appels-entrants/${line}`} icon={PhoneIncoming}>{t('nav.incoming')}</LinkButton></li>
							<li><LinkButton href={`/lignes/${line}/reglages`} icon={ShieldBan}>{t('lines.other')}</LinkButton></li>
							<li><LinkButton href={`/journal?ligne=${line}`} icon={ListVideo}>{t('lines.journal')}</LinkButton></li>
							<li><LinkButton href={`/simuler?vers=${encodeURIComponent(phone(l.number))}`} icon={FlaskConical}>{t('nav.simulate')}</LinkButton></li>
							<li><LinkButton href={`/historique?ligne=${line}`} icon={History}>{t('lines.history')}</LinkButton></li>
						</ul>
					</Card>
					<div class="stack">
						<Card title={t('lines.rights')}>
							<ul class="list">{l.functions.map((f) => (
								<li key={f.right}><span class="grow"><strong>{rightText(f.right)}</strong><span class="cell-sub">{say(f.text)}</span></span>
									{f.allowed ? <Chip kind="connected" icon={Check}>{t('lines.allowed')}</Chip> : <Chip icon={X}>{t('lines.notAllowed')}</Chip>}</li>
							))}</ul>
						</Card>
						<Card title={t('lines.groups')}>
							{l.memberships.length === 0 ? <p class="quiet">{t('lines.noGroups')}</p> : (
								<ul class="list">{l.memberships.map((g) => (
									<li key={g.id}><span class="grow"><A href={`/groupes/${g.id}`}><strong>{g.name}</strong></A><span class="cell-sub num">{phone(g.number)}</span></span>
										<StateChip state={!g.connected ? 'disconnected' : g.state === 'talking' || g.state === 'ringing' || g.state === 'resting' ? g.state : 'connected'} />
										<Switch on={g.connected} label={t('members.switch', { name: `${name}, ${g.name}` })} onValue={(on) => void connect(g.id, [l.number], on)} /></li>
								))}</ul>
							)}
						</Card>
					</div>
				</div>
				<Card title={t('nav.history')}><HistoryList path={of(`/lines/${line}/history?limit=10`)} /></Card>
			</div>
			{editing && <LineForm line={line} onClose={() => setEditing(false)} />}
		</>
	);
}

function LineForm({ line, onClose }: { line: string; onClose: () => void }) {
	const ed = useEditor<Line>(of(`/lines/${line}`), (x) => x);
	const d = ed.draft;
	const operator = role.value === 'operator';
	if (!d) return null;
	const save = async () => { if (!ed.dirty || await ed.save()) { toast(t('said.saved')); onClose(); } };
	return (
		<Dialog title={t('lines.edit')} onClose={onClose} onSubmit={() => void save()} foot={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main" type="submit" busy={ed.busy}>{t('act.save')}</Button></>}>
			<Errors.Provider value={ed.errors}>
				<div class="stack-m">
					<ErrorSummary errors={ed.errors} general={ed.general} />
					<TextField at="/name" label={t('lines.name')} maxLength={63} value={d.name} onValue={(v) => ed.change((x) => { x.name = v; })} />
					<TextField at="/short_number" label={t('lines.short')} help={t('lines.shortHelp')} width="w-code" inputMode="numeric" maxLength={6} value={d.short_number} onValue={(v) => ed.change((x) => { x.short_number = v; })} />
					{operator && <fieldset><legend class="legend">{t('lines.rights')}</legend>{RIGHTS.map((r) => (
						<Tick key={r} checked={d.rights.includes(r)} onValue={(on) => ed.change((x) => { x.rights = on ? [...x.rights, r] : x.rights.filter((y) => y !== r); })}>{rightText(r)}</Tick>
					))}</fieldset>}
					{operator && <Tick checked={d.suspended} onValue={(on) => ed.change((x) => { x.suspended = on; })}>{t('lines.suspended')}</Tick>}
				</div>
			</Errors.Provider>
			<StaleBox editor={ed} describe={(x) => [[t('lines.name'), x.name], [t('lines.short'), x.short_number || t('word.none')], [t('lines.rights'), num(x.rights.length)]]} />
		</Dialog>
	);
}
