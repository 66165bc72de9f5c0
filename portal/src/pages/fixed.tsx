// SPDX-License-Identifier: AGPL-3.0-or-later
// "Numéros fixes": the VPN's fixed numbers, which count as numbers of the fleet.
import { useState } from 'preact/hooks';
import { Pencil, Plus, Trash2, Voicemail } from 'lucide-preact';
import { api, Problem, type FieldErrors } from '../lib/api';
import { refresh } from '../lib/data';
import { phone, phoneTyped } from '../lib/phone';
import { query, setQuery } from '../lib/router';
import { digits, of, type Fixed } from '../lib/model';
import { t } from '../i18n';
import { Bones, Button, Card, Empty, PageHead } from '../ui/basics';
import { ask, Dialog, toast } from '../ui/dialog';
import { complain, staleText, useTag } from '../ui/editor';
import { Errors, ErrorSummary, PhoneField, SearchField, TextField } from '../ui/fields';
import { rangeText, usePages, useSettled } from '../ui/picker';
import { Pager, Table, type Column } from '../ui/table';
import { Failed } from './failed';

export function FixedPage() {
	const q = query.value.get('q') ?? '';
	const settled = useSettled(q);
	const pages = usePages<Fixed>(of(`/fixed?limit=25${settled ? `&q=${encodeURIComponent(settled)}` : ''}`));
	const [editing, setEditing] = useState<Fixed | 'new' | null>(null);
	if (pages.error && !pages.page) return <Failed error={pages.error as Problem} />;
	const remove = async (f: Fixed) => {
		if (!(await ask({ title: t('fixed.askDelete', { name: f.name || phone(f.number) }), text: t('fixed.askDeleteText'), yes: t('act.delete'), danger: true }))) return;
		try { await api.del(of(`/fixed/${digits(f.number)}`), '*'); refresh(of('/fixed')); toast(t('said.deleted')); } catch (e) { complain(e); }
	};
	const columns: Column<Fixed>[] = [
		{ head: t('lines.name'), lead: true, sort: (f) => f.name, cell: (f) => f.name || phone(f.number) },
		{ head: t('lines.number'), sort: (f) => f.number, cell: (f) => <span class="num">{phone(f.number)}</span> },
		{ head: t('lines.short'), sort: (f) => f.short_number ?? '', cell: (f) => <span class="num">{f.short_number || '–'}</span> },
		{ head: t('groups.acts'), class: 'acts', cell: (f) => <span class="btns tight">
			<Button small kind="plain" icon={Pencil} aria-label={t('groups.editOf', { name: f.name })} onClick={() => setEditing(f)}>{t('act.edit')}</Button>
			<Button small kind="plain danger" icon={Trash2} aria-label={t('groups.deleteOf', { name: f.name })} onClick={() => void remove(f)}>{t('act.delete')}</Button></span> },
	];
	const add = <Button kind="main" icon={Plus} onClick={() => setEditing('new')}>{t('act.add')}</Button>;
	return (
		<>
			<PageHead title={t('nav.fixed')} lead={t('fixed.lead')}>{add}</PageHead>
			<div class="stack-m">
				<SearchField label={t('lines.search')} value={q} onValue={(v) => setQuery({ q: v || null })} />
				<Card flush>
					{!pages.page ? <div class="empty"><Bones rows={4} /></div> : pages.page.items.length === 0
						? <Empty icon={Voicemail} title={settled ? t('lines.noneFound', { q: settled }) : t('fixed.none')} action={settled ? undefined : add}>{settled ? t('lines.noneFoundHelp') : t('fixed.noneHelp')}</Empty>
						: <Table caption={t('nav.fixed')} columns={columns} rows={pages.page.items} id={(f) => f.number} />}
					{pages.page && pages.page.items.length > 0 && <Pager shown={rangeText(pages.from, pages.page)} total={pages.page.total} onBack={pages.back} onNext={pages.next} />}
				</Card>
			</div>
			{editing && <FixedForm fixed={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
		</>
	);
}

function FixedForm({ fixed, onClose }: { fixed: Fixed | null; onClose: () => void }) {
	const [d, setD] = useState<Fixed>(fixed ? { ...fixed, number: phoneTyped(fixed.number) } : { number: '', name: '', short_number: '' });
	const [errors, setErrors] = useState<FieldErrors>({});
	const [general, setGeneral] = useState<string>();
	const [busy, setBusy] = useState(false);
	const at = fixed ? of(`/fixed/${digits(fixed.number)}`) : null;
	const { tag, ready, failed } = useTag(at, d, setD, (x) => ({ ...x, number: phoneTyped(x.number) }));
	const save = async () => {
		setBusy(true);
		try {
			if (at) await api.put(at, d, tag.current);
			else await api.post(of('/fixed'), d);
			refresh(of('/fixed'));
			toast(t('said.saved'));
			onClose();
		} catch (e) {
			if (!(e instanceof Problem)) throw e;
			setErrors(e.errors);
			setGeneral(e.stale ? staleText(e, tag) : Object.keys(e.errors).length ? undefined : e.message);
			setBusy(false);
		}
	};
	return (
		<Dialog title={fixed ? t('groups.formEdit', { name: fixed.name || phone(fixed.number) }) : t('fixed.add')} onClose={onClose} onSubmit={() => void save()} foot={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main" type="submit" disabled={!ready} busy={busy}>{t('act.save')}</Button></>}>
			<Errors.Provider value={errors}>
				<div class="stack-m">
					<ErrorSummary errors={errors} general={general ?? failed} />
					<PhoneField at="/number" label={t('lines.number')} disabled={!!fixed} value={d.number} onValue={(number) => setD({ ...d, number })} />
					<TextField at="/name" label={t('lines.name')} maxLength={63} value={d.name} onValue={(name) => setD({ ...d, name })} />
					<TextField at="/short_number" label={t('lines.short')} help={t('lines.shortHelp')} width="w-code" inputMode="numeric" maxLength={6} value={d.short_number ?? ''} onValue={(short_number) => setD({ ...d, short_number })} />
				</div>
			</Errors.Provider>
		</Dialog>
	);
}
