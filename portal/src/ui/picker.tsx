// SPDX-License-Identifier: AGPL-3.0-or-later
// Choosing a line of the fleet: a search that lists as one types, for pages that begin "Après avoir sélectionné une ligne".
import { useEffect, useState } from 'preact/hooks';
import { ChevronRight, PhoneOff, Users } from 'lucide-preact';
import { useGet } from '../lib/data';
import { phone } from '../lib/phone';
import { A, query, setQuery } from '../lib/router';
import { digits, of, say, type LineSummary, type Page } from '../lib/model';
import { t } from '../i18n';
import { Bones, Card, Chip, Empty, Icon, LinkButton } from './basics';
import { SearchField } from './fields';
import { Pager } from './table';

/** What was typed, a quarter of a second after the last key. */
export function useSettled(value: string, ms = 250): string {
	const [settled, set] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => set(value), ms);
		return () => clearTimeout(timer);
	}, [value]);
	return settled;
}

export type Paged<T> = { page?: Page<T>; back?: () => void; next?: () => void; from: number };
/** A list in pages: cursors of the pages before are kept, so that one can go back. */
export function usePages<T>(path: string | null): Paged<T> & { error?: unknown; path: string | null } {
	const [at, setAt] = useState<{ path: string | null; cursors: string[] }>({ path, cursors: [] });
	const cursors = at.path === path ? at.cursors : [];
	const cursor = cursors[cursors.length - 1];
	const full = path && cursor ? `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}` : path;
	const { data, error } = useGet<Page<T>>(full);
	const [last, setLast] = useState<Page<T>>();
	useEffect(() => { if (data) setLast(data); }, [data]);
	const page = data ?? last;
	const next = data?.next;
	return {
		page, error, path: full, from: cursors.length * 25,
		back: cursors.length ? () => setAt({ path, cursors: cursors.slice(0, -1) }) : undefined,
		next: next ? () => setAt({ path, cursors: [...cursors, next] }) : undefined,
	};
}

export function rangeText(from: number, page: Page<unknown>): string {
	const to = from + page.items.length;
	if (page.total === undefined) return t('list.fromOpen', { from: from + 1, to });
	return page.total > page.items.length ? t('list.from', { from: from + 1, to, total: page.total }) : t('list.all', { n: page.total });
}

/** The list of lines, each a link to `to(number)`. */
export function LinePicker({ to, right }: { to: (digits: string) => string; right?: 'forwarding' | 'incoming' }) {
	const q = query.value.get('q') ?? '';
	const settled = useSettled(q);
	const { page, back, next, from } = usePages<LineSummary>(of(`/lines?limit=25&sort=name${settled ? `&q=${encodeURIComponent(settled)}` : ''}`));
	return (
		<div class="stack-m">
			<SearchField arrive label={t('lines.search')} value={q} onValue={(v) => setQuery({ q: v || null })} />
			<Card flush>
				{!page ? <div class="empty"><Bones rows={6} /></div> : page.items.length === 0
					? <Empty icon={PhoneOff} title={settled ? t('lines.noneFound', { q: settled }) : t('lines.none')} action={settled ? undefined : <LinkButton href="/import">{t('nav.import')}</LinkButton>}>{settled ? t('lines.noneFoundHelp') : t('lines.noneHelp')}</Empty>
					: <ul class="picker" aria-label={t('nav.lines')}>
						{page.items.map((l) => {
							const may = !right || l.rights.includes(right);
							return (
								<li key={l.number}>
									<A href={to(digits(l.number))}>
										<span class="who"><strong>{l.name || phone(l.number)}</strong><span class="quiet num">{phone(l.number)}{l.short_number && ` · ${l.short_number}`}</span></span>
										<span class="what">{may ? say(l.sentence) : <Chip icon={PhoneOff}>{t('lines.noRight')}</Chip>}</span>
										<Icon of={ChevronRight} />
									</A>
								</li>
							);
						})}
					</ul>}
				{page && page.items.length > 0 && <Pager shown={rangeText(from, page)} total={page.total} onBack={back} onNext={next} />}
			</Card>
		</div>
	);
}

/** Ticks for lines, found by search; those ticked stay in sight. For the members of a group. */
export function LineTicks({ chosen, onToggle, max, label }: { chosen: { number: string; name: string }[]; onToggle: (line: { number: string; name: string }, on: boolean) => void; max: number; label: string }) {
	const [q, setQ] = useState('');
	const settled = useSettled(q);
	const { data } = useGet<Page<LineSummary>>(of(`/lines?limit=25&sort=name${settled ? `&q=${encodeURIComponent(settled)}` : ''}`));
	const is = (n: string) => chosen.some((c) => digits(c.number) === digits(n));
	return (
		<fieldset class="stack-s">
			<legend class="legend">{label} <span class="quiet">({chosen.length}/{max})</span></legend>
			<SearchField label={t('lines.search')} value={q} onValue={setQ} />
			<ul class="ticks">
				{(data?.items ?? []).map((l) => {
					const may = l.rights.includes('groups');
					return (
						<li key={l.number}>
							<label class="tick">
								<input type="checkbox" checked={is(l.number)} disabled={!is(l.number) && (chosen.length >= max || !may)} onChange={(e) => onToggle({ number: l.number, name: l.name }, e.currentTarget.checked)} />
								<span><span>{l.name || phone(l.number)}</span><span class="cell-sub num">{phone(l.number)}{!may && ` · ${t('lines.noRight')}`}</span></span>
							</label>
						</li>
					);
				})}
			</ul>
			{data && data.items.length === 0 && <p class="quiet">{t('lines.noneFound', { q: settled })}</p>}
			{chosen.length >= max && <p class="small quiet"><Icon of={Users} size={16} /> {t('groups.full')}</p>}
		</fieldset>
	);
}
