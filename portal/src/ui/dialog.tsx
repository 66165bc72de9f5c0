// SPDX-License-Identifier: AGPL-3.0-or-later
// Dialogs on the platform's <dialog>: focus stays within, Escape closes, focus returns to what opened it. Questions that
// wait for a yes are promises. Toasts say what was done and offer to undo it.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';
import { X, CheckCircle2, CircleAlert } from 'lucide-preact';
import { t } from '../i18n';
import { Button, Icon, IconButton } from './basics';

type DialogProps = { title: ComponentChildren; onClose: () => void; wide?: boolean; children: ComponentChildren; foot?: ComponentChildren; onSubmit?: () => void };

export function Dialog({ title, onClose, wide, children, foot, onSubmit }: DialogProps) {
	const ref = useRef<HTMLDialogElement>(null);
	const id = useId();
	useEffect(() => {
		const before = document.activeElement as HTMLElement | null;
		const box = ref.current;
		if (box && !box.open) box.showModal();
		box?.querySelector<HTMLElement>('[data-first], .dlg-body input, .dlg-body select')?.focus();
		return () => { box?.close(); before?.isConnected && before.focus(); };
	}, []);
	const inner = (
		<>
			<div class="dlg-head"><h2 id={id}>{title}</h2><IconButton icon={X} label={t('act.close')} onClick={onClose} /></div>
			<div class="dlg-body">{children}</div>
			{foot && <div class="dlg-foot">{foot}</div>}
		</>
	);
	return (
		<dialog ref={ref} class={wide ? 'wide' : undefined} aria-labelledby={id}
			onCancel={(e) => { e.preventDefault(); onClose(); }} onClick={(e) => { if (e.target === ref.current) onClose(); }}>
			{onSubmit ? <form noValidate onSubmit={(e) => { e.preventDefault(); onSubmit(); }}>{inner}</form> : inner}
		</dialog>
	);
}

type Question = { title: string; text?: ComponentChildren; yes: string; no?: string; danger?: boolean; answer: (yes: boolean) => void };
const question = signal<Question | null>(null);

export function ask(q: Omit<Question, 'answer'>): Promise<boolean> {
	return new Promise((resolve) => {
		question.value = { ...q, answer: (yes) => { question.value = null; resolve(yes); } };
	});
}

export function QuestionBox() {
	const q = question.value;
	if (!q) return null;
	return (
		<Dialog title={q.title} onClose={() => q.answer(false)} foot={<>
			<Button onClick={() => q.answer(false)}>{q.no ?? t('act.cancel')}</Button>
			<Button kind={q.danger ? 'danger main' : 'main'} data-first onClick={() => q.answer(true)}>{q.yes}</Button>
		</>}>
			{q.text && (typeof q.text === 'string' ? <p>{q.text}</p> : q.text)}
		</Dialog>
	);
}

type Toast = { id: number; text: string; bad?: boolean; undo?: () => void };
const toasts = signal<Toast[]>([]);
let next = 1;

export function toast(text: string, options: { bad?: boolean; undo?: () => void } = {}): void {
	const it = { id: next++, text, ...options };
	toasts.value = [...toasts.value.slice(-2), it];
	setTimeout(() => drop(it.id), options.undo ? 30000 : options.bad ? 12000 : 5000);
}
const drop = (id: number) => { toasts.value = toasts.value.filter((x) => x.id !== id); };

export function Toasts() {
	return (
		<div class="toasts" role="status" aria-live="polite">
			{toasts.value.map((x) => (
				<div class="toast" key={x.id}>
					<Icon of={x.bad ? CircleAlert : CheckCircle2} /><span>{x.text}</span>
					{x.undo && <Button onClick={() => { drop(x.id); x.undo?.(); }}>{t('act.undo')}</Button>}
					<IconButton icon={X} label={t('act.close')} onClick={() => drop(x.id)} />
				</div>
			))}
		</div>
	);
}
