// SPDX-License-Identifier: AGPL-3.0-or-later
// The frames: rail and content for managers and operators, bar of four for users, the band of a taken identity.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { signal } from '@preact/signals';
import {
	Activity, CalendarDays, CircleUser, CircleHelp, ClipboardList, FileUp, FlaskConical, History, House, KeyRound, LogOut, Menu as MenuIcon, Moon, Phone, PhoneForwarded,
	PhoneIncoming, Radio, ShieldCheck, Sun, UserRoundCog, Users, Waypoints, Building2, ListVideo, Voicemail, type LucideIcon,
} from 'lucide-preact';
import { offline } from '../lib/api';
import { liveAt, nodeUp } from '../lib/live';
import { A, go, path } from '../lib/router';
import { phone } from '../lib/phone';
import { fleet, leaveIdentity, myLine, opened, role, session, signOut } from '../lib/model';
import { lang, setLang, t, timeSeconds, type Key } from '../i18n';
import { Button, Icon, IconButton, Note } from '../ui/basics';
import { toast } from '../ui/dialog';
import { complain } from '../ui/editor';

type Item = { href: string; icon: LucideIcon; text: Key; gap?: boolean };
const MANAGER: Item[] = [
	{ href: '/', icon: House, text: 'nav.home' },
	{ href: '/lignes', icon: Phone, text: 'nav.lines' },
	{ href: '/renvois', icon: PhoneForwarded, text: 'nav.forwarding' },
	{ href: '/appels-entrants', icon: PhoneIncoming, text: 'nav.incoming' },
	{ href: '/groupes', icon: Users, text: 'nav.groups' },
	{ href: '/journal', icon: ListVideo, text: 'nav.journal', gap: true },
	{ href: '/simuler', icon: FlaskConical, text: 'nav.simulate' },
	{ href: '/calendriers', icon: CalendarDays, text: 'nav.calendars' },
	{ href: '/fixes', icon: Voicemail, text: 'nav.fixed' },
	{ href: '/import', icon: FileUp, text: 'nav.import', gap: true },
	{ href: '/historique', icon: History, text: 'nav.history' },
	{ href: '/audit', icon: ClipboardList, text: 'nav.audit' },
	{ href: '/administrateurs', icon: ShieldCheck, text: 'nav.admins' },
	{ href: '/cles', icon: KeyRound, text: 'nav.keys' },
];
const OPERATOR: Item[] = [
	{ href: '/', icon: Building2, text: 'nav.fleets' },
	{ href: '/liens', icon: Waypoints, text: 'nav.links' },
	{ href: '/dialogues', icon: Activity, text: 'nav.dialogues' },
	{ href: '/appels', icon: ListVideo, text: 'nav.calls' },
	{ href: '/audit', icon: ClipboardList, text: 'nav.audit', gap: true },
	{ href: '/administrateurs', icon: ShieldCheck, text: 'nav.admins' },
];
const USER: Item[] = [
	{ href: '/', icon: House, text: 'nav.today' },
	{ href: '/renvois', icon: PhoneForwarded, text: 'nav.myForwarding' },
	{ href: '/appels-entrants', icon: PhoneIncoming, text: 'nav.myIncoming' },
	{ href: '/journal', icon: ListVideo, text: 'nav.journal' },
];

const within = (href: string, p: string) => (href === '/' ? p === '/' : p === href || p.startsWith(`${href}/`));

/* theme: what was chosen, else the system's */
const STORED = 'mpabx.theme';
const dark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null;
const theme = signal<'light' | 'dark'>('light');
export function startTheme(): void {
	const put = () => {
		const kept = localStorage.getItem(STORED);
		theme.value = kept === 'dark' || kept === 'light' ? kept : dark?.matches ? 'dark' : 'light';
		document.documentElement.dataset['theme'] = theme.value;
	};
	dark?.addEventListener('change', put);
	put();
}
function turnTheme(): void {
	theme.value = theme.value === 'dark' ? 'light' : 'dark';
	localStorage.setItem(STORED, theme.value);
	document.documentElement.dataset['theme'] = theme.value;
}

export function LangAndTheme() {
	return (
		<>
			<div class="seg" role="group" aria-label={t('app.lang')}>
				{(['fr', 'en'] as const).map((l) => <button key={l} type="button" lang={l} aria-pressed={lang.value === l} aria-label={l === 'fr' ? 'FR, français' : 'EN, English'} onClick={() => setLang(l)}>{l.toUpperCase()}</button>)}
			</div>
			<IconButton icon={theme.value === 'dark' ? Sun : Moon} label={t(theme.value === 'dark' ? 'app.theme.light' : 'app.theme.dark')} onClick={turnTheme} />
		</>
	);
}

export function Brand() {
	const f = fleet.value;
	return (
		<A href="/" class="brand">
			<svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="currentColor" /><path class="brand-mark" d="M8 22V10l8 7 8-7v12" fill="none" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" /></svg>
			<div><b>{f?.name ?? t('app.name')}</b>{f && <span>{t('app.name')}</span>}</div>
		</A>
	);
}

