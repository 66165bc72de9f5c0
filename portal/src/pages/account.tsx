// SPDX-License-Identifier: AGPL-3.0-or-later
// "Mon compte": name, language, password, second factor.
import { useState } from 'preact/hooks';
import { ShieldCheck } from 'lucide-preact';
import { api, call, Problem, type FieldErrors } from '../lib/api';
import { fetchSession, session, takeSession, type Session } from '../lib/model';
import { lang, setLang, t, type Lang } from '../i18n';
import { Button, Card, Note, PageHead } from '../ui/basics';
import { toast } from '../ui/dialog';
import { Errors, ErrorSummary, SelectField, TextField } from '../ui/fields';
import { Password } from './sign-in';

export function AccountPage() {
	return <><PageHead title={t('nav.settings')} lead={session.value?.user?.login} /><div class="stack"><AccountCards /></div></>;
}

function useTry() {
	const [errors, setErrors] = useState<FieldErrors>({});
	const [general, setGeneral] = useState<string>();
	const [busy, setBusy] = useState(false);
	const run = async (what: () => Promise<void>) => {
		setBusy(true);
		try { await what(); setErrors({}); setGeneral(undefined); } catch (e) {
			if (!(e instanceof Problem)) throw e;
			setErrors(e.errors);
			setGeneral(Object.keys(e.errors).length ? undefined : e.message);
		}
		setBusy(false);
	};
	return { errors, general, busy, run };
}

export function AccountCards() {
	if (session.value?.acting) return null;
	return <div class="two"><Me /><ChangePassword /><SecondFactor /></div>;
}

function Me() {
	const u = session.value?.user;
	const [name, setName] = useState(u?.name ?? '');
	const go = useTry();
	const save = (to: { name?: string; lang?: Lang }) => go.run(async () => {
		takeSession((await call<Session>('PATCH', '/me', { body: to })).data);
		toast(t('acc.saved'));
	});
	return (
		<Card title={t('acc.me')}>
			<form noValidate class="stack-m" onSubmit={(e) => { e.preventDefault(); void save({ name }); }}>
				<Errors.Provider value={go.errors}>
					<ErrorSummary errors={go.errors} general={go.general} />
					<TextField at="/name" label={t('acc.name')} maxLength={63} value={name} onValue={setName} />
					<SelectField label={t('app.lang')} value={lang.value} onValue={(v) => { setLang(v as Lang); void save({ lang: v as Lang }); }} options={[{ value: 'fr', label: 'Français' }, { value: 'en', label: 'English' }]} />
				</Errors.Provider>
				<div><Button kind="main" type="submit" busy={go.busy} disabled={name === (u?.name ?? '')}>{t('act.save')}</Button></div>
			</form>
		</Card>
	);
}

function ChangePassword() {
	const [current, setCurrent] = useState('');
	const [password, setPassword] = useState('');
	const go = useTry();
	const save = () => go.run(async () => {
		await api.post('/me/password', { current, password });
		setCurrent('');
		setPassword('');
		toast(t('acc.passwordSaved'));
	});
	return (
		<Card title={t('door.password')}>
			<form noValidate class="stack-m" onSubmit={(e) => { e.preventDefault(); void save(); }}>
				<Errors.Provider value={go.errors}>
					<ErrorSummary errors={go.errors} general={go.general} />
					<Password at="/current" label={t('acc.current')} autocomplete="current-password" value={current} onValue={setCurrent} />
					<Password at="/password" label={t('door.newPassword')} help={t('door.newHelp')} autocomplete="new-password" value={password} onValue={setPassword} />
				</Errors.Provider>
				<div><Button kind="main" type="submit" busy={go.busy} disabled={!current || !password}>{t('act.save')}</Button></div>
			</form>
		</Card>
	);
}

function SecondFactor() {
	const on = session.value?.user?.second_factor ?? false;
	const [password, setPassword] = useState('');
	const [code, setCode] = useState('');
	const [secret, setSecret] = useState<string>();
	const go = useTry();
	const submit = () => go.run(async () => {
		if (on) { await call('DELETE', '/me/second-factor', { body: { password } }); toast(t('acc.secondOff')); }
		else if (!secret) { setSecret((await api.post<{ secret: string; uri: string }>('/me/second-factor', { password })).data.secret); return; }
		else { await api.put('/me/second-factor', { code: code.replace(/\s/g, '') }, null); setSecret(undefined); toast(t('acc.secondOn')); }
		setPassword('');
		setCode('');
		await fetchSession();
	});
	return (
		<Card title={t('acc.second')}>
			<form noValidate class="stack-m" onSubmit={(e) => { e.preventDefault(); void submit(); }}>
				<Note kind={on ? 'good' : 'info'}>{t(on ? 'acc.secondIsOn' : 'acc.secondIsOff')}</Note>
				<Errors.Provider value={go.errors}>
					<ErrorSummary errors={go.errors} general={go.general} />
					{secret ? <>
						<p>{t('acc.secretText')}</p><p><span class="code">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</span></p>
						<TextField at="/code" label={t('door.code')} width="w-phone" inputMode="numeric" autocomplete="one-time-code" maxLength={7} value={code} onValue={setCode} />
					</> : <Password at="/password" label={t('acc.current')} autocomplete="current-password" value={password} onValue={setPassword} />}
				</Errors.Provider>
				<div><Button kind={on ? 'danger' : 'main'} icon={ShieldCheck} type="submit" busy={go.busy} disabled={secret ? !code : !password}>{t(on ? 'acc.turnOff' : secret ? 'acc.confirm' : 'acc.turnOn')}</Button></div>
			</form>
		</Card>
	);
}
