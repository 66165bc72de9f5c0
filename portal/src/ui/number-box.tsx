// SPDX-License-Identifier: AGPL-3.0-or-later
// A number typed or found by name among the fleet's lines and fixed numbers: a combobox (ARIA 1.2), arrows and Enter.
import { useId, useState } from 'preact/hooks';
import type { LucideIcon } from 'lucide-preact';
import { useGet } from '../lib/data';
import { phone, phoneTyped, samePhone } from '../lib/phone';
import { digits, of, searchLines, type Fixed, type LineSummary, type Page } from '../lib/model';
import { Button } from './basics';
import { FieldError } from './fields';
import { useSettled } from './picker';

export type Found = { number: string; name: string; kind: 'line' | 'fixed' };
type Props = {
	id: string; label: string; help?: string; button: string; icon?: LucideIcon; disabled?: boolean; error?: string; fixed?: boolean;
	skip?: string[]; onPick: (number: string, found?: Found) => void;
};

export function NumberBox({ id, label, help, button, icon, disabled, error, fixed = true, skip = [], onPick }: Props) {
	const [text, setText] = useState('');
	const [open, setOpen] = useState(false);
	const [at, setAt] = useState(-1);
	const list = useId();
	const q = useSettled(text.trim(), 150);
	const lines = useGet<Page<LineSummary>>(open && q ? searchLines(q, 8) : null);
	const fixeds = useGet<Page<Fixed>>(open && q && fixed ? of(`/fixed?limit=8&q=${encodeURIComponent(q)}`) : null);
	const found: Found[] = [
		...(lines.data?.items ?? []).map((l): Found => ({ number: l.number, name: l.name, kind: 'line' })),
		...(fixeds.data?.items ?? []).map((f): Found => ({ number: f.number, name: f.name, kind: 'fixed' })),
	].filter((f) => !skip.some((s) => samePhone(s, f.number))).slice(0, 8);
	const shown = open && q !== '' && found.length > 0;

	const pick = (f?: Found) => {
		/* Typed in full: the same as if it were chosen from the list. */
		const one = f ?? found.find((x) => samePhone(x.number, text)) ?? (found.length === 1 && digits(text).length < 8 ? found[0] : undefined);
		if (!one && !text.trim()) return;
		onPick(one ? phoneTyped(one.number) : text.trim(), one);
		setText('');
		setAt(-1);
		setOpen(false);
		requestAnimationFrame(() => document.getElementById(id)?.focus());
	};
	const key = (e: KeyboardEvent) => {
		if (e.key === 'ArrowDown') { setOpen(true); setAt(Math.min(at + 1, found.length - 1)); e.preventDefault(); }
		else if (e.key === 'ArrowUp') { setAt(Math.max(at - 1, -1)); e.preventDefault(); }
		else if (e.key === 'Enter') { e.preventDefault(); pick(found[at]); }
		else if (e.key === 'Escape' && shown) { e.preventDefault(); e.stopPropagation(); setOpen(false); }
	};
	return (
		<div class="field">
			<label for={id}>{label}</label>
			<div class="number-box">
				<div class="combo">
					<input id={id} class="input" type="text" autocomplete="off" role="combobox" aria-expanded={shown} aria-controls={list} aria-autocomplete="list"
						aria-activedescendant={at >= 0 && shown ? `${list}-${at}` : undefined} aria-invalid={error ? 'true' : undefined}
						aria-describedby={[error && `${id}-e`, help && `${id}-h`].filter(Boolean).join(' ') || undefined}
						disabled={disabled} value={text} placeholder="01 99 00 12 34" onKeyDown={key} onBlur={() => setTimeout(() => setOpen(false), 150)}
						onInput={(e) => { setText(e.currentTarget.value); setOpen(true); setAt(-1); }} />
					<ul id={list} role="listbox" aria-label={label} hidden={!shown} class="options">
						{shown && found.map((f, i) => (
							<li key={f.number} id={`${list}-${i}`} role="option" aria-selected={i === at} onMouseDown={(e) => { e.preventDefault(); pick(f); }}>
								<span>{f.name || phone(f.number)}</span><span class="quiet num small">{phone(f.number)}</span>
							</li>
						))}
					</ul>
				</div>
				<Button icon={icon} disabled={disabled || !text.trim()} onClick={() => pick()}>{button}</Button>
			</div>
			{error && <FieldError id={`${id}-e`}>{error}</FieldError>}
			{help && <span class="help" id={`${id}-h`}>{help}</span>}
		</div>
	);
}
