// SPDX-License-Identifier: AGPL-3.0-or-later
// What a page says where it could not be read.
import { CloudOff, SearchX, ShieldX } from 'lucide-preact';
import type { Problem } from '../lib/api';
import { refresh } from '../lib/data';
import { t } from '../i18n';
import { Button, Empty, LinkButton, PageHead } from '../ui/basics';

export function Failed({ error, back = '/' }: { error: Problem; back?: string }) {
	const [icon, title] = error.status === 404 ? [SearchX, t('said.gone')] as const : error.status === 403 ? [ShieldX, t('said.forbidden')] as const : [CloudOff, t('app.failed')] as const;
	return (
		<>
			<PageHead back={back} title={title} />
			<div class="card"><Empty icon={icon} title={title} action={error.status === 404 || error.status === 403
				? <LinkButton kind="main" href="/">{t('nav.home')}</LinkButton>
				: <Button kind="main" onClick={() => refresh('/')}>{t('act.again')}</Button>}>{error.status === 0 ? t('app.offline') : undefined}</Empty></div>
		</>
	);
}
