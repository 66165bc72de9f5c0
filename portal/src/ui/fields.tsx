// SPDX-License-Identifier: AGPL-3.0-or-later
// Fields: a label, what was typed, and what is wrong with it beside it. Errors come by the field's JSON pointer.
import type { ComponentChildren, JSX } from 'preact';
import { createContext } from 'preact';
import { useContext, useEffect, useId, useRef } from 'preact/hooks';
import { CircleAlert, Search } from 'lucide-preact';
import { t } from '../i18n';
import { Icon } from './basics';

/** What the server said of the last try, by pointer: "/immediate/destination" -> text. */
export const Errors = createContext<Record<string, string>>({});

type FieldProps = { label: ComponentChildren; help?: ComponentChildren; error?: string; at?: string; hideLabel?: boolean };
type Ids = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: 'true' };

export function Field({ label, help, error, at, hideLabel, children }: FieldProps & { children: (ids: Ids) => ComponentChildren }) {
	const base = useId();
	const id = at ? fieldId(at) : base;
	const said = useContext(Errors);
	const wrong = error ?? (at ? said[at] : undefined);
	const by = [help && `${id}-h`, wrong && `${id}-e`].filter(Boolean).join(' ');
	const ids: Ids = { id };
	if (by) ids['aria-describedby'] = by;
	if (wrong) ids['aria-invalid'] = 'true';
	return (
		<div class="field">
			<label for={id} class={hideLabel ? 'sr' : undefined}>{label}</label>
			{children(ids)}
			{wrong && <FieldError id={`${id}-e`}>{wrong}</FieldError>}
			{help && <span class="help" id={`${id}-h`}>{help}</span>}
		</div>
	);
}

/** The field that a pointer means: its own, that of its number, or the nearest around it. */
export function focusOn(pointer: string): boolean {
	for (let at = pointer; at; at = at.slice(0, at.lastIndexOf('/'))) {
		const field = document.getElementById(fieldId(at)) ?? document.getElementById(fieldId(`${at}/number`)) ?? document.getElementById(fieldId(`${at}/destination/number`));
		if (field) { field.focus(); return true; }
	}
	return false;
}

export const fieldId = (pointer: string) => 'f' + pointer.replace(/[^\w-]/g, '-');

export function FieldError({ id, children }: { id?: string; children: ComponentChildren }) {
	return <span class="error" id={id}><Icon of={CircleAlert} size={16} /><span>{children}</span></span>;
}

type InputProps = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'label' | 'onInput' | 'value' | 'size'> & FieldProps & { value: string; onValue: (v: string) => void; width?: string };
export function TextField({ label, help, error, at, hideLabel, value, onValue, width = 'w-mid', class: _c, ...rest }: InputProps) {
	return (
		<Field label={label} help={help} error={error} at={at} hideLabel={hideLabel}>
			{(ids) => <input class={`input ${width}`} type="text" autocomplete="off" {...rest} {...ids} value={value} onInput={(e) => onValue(e.currentTarget.value)} />}
		</Field>
	);
}

export function PhoneField(props: InputProps) {
	return <TextField inputMode="tel" width="w-phone" placeholder="01 99 00 12 34" {...props} />;
}

export function NumberField({ unit, value, onValue, min, max, ...rest }: Omit<InputProps, 'value' | 'onValue'> & { unit?: string; value: number | null; onValue: (n: number | null) => void; min: number; max: number }) {
	const { label, help, error, at, hideLabel, ...input } = rest;
	return (
		<Field label={label} help={help} error={error} at={at} hideLabel={hideLabel}>
			{(ids) => (
				<span class="with-unit">
					<input class="input w-num" type="number" inputMode="numeric" {...input} min={min} max={max} {...ids} value={value ?? ''}
						onInput={(e) => onValue(e.currentTarget.value === '' ? null : Number(e.currentTarget.value))} />
					{unit && <span class="quiet">{unit}</span>}
				</span>
			)}
		</Field>
	);
}

