// SPDX-License-Identifier: AGPL-3.0-or-later
// A table with heads that sort; on the phone each row is a card. Twenty-five rows a page.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ArrowDown, ArrowUp, ChevronLeft, ChevronRight } from 'lucide-preact';
import { t } from '../i18n';
import { Button, Icon } from './basics';

export type Column<T> = {
	head: string;
	cell: (row: T) => ComponentChildren;
	sort?: (row: T) => string | number;
	class?: string;
	/** The row's own head on the phone. */
	lead?: boolean;
	hideHead?: boolean;
};

type Props<T> = { caption: string; columns: Column<T>[]; rows: T[]; id: (row: T) => string | number; after?: (row: T) => ComponentChildren };

export function Table<T>({ caption, columns, rows, id, after }: Props<T>) {
	const [by, setBy] = useState<{ at: number; down: boolean } | null>(null);
	const sort = by ? columns[by.at]?.sort : undefined;
	const shown = sort && by ? [...rows].sort((a, b) => {
		const x = sort(a), y = sort(b);
		const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
		return by.down ? -order : order;
	}) : rows;
	const turn = (at: number) => setBy(by?.at === at ? (by.down ? null : { at, down: true }) : { at, down: false });
	return (
		<div class="table-box" role="region" aria-label={caption} tabIndex={0}>
			<table class="cards">
				<caption class="sr">{caption}</caption>
				<thead>
					<tr>
						{columns.map((c, at) => (
							<th key={at} scope="col" class={c.class} aria-sort={by?.at === at ? (by.down ? 'descending' : 'ascending') : undefined}>
								{c.hideHead ? <span class="sr">{c.head}</span> : c.sort
									? <button type="button" class="sort" onClick={() => turn(at)}>{c.head}{by?.at === at && <Icon of={by.down ? ArrowDown : ArrowUp} size={16} />}</button>
									: c.head}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{shown.map((row) => {
						const more = after?.(row);
						return (
							<>
								<tr key={id(row)} class="row-link" data-row={id(row)}>
									{columns.map((c, at) => <td key={at} data-label={c.hideHead ? '' : c.head} class={[c.class, c.lead && 'lead-cell'].filter(Boolean).join(' ') || undefined}>{c.cell(row)}</td>)}
								</tr>
								{more && <tr key={`${id(row)}+`}><td class="block" data-label="" colSpan={columns.length}>{more}</td></tr>}
							</>
						);
					})}
				</tbody>
			</table>
		</div>
	);
}

export function Pager({ shown, total, onBack, onNext }: { shown: string; total?: number; onBack?: () => void; onNext?: () => void }) {
	if (!onBack && !onNext) return total === undefined ? null : <div class="pager"><span>{shown}</span></div>;
	return (
		<nav class="pager" aria-label={t('list.pages')}>
			<span>{shown}</span>
			<span class="btns">
				<Button small icon={ChevronLeft} disabled={!onBack} onClick={onBack}>{t('list.before')}</Button>
				<Button small disabled={!onNext} onClick={onNext}>{t('list.next')}<Icon of={ChevronRight} size={16} /></Button>
			</span>
		</nav>
	);
}