function AccountMenu() {
	const [open, setOpen] = useState(false);
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (!open) return;
		const away = (e: Event) => { if (!box.current?.contains(e.target as Node)) setOpen(false); };
		const key = (e: KeyboardEvent) => { if (e.key === 'Escape') { setOpen(false); box.current?.querySelector('button')?.focus(); } };
		addEventListener('pointerdown', away);
		addEventListener('focusin', away);
		addEventListener('keydown', key);
		return () => { removeEventListener('pointerdown', away); removeEventListener('focusin', away); removeEventListener('keydown', key); };
	}, [open]);
	const u = session.value?.user;
	return (
		<div class="menu" ref={box}>
			<Button kind="plain" icon={CircleUser} aria-expanded={open} aria-haspopup="true" onClick={() => setOpen(!open)}>{t('app.account')}</Button>
			{open && (
				<div class="menu-box">
					{u && <div class="who"><strong>{u.name || u.login}</strong><br /><span class="quiet">{u.login}</span></div>}
					<A href="/compte" onClick={() => setOpen(false)}><Icon of={UserRoundCog} />{t('nav.settings')}</A>
					<button type="button" onClick={() => { setOpen(false); void signOut().then(() => go('/')); }}><Icon of={LogOut} />{t('app.signOut')}</button>
				</div>
			)}
		</div>
	);
}

function Rail({ items }: { items: Item[] }) {
	return (
		<div class="rail">
			<Brand />
			{opened.value && <div class="rail-foot"><A class="back" href="/" onClick={() => { opened.value = null; }}>{t('op.leaveFleet')}</A></div>}
			<nav aria-label={t('app.mainMenu')}>
				<ul>{items.map((i) => (
					<li key={i.href}>{i.gap && <div class="gap" />}<A href={i.href} aria-current={within(i.href, path.value) ? 'page' : undefined}><Icon of={i.icon} />{t(i.text)}</A></li>
				))}</ul>
			</nav>
			<div class="rail-foot"><A class="btn plain" href="/aide"><Icon of={CircleHelp} />{t('app.help')}</A></div>
		</div>
	);
}

function Sheet({ items, onClose }: { items: Item[]; onClose: () => void }) {
	const ref = useRef<HTMLDialogElement>(null);
	const from = useRef(path.value);
	useEffect(() => { ref.current?.showModal(); return () => ref.current?.close(); }, []);
	useEffect(() => { if (path.value !== from.current) onClose(); }, [path.value]);
	return <dialog class="sheet" ref={ref} aria-label={t('app.menu')} onCancel={(e) => { e.preventDefault(); onClose(); }} onClick={(e) => { if (e.target === ref.current || (e.target as HTMLElement).closest('a')) onClose(); }}><Rail items={items} /></dialog>;
}

function Live() {
	if (nodeUp.value === false) return <span class="live away" role="status"><Icon of={Radio} />{t('app.liveAway')}</span>;
	if (!liveAt.value) return <span class="live" />;
	return <span class="live"><Icon of={Radio} />{t('app.live', { time: timeSeconds(liveAt.value) })}</span>;
}

export function TakenBand() {
	const a = session.value?.acting;
	if (!a) return null;
	const back = () => leaveIdentity().then(() => go(`/lignes/${(a.line.number ?? '').replace(/\D/g, '')}`), complain).then(() => toast(t('app.takenOver')));
	return (
		<div class="taken" role="region" aria-label={t('lines.identity')}>
			<span>{t('app.taken', { line: phone(a.line.number), name: a.line.name || a.fleet.name })}</span>
			<Button onClick={() => void back()}>{t('app.takenBack')}</Button>
		</div>
	);
}

function Title() {
	const p = path.value, l = lang.value;
	useEffect(() => {
		const put = () => { const h = document.querySelector('h1')?.textContent?.trim(); document.title = h ? `${h} · ${t('app.name')}` : t('app.name'); };
		const timer = setInterval(put, 500);
		put();
		return () => clearInterval(timer);
	}, [p, l]);
	return null;
}

const Skip = () => <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById('main')?.focus(); }}>{t('app.skip')}</a>;

export function WideFrame({ children }: { children: ComponentChildren }) {
	const [sheet, setSheet] = useState(false);
	const items = role.value === 'operator' && !opened.value ? OPERATOR : MANAGER;
	return (
		<>
			<Skip /><Title />
			<div class="frame">
				<Rail items={items} />
				<div>
					<header class="bar-top">
						<span class="only-phone push"><Button kind="plain" icon={MenuIcon} aria-haspopup="dialog" onClick={() => setSheet(true)}>{t('app.menu')}</Button></span>
						<Live /><LangAndTheme /><AccountMenu />
					</header>
					<main class="content" id="main" tabIndex={-1}>{offline.value && <Note kind="warn" role="alert">{t('app.offline')}</Note>}{children}</main>
				</div>
			</div>
			{sheet && <Sheet items={items} onClose={() => setSheet(false)} />}
		</>
	);
}

export function PhoneFrame({ children }: { children: ComponentChildren }) {
	const l = myLine.value;
	return (
		<div class="phone-frame">
			<Skip /><Title /><TakenBand />
			<header class="phone-top">
				<div>
					<A href="/" class="mine"><b>{l?.name || t('app.name')}</b><span class="small quiet num">{phone(l?.number)}</span></A>
					<LangAndTheme /><AccountMenu />
				</div>
			</header>
			<main class="phone-main" id="main" tabIndex={-1}>{offline.value && <Note kind="warn" role="alert">{t('app.offline')}</Note>}{children}</main>
			<nav class="tabbar" aria-label={t('app.mainMenu')}>
				<ul>{USER.map((i) => <li key={i.href}><A href={i.href} aria-current={within(i.href, path.value) ? 'page' : undefined}><Icon of={i.icon} />{t(i.text)}</A></li>)}</ul>
			</nav>
		</div>
	);
}
