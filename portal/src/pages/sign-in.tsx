// SPDX-License-Identifier: AGPL-3.0-or-later
// The way in: name and password, second factor, a link for a new password, the page of that link.
import { useEffect, useState } from 'preact/hooks';
import { Eye, EyeOff } from 'lucide-preact';
import { api, csrf, Problem } from '../lib/api';
import { go, path, query } from '../lib/router';
import { takeSession, type Session } from '../lib/model';
import { lang, seconds, t } from '../i18n';
import { Button, IconButton, Note } from '../ui/basics';
import { Errors, ErrorSummary, Field, TextField } from '../ui/fields';
import { Brand, LangAndTheme } from './frame';

export function Door({ expired }: { expired: boolean }) {
	const p = path.value;
	useEffect(() => { document.title = `${t('door.title')} · ${t('app.name')}`; });
	return (
		<div class="door">
			<header class="bar-top"><div class="push"><Brand /></div><LangAndTheme /></header>
			<main class="door-main" id="main">
				<div class="card door-card">
					{p === '/password' ? <SetPassword /> : p === '/mot-de-passe' ? <Forgot /> : <SignIn expired={expired} />}
				</div>
			</main>
			<footer class="door-foot">{t('door.lead')}</footer>
		</div>
	);
}

function usePosting() {
	const [busy, setBusy] = useState(false);
	const [errors, setErrors] = useState<Record<string, string>>({});
	const [general, setGeneral] = useState<string>();
	const run = async (what: () => Promise<void>, say?: (e: Problem) => string | undefined) => {
		setBusy(true);
		setErrors({});
		setGeneral(undefined);
		try { await what(); } catch (e) {
			if (!(e instanceof Problem)) throw e;
			setErrors(e.errors);
			if (!Object.keys(e.errors).length) setGeneral(say?.(e) ?? (e.status === 0 ? t('app.offline') : e.message));
		}
		setBusy(false);
	};
	return { busy, errors, general, run };
}

export function Password({ at, label, help, value, onValue, autocomplete }: { at: string; label: string; help?: string; value: string; onValue: (v: string) => void; autocomplete: string }) {
	const [clear, setClear] = useState(false);
	return (
		<Field at={at} label={label} help={help}>
			{(ids) => (
				<span class="password">
					<input class="input" type={clear ? 'text' : 'password'} autocomplete={autocomplete} {...ids} value={value} onInput={(e) => onValue(e.currentTarget.value)} />
					<IconButton icon={clear ? EyeOff : Eye} label={t('door.showPassword')} aria-pressed={clear} onClick={() => setClear(!clear)} />
				</span>
			)}
		</Field>
	);
}

function waitText(e: Problem): string | undefined {
	if (e.status === 401) return t('door.wrong');
	if (e.status !== 429) return undefined;
	return t('door.locked', { wait: seconds(Number(e.body['retry_after'] ?? 60)) });
}

function SignIn({ expired }: { expired: boolean }) {
	const [login, setLogin] = useState('');
	const [password, setPassword] = useState('');
	const [code, setCode] = useState('');
	const [second, setSecond] = useState(false);
	const post = usePosting();
	const submit = () => post.run(async () => {
		const got = second ? await api.post<Session>('/session/second-factor', { code: code.replace(/\s/g, '') }) : await api.post<Session>('/session', { login: login.trim(), password });
		if (got.data.state === 'second-factor') { csrf.value = got.data.csrf; return setSecond(true); }
		takeSession(got.data);
	}, waitText);
	return (
		<form noValidate class="stack" onSubmit={(e) => { e.preventDefault(); void submit(); }}>
			<h1 tabIndex={-1}>{t('door.title')}</h1>
			{expired && !post.general && <Note role="status">{t('door.expired')}</Note>}
			{query.value.get('fait') === '1' && <Note kind="good" role="status">{t('door.setDone')}</Note>}
			<ErrorSummary errors={post.errors} general={post.general} />
			<Errors.Provider value={post.errors}>
				{second
					? <TextField at="/code" label={t('door.code')} help={t('door.codeHelp')} width="w-phone" inputMode="numeric" autocomplete="one-time-code" maxLength={7} value={code} onValue={setCode} />
					: <>
						<TextField at="/login" label={t('door.login')} help={t('door.loginHelp')} width="wide" autocomplete="username" inputMode="email" value={login} onValue={setLogin} />
						<Password at="/password" label={t('door.password')} autocomplete="current-password" value={password} onValue={setPassword} />
					</>}
			</Errors.Provider>
			<Button kind="main" type="submit" wide busy={post.busy}>{t('door.enter')}</Button>
			{!second && <Button kind="plain" onClick={() => void go('/mot-de-passe')}>{t('door.forgot')}</Button>}
		</form>
	);
}

function Forgot() {
	const [login, setLogin] = useState('');
	const [sent, setSent] = useState(false);
	const post = usePosting();
	return (
		<form noValidate class="stack" onSubmit={(e) => { e.preventDefault(); void post.run(async () => { await api.post('/password/forgot', { login: login.trim(), lang: lang.value }); setSent(true); }); }}>
			<h1 tabIndex={-1}>{t('door.forgotTitle')}</h1>
			<ErrorSummary errors={post.errors} general={post.general} />
			{sent ? <Note kind="good" role="status">{t('door.forgotSent')}</Note> : <>
				<p>{t('door.forgotText')}</p>
				<Errors.Provider value={post.errors}><TextField at="/login" label={t('door.login')} width="wide" autocomplete="username" inputMode="email" value={login} onValue={setLogin} /></Errors.Provider>
				<Button kind="main" type="submit" wide busy={post.busy}>{t('door.forgotSend')}</Button>
			</>}
			<Button kind="plain" onClick={() => void go('/')}>{t('act.back')}</Button>
		</form>
	);
}

function SetPassword() {
	const [password, setPassword] = useState('');
	const post = usePosting();
	// behind the #: what stands there is sent to nobody
	const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
	return (
		<form noValidate class="stack" onSubmit={(e) => { e.preventDefault(); void post.run(async () => { await api.post('/password/reset', { token, password }); await go('/?fait=1'); }); }}>
			<h1 tabIndex={-1}>{t('door.setTitle')}</h1>
			<ErrorSummary errors={post.errors} general={post.general} />
			<Errors.Provider value={post.errors}><Password at="/password" label={t('door.newPassword')} help={t('door.newHelp')} autocomplete="new-password" value={password} onValue={setPassword} /></Errors.Provider>
			<Button kind="main" type="submit" wide busy={post.busy}>{t('act.save')}</Button>
		</form>
	);
}
