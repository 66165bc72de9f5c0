// SPDX-License-Identifier: AGPL-3.0-or-later
// "Administrateurs": who may sign in, as manager or as the user of a line. "Clés d'API": keys of integrators.
import { useState } from 'preact/hooks';
import { KeyRound, Mail, Pencil, Plus, ShieldCheck, Trash2, Copy, UserX, Check } from 'lucide-preact';
import { api, Problem, type FieldErrors } from '../lib/api';
import { refresh, useGet } from '../lib/data';
import { phone, phoneTyped } from '../lib/phone';
import { of, session, type Items, type Token, type User } from '../lib/model';
import { full, t, type Key } from '../i18n';
import { Bones, Button, Card, Chip, Empty, Note, PageHead } from '../ui/basics';
import { ask, Dialog, toast } from '../ui/dialog';
import { complain, staleText, useTag } from '../ui/editor';
import { Choices, Errors, ErrorSummary, PhoneField, SelectField, TextField, Tick } from '../ui/fields';
import { Pager, Table, type Column } from '../ui/table';
import { rangeText, usePages } from '../ui/picker';
import { Failed } from './failed';

const ROLES: Record<User['role'], Key> = { operator: 'role.operator', manager: 'role.manager', user: 'role.user' };

/** Of a fleet, or the operator's own. */
export function PeoplePage({ operators }: { operators?: boolean }) {
	const base = operators ? '/operator/users' : of('/users');
	const pages = usePages<User>(operators ? base : `${base}?limit=25`);
	const [editing, setEditing] = useState<User | 'new' | null>(null);
	if (pages.error && !pages.page) return <Failed error={pages.error as Problem} />;
	const remove = async (u: User) => {
		if (!(await ask({ title: t('people.askDelete', { name: u.name || u.login }), text: t('people.askDeleteText'), yes: t('act.delete'), danger: true }))) return;
		try { await api.del(`${base}/${u.id}`, '*'); refresh(base); toast(t('said.deleted')); } catch (e) { complain(e); }
	};
	const columns: Column<User>[] = [
		{ head: t('acc.name'), lead: true, sort: (u) => u.name, cell: (u) => <span><strong>{u.name || u.login}</strong><span class="cell-sub">{u.login}</span></span> },
		{ head: t('people.role'), sort: (u) => u.role, cell: (u) => <span>{t(ROLES[u.role])}{u.line && <span class="cell-sub num">{phone(u.line)}</span>}</span> },
		{ head: t('people.state'), cell: (u) => u.suspended ? <Chip icon={UserX}>{t('people.suspended')}</Chip> : <Chip kind="connected" icon={Check}>{t('people.active')}</Chip> },
		{ head: t('acc.second'), cell: (u) => (u.second_factor ? <Chip kind="connected" icon={ShieldCheck}>{t('word.yes')}</Chip> : <span class="quiet">{t('word.no')}</span>) },
		{ head: t('people.last'), sort: (u) => u.last_sign_in ?? '', cell: (u) => <span class="num">{u.last_sign_in ? full(u.last_sign_in) : t('people.never')}</span> },
		{ head: t('groups.acts'), class: 'acts', cell: (u) => <span class="btns tight">
			<Button small kind="plain" icon={Pencil} aria-label={t('groups.editOf', { name: u.name || u.login })} onClick={() => setEditing(u)}>{t('act.edit')}</Button>
			{u.id !== session.value?.user?.id && <Button small kind="plain danger" icon={Trash2} aria-label={t('groups.deleteOf', { name: u.name || u.login })} onClick={() => void remove(u)}>{t('act.delete')}</Button>}</span> },
	];
	const add = <Button kind="main" icon={Plus} onClick={() => setEditing('new')}>{t('act.add')}</Button>;
	return (
		<>
			<PageHead title={t('nav.admins')} lead={t(operators ? 'people.leadOperators' : 'people.lead')}>{add}</PageHead>
			<Card flush>
				{!pages.page ? <div class="empty"><Bones rows={4} /></div> : pages.page.items.length === 0 ? <Empty icon={ShieldCheck} title={t('people.none')} action={add}>{t('people.noneHelp')}</Empty>
					: <Table caption={t('nav.admins')} columns={columns} rows={pages.page.items} id={(u) => u.id ?? u.login} />}
				{pages.page && <Pager shown={rangeText(pages.from, pages.page)} onBack={pages.back} onNext={pages.next} />}
			</Card>
			{editing && <PersonForm base={base} operators={operators} user={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
		</>
	);
}

function PersonForm({ user, base, operators, onClose }: { user: User | null; base: string; operators?: boolean; onClose: () => void }) {
	const [d, setD] = useState<User>(user ? { ...user, line: user.line ? phoneTyped(user.line) : null } : { login: '', name: '', role: operators ? 'operator' : 'manager', line: null, lang: 'fr', suspended: false });
	const [errors, setErrors] = useState<FieldErrors>({});
	const [general, setGeneral] = useState<string>();
	const [busy, setBusy] = useState(false);
	const { tag, ready, failed } = useTag(user ? `${base}/${user.id}` : null, d, setD, (x) => ({ ...x, line: x.line ? phoneTyped(x.line) : null }));
	const save = async () => {
		setBusy(true);
		const body = { ...d, line: d.role === 'user' ? d.line : null };
		try {
			if (user) await api.put(`${base}/${user.id}`, body, tag.current);
			else await api.post(base, body);
			refresh(base);
			toast(user ? t('acc.saved') : t('people.mailed'));
			onClose();
		} catch (e) {
			if (!(e instanceof Problem)) throw e;
			setErrors(e.errors);
			setGeneral(e.stale ? staleText(e, tag) : Object.keys(e.errors).length ? undefined : e.message);
			setBusy(false);
		}
	};
	return (
		<Dialog title={user ? t('groups.formEdit', { name: user.name || user.login }) : t('people.add')} onClose={onClose} onSubmit={() => void save()} foot={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main" type="submit" disabled={!ready} busy={busy}>{t('act.save')}</Button></>}>
			<Errors.Provider value={errors}>
				<div class="stack-m">
					<ErrorSummary errors={errors} general={general ?? failed} />
					{!user && <Note><span class="row-when"><Mail size={16} aria-hidden="true" />{t('people.mailHelp')}</span></Note>}
					<TextField at="/login" label={t('people.login')} type="email" value={d.login} onValue={(login) => setD({ ...d, login })} />
					<TextField at="/name" label={t('acc.name')} maxLength={63} value={d.name} onValue={(name) => setD({ ...d, name })} />
					{!operators && <Choices label={t('people.role')} name="role" value={d.role} onValue={(v) => setD({ ...d, role: v as User['role'] })} options={[
						{ value: 'manager', label: t('role.manager'), help: t('people.managerHelp') }, { value: 'user', label: t('role.user'), help: t('people.userHelp') }]} />}
					{d.role === 'user' && <PhoneField at="/line" label={t('people.line')} placeholder="06 39 98 00 12" value={d.line ?? ''} onValue={(line) => setD({ ...d, line })} />}
					<SelectField label={t('app.lang')} value={d.lang ?? 'fr'} onValue={(v) => setD({ ...d, lang: v as 'fr' | 'en' })} options={[{ value: 'fr', label: 'Français' }, { value: 'en', label: 'English' }]} />
					{user && <Tick checked={!!d.suspended} onValue={(suspended) => setD({ ...d, suspended })}>{t('people.suspend')}</Tick>}
				</div>
			</Errors.Provider>
		</Dialog>
	);
}

const SCOPES: [NonNullable<Token['scopes']>[number], Key][] = [['read', 'key.read'], ['write', 'key.write'], ['codes', 'key.codes'], ['people', 'key.people']];

export function KeysPage() {
	const { data, error } = useGet<Items<Token>>(of('/tokens'));
	const [adding, setAdding] = useState(false);
	const [secret, setSecret] = useState<string | null>(null);
	if (error && !data) return <Failed error={error} />;
	const remove = async (k: Token) => {
		if (!(await ask({ title: t('key.askDelete', { name: k.name }), text: t('key.askDeleteText'), yes: t('act.delete'), danger: true }))) return;
		try { await api.del(of(`/tokens/${k.id}`)); refresh(of('/tokens')); toast(t('said.deleted')); } catch (e) { complain(e); }
	};
	const add = <Button kind="main" icon={Plus} onClick={() => setAdding(true)}>{t('act.add')}</Button>;
	const columns: Column<Token>[] = [
		{ head: t('lines.name'), lead: true, sort: (k) => k.name, cell: (k) => <strong>{k.name}</strong> },
		{ head: t('key.scopes'), cell: (k) => SCOPES.filter(([s]) => k.scopes.includes(s)).map(([, x]) => t(x)).join(', ') },
		{ head: t('key.created'), cell: (k) => <span>{k.created && full(k.created)}<span class="cell-sub">{k.created_by}</span></span> },
		{ head: t('key.last'), cell: (k) => (k.last_used ? full(k.last_used) : t('people.never')) },
		{ head: t('key.expires'), cell: (k) => (k.expires ? full(k.expires) : t('until.none')) },
		{ head: t('act.delete'), hideHead: true, class: 'acts', cell: (k) => <Button small kind="plain danger" icon={Trash2} aria-label={t('groups.deleteOf', { name: k.name })} onClick={() => void remove(k)}>{t('act.delete')}</Button> },
	];
	return (
		<>
			<PageHead title={t('nav.keys')} lead={t('key.lead')}>{add}</PageHead>
			<div class="stack">
				{secret && <Note kind="good" role="status" action={<Button icon={Copy} onClick={() => { void navigator.clipboard?.writeText(secret); toast(t('said.copied')); }}>{t('act.copy')}</Button>}><p>{t('key.once')}</p><p><span class="code">{secret}</span></p></Note>}
				<Card flush>{!data ? <div class="empty"><Bones rows={3} /></div> : data.items.length === 0 ? <Empty icon={KeyRound} title={t('key.none')} action={add}>{t('key.noneHelp')}</Empty>
					: <Table caption={t('nav.keys')} columns={columns} rows={data.items} id={(k) => k.id ?? k.name} />}</Card>
				<p class="small quiet"><a href="/api/v1/openapi.yaml">{t('key.doc')}</a></p>
			</div>
			{adding && <KeyForm onClose={() => setAdding(false)} onSaved={(s) => { setSecret(s); setAdding(false); }} />}
		</>
	);
}

function KeyForm({ onClose, onSaved }: { onClose: () => void; onSaved: (secret: string) => void }) {
	const [d, setD] = useState<Token>({ name: '', scopes: ['read'], expires: null });
	const [errors, setErrors] = useState<FieldErrors>({});
	const [general, setGeneral] = useState<string>();
	const save = async () => {
		try {
			const got = await api.post<Token & { secret: string }>(of('/tokens'), d);
			refresh(of('/tokens'));
			onSaved(got.data.secret);
		} catch (e) {
			if (!(e instanceof Problem)) throw e;
			setErrors(e.errors);
			setGeneral(Object.keys(e.errors).length ? undefined : e.message);
		}
	};
	return (
		<Dialog title={t('key.add')} onClose={onClose} onSubmit={() => void save()} foot={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main" type="submit">{t('act.save')}</Button></>}>
			<Errors.Provider value={errors}>
				<div class="stack-m">
					<ErrorSummary errors={errors} general={general} />
					<TextField at="/name" label={t('lines.name')} help={t('key.nameHelp')} maxLength={63} value={d.name} onValue={(name) => setD({ ...d, name })} />
					<fieldset><legend class="legend">{t('key.scopes')}</legend>{SCOPES.map(([s, k]) => <Tick key={s} checked={d.scopes.includes(s)} onValue={(on) => setD({ ...d, scopes: on ? [...d.scopes, s] : d.scopes.filter((x) => x !== s) })}>{t(k)}</Tick>)}</fieldset>
					<TextField at="/expires" label={t('key.expires')} help={t('key.expiresHelp')} type="date" width="w-phone" value={d.expires ? d.expires.slice(0, 10) : ''} onValue={(v) => setD({ ...d, expires: v ? new Date(`${v}T23:59:59`).toISOString() : null })} />
				</div>
			</Errors.Provider>
		</Dialog>
	);
}
