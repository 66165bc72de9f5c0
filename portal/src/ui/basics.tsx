// SPDX-License-Identifier: AGPL-3.0-or-later
// Buttons, notes, chips, cards, empty states: what stands on every page.
import type { ComponentChildren, JSX } from 'preact';
import type { LucideIcon } from 'lucide-preact';
import { CheckCircle2, CircleAlert, Info, MessageSquareQuote, TriangleAlert, ArrowLeft, Circle, BellRing, Phone, Coffee, Hourglass, WifiOff } from 'lucide-preact';
import { t, type Key } from '../i18n';
import { A } from '../lib/router';

export function Icon({ of: Of, label, size = 20 }: { of: LucideIcon; label?: string; size?: number }) {
	return label ? <Of size={size} role="img" aria-label={label} /> : <Of size={size} aria-hidden="true" />;
}

/** Somebody connected, or nobody: the legend's two dots. */
export function Dot({ on, label }: { on: boolean; label?: string }) {
	return <Circle size={14} class={on ? 'filled' : undefined} {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' })} />;
}

type Kind = 'main' | 'danger' | 'danger main' | 'plain' | 'plain danger' | '';
type ButtonProps = Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'size' | 'icon'> & { kind?: Kind; icon?: LucideIcon; small?: boolean; wide?: boolean; busy?: boolean };
const shape = (kind: Kind, small?: boolean, wide?: boolean) => ['btn', kind, small && 'small', wide && 'wide'].filter(Boolean).join(' ');

export function Button({ kind = '', icon, small, wide, busy, children, type = 'button', disabled, ...rest }: ButtonProps) {
	return (
		<button type={type} class={shape(kind, small, wide)} aria-busy={busy || undefined} disabled={disabled || busy} {...rest}>
			{icon && <Icon of={icon} size={small ? 16 : 20} />}{children}
		</button>
	);
}

export function LinkButton({ kind = '', icon, small, href, children, ...rest }: { kind?: Kind; icon?: LucideIcon; small?: boolean; href: string; children: ComponentChildren } & Omit<JSX.AnchorHTMLAttributes<HTMLAnchorElement>, 'size' | 'icon'>) {
	return <A href={href} class={shape(kind, small)} {...rest}>{icon && <Icon of={icon} size={small ? 16 : 20} />}{children}</A>;
}

export function IconButton({ icon, label, ...rest }: { icon: LucideIcon; label: string } & Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'icon'>) {
	return <button type="button" class="icon-btn" aria-label={label} title={label} {...rest}><Icon of={icon} /></button>;
}

const NOTES = { info: Info, warn: TriangleAlert, bad: CircleAlert, good: CheckCircle2 } as const;
export function Note({ kind = 'info', children, action, role }: { kind?: keyof typeof NOTES; children: ComponentChildren; action?: ComponentChildren; role?: 'alert' | 'status' }) {
	return <div class={`note ${kind}`} role={role}><Icon of={NOTES[kind]} /><div class="note-body">{children}{action && <div>{action}</div>}</div></div>;
}

/** The sentence: what happens to calls now. Always first on a page of settings. */
export function Says({ children, after, saved }: { children: ComponentChildren; after?: ComponentChildren; saved?: boolean }) {
	return (
		<div class="says">
			<Icon of={MessageSquareQuote} />
			<div>
				<p data-sentence>{typeof children === 'string' && /[\p{L}\d)»]$/u.test(children) ? `${children}.` : children}</p>
				{after && <p class="after">{after}</p>}
				<div role="status">{saved && <span class="said"><Icon of={CheckCircle2} size={16} />{t('said.saved')}</span>}</div>
			</div>
		</div>
	);
}

export type LiveState = 'connected' | 'ringing' | 'talking' | 'resting' | 'disconnected' | 'waiting' | 'unreachable';
const CHIPS: Record<LiveState, [LucideIcon | 'on' | 'off', Key]> = {
	connected: ['on', 'state.connected'], ringing: [BellRing, 'state.ringing'], talking: [Phone, 'state.talking'],
	resting: [Coffee, 'state.resting'], disconnected: ['off', 'state.disconnected'], waiting: [Hourglass, 'state.waiting'],
	unreachable: [WifiOff, 'state.unreachable'],
};
export function StateChip({ state }: { state: LiveState }) {
	const [icon, key] = CHIPS[state];
	return <Chip kind={state} icon={icon}>{t(key)}</Chip>;
}
export function Chip({ kind = 'disconnected', icon, children }: { kind?: string; icon: LucideIcon | 'on' | 'off'; children: ComponentChildren }) {
	return <span class={`chip ${kind}`}>{icon === 'on' || icon === 'off' ? <Dot on={icon === 'on'} /> : <Icon of={icon} size={16} />}{children}</span>;
}

export function Card({ title, action, foot, flush, children, id }: { title?: ComponentChildren; action?: ComponentChildren; foot?: ComponentChildren; flush?: boolean; children: ComponentChildren; id?: string }) {
	return (
		<section class={`card${flush ? ' flush' : ''}`} id={id}>
			{(title || action) && <div class="card-head">{title ? <h2>{title}</h2> : <span />}{action}</div>}
			{children}
			{foot && <div class="card-foot">{foot}</div>}
		</section>
	);
}

export function Empty({ icon, title, children, action }: { icon: LucideIcon; title: string; children?: ComponentChildren; action?: ComponentChildren }) {
	return <div class="empty"><Icon of={icon} size={40} /><h3>{title}</h3>{children && <p>{children}</p>}{action}</div>;
}

export function PageHead({ title, lead, back, children }: { title: ComponentChildren; lead?: ComponentChildren; back?: string; children?: ComponentChildren }) {
	return (
		<header class="page-head">
			<div>
				{back && <A href={back} class="back"><Icon of={ArrowLeft} size={16} />{t('act.back')}</A>}
				<h1 tabIndex={-1}>{title}</h1>
				{lead && <p class="lead">{lead}</p>}
			</div>
			{children && <div class="btns">{children}</div>}
		</header>
	);
}

/** The shape of what is to come; appears only after 200 ms. */
export function Bones({ rows = 3, height = 48 }: { rows?: number; height?: number }) {
	return (
		<div class="stack-s" role="status">
			<span class="sr">{t('said.loading')}</span>
			{Array.from({ length: rows }, (_, i) => <div class="bone" key={i} style={{ height: `${height}px` }} />)}
		</div>
	);
}

export function Bar({ done, of, label }: { done: number; of: number; label: string }) {
	const percent = of ? Math.round((100 * done) / of) : 0;
	return <div class="bar" role="progressbar" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}><span style={{ width: `${percent}%` }} /></div>;
}
