// SPDX-License-Identifier: AGPL-3.0-or-later
// One call's messages as a ladder: who spoke with the node, switches and HLR on its left, SIP peers and media on its right.
import { useGet } from '../lib/data';
import { num, t } from '../i18n';
import { Bones, Button, Note } from '../ui/basics';
import { Dialog } from '../ui/dialog';

type Event = { at_ms: number; direction: 'right' | 'left' | 'remark'; with?: string; text: string };
type LadderData = { call: string; left: string; right: string; events: Event[] };

export function LadderDialog({ id, onClose }: { id: string; onClose: () => void }) {
	const { data: d, error } = useGet<LadderData>(`/operator/calls/${id}/ladder`);
	return (
		<Dialog wide title={t('op.ladder')} onClose={onClose} foot={<Button kind="main" data-first onClick={onClose}>{t('act.close')}</Button>}>
			{error ? <Note kind="warn">{error.status === 404 ? t('op.ladderGone') : error.message}</Note> : !d ? <Bones /> : <Ladder d={d} />}
		</Dialog>
	);
}

const ROW = 36, TOP = 44, FIRST = 150, MOST = 80;
const cut = (text: string) => (text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text);

/** The columns, from left to right. */
export function participants(d: LadderData): string[] {
	const others = [...new Set(d.events.filter((e) => e.direction !== 'remark').map((e) => e.with ?? d.left))];
	const far = (name: string) => /^(SIP|media)\b/.test(name);
	const media = (name: string) => Number(/^media\b/.test(name));
	return [...others.filter((x) => !far(x)).sort().reverse(), d.right, ...others.filter(far).sort((a, b) => media(a) - media(b))];
}

function Ladder({ d }: { d: LadderData }) {
	const columns = participants(d);
	const gap = columns.length > 2 ? 220 : 460;
	const x = (name: string) => FIRST + columns.indexOf(name) * gap;
	const node = x(d.right);
	const height = TOP + d.events.length * ROW + 16, width = Math.max(760, FIRST + (columns.length - 1) * gap + (columns.length > 2 ? 330 : 150));
	return (
		<div class="ladder" role="region" aria-label={t('op.ladder')} tabIndex={0}>
			<svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={t('op.ladderText', { n: d.events.length, who: columns.join(', ') })}>
				{columns.map((c) => <g key={c}><text class="head" x={x(c)} y="20" text-anchor="middle">{c}</text><line class="life" x1={x(c)} x2={x(c)} y1="28" y2={height} /></g>)}
				{d.events.map((e, i) => {
					const y = TOP + i * ROW + 20, other = x(e.with ?? d.left);
					const [from, to] = e.direction === 'right' ? [other, node] : [node, other];
					const back = to > from ? -9 : 9;
					return (
						<g key={i}>
							<text class="t" x="64" y={y + 4} text-anchor="middle">+{num(Math.round(e.at_ms))} ms</text>
							{e.direction === 'remark' ? <text class="remark" x={node} y={y + 4} text-anchor="middle">{cut(e.text)}</text> : <>
								<line class="msg" x1={from} x2={to} y1={y} y2={y} /><polygon class="tip" points={`${to},${y} ${to + back},${y - 5} ${to + back},${y + 5}`} />
								<text x={Math.min(from, to) + 10} y={y - 6}>{cut(e.text)}</text></>}
						</g>
					);
				})}
			</svg>
			<ol class="sr">{d.events.map((e, i) => <li key={i}>{`+${Math.round(e.at_ms)} ms ${e.direction === 'right' ? `${e.with ?? d.left} → ${d.right}: ` : e.direction === 'left' ? `${d.right} → ${e.with ?? d.left}: ` : ''}${e.text}`}</li>)}</ol>
		</div>
	);
}
