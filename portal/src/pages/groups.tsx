// SPDX-License-Identifier: AGPL-3.0-or-later
// "Administrer les groupes d'appel": the guide's table with all its columns; a row opens to its members; Ajouter and
// Modifier share one form.
import { useState } from 'preact/hooks';
import { ChevronDown, ChevronUp, EyeOff, Pencil, Plus, Trash2, Users, UserX, UserCheck } from 'lucide-preact';
import { api } from '../lib/api';
import { useGet } from '../lib/data';
import { phone } from '../lib/phone';
import { query, setQuery, A } from '../lib/router';
import { digits, of, say, type Group, type Items, type Member } from '../lib/model';
import { t, type Key } from '../i18n';
import { Bones, Button, Card, Dot, Empty, Icon, IconButton, LinkButton, Note, PageHead, Says, StateChip, type LiveState } from '../ui/basics';
import { complain } from '../ui/editor';
import { Switch } from '../ui/fields';
import { Warnings } from '../ui/settings';
import { Table, type Column } from '../ui/table';
import { Failed } from './failed';
import { connect, deleteGroup, disconnectAll } from './group-acts';
import { GroupForm } from './group-form';
import { GroupLegend, GroupState } from './home';
import { Journal } from './journal';
import { HistoryList } from './history';

export const MODES: Record<NonNullable<Group['mode']>, Key> = { linear: 'mode.linear', 'round-robin': 'mode.roundRobin', 'longest-idle': 'mode.longestIdle', together: 'mode.together' };
export const members = (g: Group): Member[] => g.members ?? [];
const connectedOf = (g: Group) => g.connected ?? members(g).filter((m) => m.connected).length;

export function GroupsPage() {
	const { data, error } = useGet<Items<Group>>(of('/groups'));
	const [adding, setAdding] = useState(query.peek().get('ajouter') === '1');
	const [editing, setEditing] = useState<Group | null>(null);
	const [open, setOpen] = useState<number | null>(null);
	if (error && !data) return <Failed error={error} />;
	const close = () => { setAdding(false); setEditing(null); if (query.peek().get('ajouter')) setQuery({ ajouter: null }); };
	const columns: Column<Group>[] = [
		{ head: t('groups.number'), sort: (g) => g.number, cell: (g) => <span class="num row-when"><Dot on={connectedOf(g) > 0} label={connectedOf(g) ? t('groups.someone') : t('groups.noOne')} />{phone(g.number)}</span> },
		{ head: t('groups.name'), lead: true, sort: (g) => g.name, cell: (g) => (
			<button type="button" class="opener" aria-expanded={open === g.id} aria-label={t('groups.membersOf', { name: g.name })} onClick={() => setOpen(open === g.id ? null : g.id ?? null)}>
				<strong>{g.name}</strong><Icon of={open === g.id ? ChevronUp : ChevronDown} size={16} />
			</button>) },
		{ head: t('groups.codeUser'), cell: (g) => <Code group={g} which="code_user" /> },
		{ head: t('groups.codeAdmin'), cell: (g) => <Code group={g} which="code_admin" /> },
		{ head: t('groups.queue'), sort: (g) => g.queue ?? 1, class: 'right', cell: (g) => g.queue },
		{ head: t('groups.ring'), sort: (g) => g.ring_s ?? 0, class: 'right', cell: (g) => <span class="num">{g.ring_s} s</span> },
		{ head: t('groups.rest'), sort: (g) => g.rest_s ?? 0, class: 'right', cell: (g) => <span class="num">{g.rest_s} s</span> },
		{ head: t('groups.mode'), cell: (g) => t(MODES[g.mode ?? 'linear']) },
		{ head: t('groups.acts'), class: 'acts', cell: (g) => (
			<span class="btns tight">
				<Button small kind="plain" aria-label={t('groups.editOf', { name: g.name })} onClick={() => setEditing(g)}>{t('act.edit')}</Button>
				<Button small kind="plain danger" aria-label={t('groups.deleteOf', { name: g.name })} onClick={() => void deleteGroup(g, null)}>{t('act.delete')}</Button>
			</span>) },
	];
	return (
		<>
			<PageHead title={t('nav.groups')} lead={t('groups.lead')}><Button kind="main" icon={Plus} onClick={() => setAdding(true)}>{t('act.add')}</Button></PageHead>
			{!data ? <Bones rows={5} height={64} /> : data.items.length === 0
				? <Card><Empty icon={Users} title={t('groups.none')} action={<Button kind="main" icon={Plus} onClick={() => setAdding(true)}>{t('act.add')}</Button>}>{t('groups.noneHelp')}</Empty></Card>
				: <Card flush foot={<GroupLegend />}>
					<div class="groups-table"><Table caption={t('nav.groups')} columns={columns} rows={data.items} id={(g) => g.id ?? 0} after={(g) => (open === g.id ? <Members group={g} onEdit={() => setEditing(g)} more /> : null)} /></div>
				</Card>}
			{(adding || editing) && <GroupForm group={editing} onClose={close} onSaved={(id) => { setOpen(id); close(); }} />}
		</>
	);
}

