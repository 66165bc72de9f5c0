// SPDX-License-Identifier: AGPL-3.0-or-later
// "Besoin d'aide ?": how each task is done, in the guide's words, and the order in which rules are looked at.
import { t, type Key } from '../i18n';
import { Card, PageHead } from '../ui/basics';

const TASKS: [Key, Key[]][] = [
	['help.fwd', ['help.fwd1', 'help.fwd2', 'help.fwd3', 'help.fwd4', 'help.fwd5']],
	['help.in', ['help.in1', 'help.in2', 'help.in3', 'help.in4']],
	['help.groups', ['help.groups1', 'help.groups2', 'help.groups3', 'help.groups4', 'help.groups5']],
];
const ORDER: Key[] = ['help.o1', 'help.o2', 'help.o3', 'help.o4', 'help.o5', 'help.o6', 'help.o7', 'help.o8', 'help.o9', 'help.o10'];

export function HelpPage() {
	return (
		<>
			<PageHead title={t('app.help')} lead={t('help.lead')} />
			<div class="stack">
				{TASKS.map(([title, steps]) => <Card key={title} title={t(title)}><ol class="steps">{steps.map((s) => <li key={s}><p>{t(s)}</p></li>)}</ol></Card>)}
				<Card title={t('help.order')}><p class="quiet">{t('help.orderLead')}</p><ol class="numbered">{ORDER.map((o) => <li key={o}>{t(o)}</li>)}</ol></Card>
			</div>
		</>
	);
}