type Option = { value: string; label: string };
export function SelectField({ options, value, onValue, width = 'w-mid', disabled, ...rest }: FieldProps & { options: Option[]; value: string; onValue: (v: string) => void; width?: string; disabled?: boolean }) {
	return (
		<Field {...rest}>
			{(ids) => (
				<select class={`select ${width}`} {...ids} value={value} disabled={disabled} onChange={(e) => onValue(e.currentTarget.value)}>
					{options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
				</select>
			)}
		</Field>
	);
}

export function Tick({ checked, onValue, children, help, ...rest }: Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'onChange'> & { checked: boolean; onValue: (v: boolean) => void; children: ComponentChildren; help?: ComponentChildren }) {
	const id = useId();
	return (
		<label class="tick">
			<input type="checkbox" {...rest} aria-describedby={help ? id : undefined} checked={checked} onChange={(e) => onValue(e.currentTarget.checked)} />
			<span>{children}{help && <span class="cell-sub" id={id}>{help}</span>}</span>
		</label>
	);
}

type Choice = { value: string; label: ComponentChildren; help?: ComponentChildren };
export function Choices({ label, name, value, onValue, options, down, hideLabel, disabled }: { label: string; name: string; value: string; onValue: (v: string) => void; options: Choice[]; down?: boolean; hideLabel?: boolean; disabled?: boolean }) {
	const group = useId() + name;
	return (
		<fieldset disabled={disabled}>
			<legend class={hideLabel ? 'sr' : 'legend'}>{label}</legend>
			<div class={`choices${down ? ' down' : ''}`}>
				{options.map((o) => (
					<label class="choice" key={o.value}>
						<input type="radio" name={group} value={o.value} checked={o.value === value} onChange={() => onValue(o.value)} />
						<span>{o.label}{o.help && <span class="cell-sub">{o.help}</span>}</span>
					</label>
				))}
			</div>
		</fieldset>
	);
}

export function Switch({ on, onValue, children, disabled, label }: { on: boolean; onValue: (v: boolean) => void; children?: ComponentChildren; disabled?: boolean; label?: string }) {
	return (
		<button type="button" role="switch" class="switch" aria-checked={on} aria-label={label} disabled={disabled} onClick={() => onValue(!on)}>
			<span class="switch-track" aria-hidden="true"><span class="switch-knob" /></span>{children}
		</button>
	);
}

/** `arrive`: the page begins here, so that one may type at once. */
export function SearchField({ value, onValue, label, arrive }: { value: string; onValue: (v: string) => void; label: string; arrive?: boolean }) {
	return (
		<div class="search">
			<Icon of={Search} />
			<input class="input" type="search" autocomplete="off" data-arrive={arrive || undefined} aria-label={label} placeholder={label} value={value} onInput={(e) => onValue(e.currentTarget.value)} />
		</div>
	);
}

/** All that is wrong, each a link to its field; takes the focus when it appears. */
export function ErrorSummary({ errors, general }: { errors: Record<string, string>; general?: string }) {
	const all = Object.entries(errors);
	const box = useRef<HTMLDivElement>(null);
	const stamp = JSON.stringify(errors) + general;
	useEffect(() => {
		if (all.length === 1 && !general) {
			if (focusOn(all[0]?.[0] ?? '')) return;
		}
		if (all.length || general) box.current?.focus();
	}, [stamp]);
	if (!general && all.length === 0) return null;
	return (
		<div class="note bad errors" role="alert" tabIndex={-1} ref={box}>
			<Icon of={CircleAlert} />
			<div class="note-body">
				{general ? <p>{general}</p> : <strong>{t('said.fix', { n: all.length })}</strong>}
				{all.length > 0 && <ul>{all.map(([at, text]) => (
					<li key={at}><a href={`#${fieldId(at)}`} onClick={(e) => { e.preventDefault(); focusOn(at); }}>{text}</a></li>
				))}</ul>}
			</div>
		</div>
	);
}