/** A code, masked until asked for; the asking is audited. */
export function Code({ group, which }: { group: Group; which: 'code_user' | 'code_admin' }) {
	const [code, setCode] = useState<string | null | undefined>();
	const label = which === 'code_user' ? t('groups.codeUser') : t('groups.codeAdmin');
	const show = async () => {
		try {
			const { data } = await api.post<Record<'code_user' | 'code_admin', string | null>>(of(`/groups/${group.id}/codes`));
			setCode(data[which]);
		} catch (e) { complain(e); }
	};
	return (
		<span class="btns tight">
			<span class="num" data-code={code ?? undefined}>{code === undefined ? '••••' : code ?? t('groups.codeLost')}</span>
			{code === undefined
				? <Button small kind="plain" aria-label={t('groups.showCode', { code: label, name: group.name })} onClick={show}>{t('act.show')}</Button>
				: <IconButton icon={EyeOff} label={t('act.hide')} onClick={() => setCode(undefined)} />}
		</span>
	);
}

export function stateOf(m: Member): LiveState {
	if (!m.connected) return 'disconnected';
	return m.state === 'ringing' || m.state === 'talking' || m.state === 'resting' ? m.state : 'connected';
}

/** "Membres du groupe d'appel : Com", as the guide has it. */
export function Members({ group: g, onEdit, more }: { group: Group; onEdit: () => void; more?: boolean }) {
	const on = connectedOf(g), all = members(g);
	const columns: Column<Member>[] = [
		{ head: t('members.name'), lead: true, cell: (m) => m.name || phone(m.number) },
		{ head: t('members.number'), cell: (m) => <A href={`/lignes/${digits(m.number)}`} class="num">{phone(m.number)}</A> },
		{ head: t('members.state'), cell: (m) => <StateChip state={stateOf(m)} /> },
		{ head: t('members.connected'), cell: (m) => <Switch on={!!m.connected} label={t('members.switch', { name: m.name || phone(m.number) })} onValue={(v) => g.id !== undefined && void connect(g.id, [m.number], v)} /> },
	];
	return (
		<div class="members-box stack-m">
			<div class="row apart"><h3>{t('members.title', { name: g.name })}</h3>{more && <LinkButton small kind="plain" href={`/groupes/${g.id}`}>{t('groups.openPage')}</LinkButton>}</div>
			{all.length === 0
				? <Empty icon={Users} title={t('members.none')} action={<Button icon={Pencil} onClick={onEdit}>{t('act.edit')}</Button>}>{t('members.noneHelp')}</Empty>
				: <Table caption={t('members.title', { name: g.name })} columns={columns} rows={all} id={(m) => m.number} />}
			<div class="btns">
				<Button icon={Pencil} onClick={onEdit}>{t('act.edit')}</Button>
				{on > 0 && <Button kind="danger" icon={UserX} onClick={() => void disconnectAll({ ...g, connected: on })}>{t('groups.disconnectAll')}</Button>}
				{on < all.length && all.length > 0 && <Button icon={UserCheck} onClick={() => g.id !== undefined && void connect(g.id, 'all', true)}>{t('groups.connectAll')}</Button>}
			</div>
		</div>
	);
}

export function GroupPage({ id }: { id: string }) {
	const path = of(`/groups/${id}`);
	const { data: g, etag, error } = useGet<Group>(path);
	const [editing, setEditing] = useState(false);
	const [gone, setGone] = useState(false);
	if (error && !g) return <Failed error={error} back="/groupes" />;
	if (!g) return <><PageHead back="/groupes" title={t('nav.groups')} /><Bones rows={4} height={80} /></>;
	const remove = async () => { if (await deleteGroup(g, etag ?? null)) setGone(true); };
	if (gone) return <><PageHead back="/groupes" title={g.name} /><Note>{t('said.gone')}</Note></>;
	return (
		<>
			<PageHead back="/groupes" title={g.name} lead={<span class="num">{phone(g.number)}</span>}>
				<Button icon={Pencil} onClick={() => setEditing(true)}>{t('act.edit')}</Button>
				<Button kind="danger" icon={Trash2} onClick={remove}>{t('act.delete')}</Button>
			</PageHead>
			<div class="stack">
				<Says>{say(g.sentence)}</Says>
				<Warnings list={g.warnings} />
				{g.notes?.map((n) => <Note key={n.fr}>{say(n)}</Note>)}
				<Card title={t('groups.live')}>
					<div class="stack-m">
						<GroupState g={{ connected: connectedOf(g), ringing: count(g, 'ringing'), talking: count(g, 'talking'), resting: count(g, 'resting'), waiting: g.waiting ?? null, open: g.open }} />
						{g.counts && <div class="stack-s"><p class="small quiet">{t('groups.since')}</p><dl class="figures">
							<div><dt>{t('groups.answered')}</dt><dd>{g.counts.answered ?? 0}</dd></div><div><dt>{t('groups.missed')}</dt><dd>{g.counts.missed ?? 0}</dd></div>
							<div><dt>{t('groups.overflowed')}</dt><dd>{g.counts.overflowed ?? 0}</dd></div><div><dt>{t('groups.abandoned')}</dt><dd>{g.counts.abandoned ?? 0}</dd></div>
						</dl></div>}
						<ul class="members">{members(g).map((m) => (
							<li class="member" key={m.number}><strong>{m.name || phone(m.number)}</strong><span class="row apart"><span class="num quiet small">{phone(m.number)}</span><StateChip state={stateOf(m)} /></span></li>
						))}</ul>
					</div>
				</Card>
				<Card><Members group={g} onEdit={() => setEditing(true)} /></Card>
				<Card title={t('groups.settings')}>
					<dl class="kv">
						<dt>{t('groups.codeUser')}</dt><dd><Code group={g} which="code_user" /></dd>
						<dt>{t('groups.codeAdmin')}</dt><dd><Code group={g} which="code_admin" /></dd>
						<dt>{t('groups.queue')}</dt><dd>{g.queue}</dd>
						<dt>{t('groups.ring')}</dt><dd>{g.ring_s} s</dd>
						<dt>{t('groups.rest')}</dt><dd>{g.rest_s} s</dd>
						<dt>{t('groups.mode')}</dt><dd>{t(MODES[g.mode ?? 'linear'])}</dd>
					</dl>
				</Card>
				<section class="stack-m"><h2>{t('groups.calls')}</h2><Journal group={g.id} /></section>
				<Card title={t('nav.history')}><HistoryList path={of(`/groups/${id}/history?limit=25`)} /></Card>
			</div>
			{editing && <GroupForm group={g} onClose={() => setEditing(false)} onSaved={() => setEditing(false)} />}
		</>
	);
}
const count = (g: Group, state: Member['state']) => members(g).filter((m) => m.connected && m.state === state).length;
