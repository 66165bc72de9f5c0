// SPDX-License-Identifier: AGPL-3.0-or-later
// Whose line this is: the name and the number, under the head of its pages.
import { useGet } from '../lib/data';
import { phone } from '../lib/phone';
import { myLine, of, role, type Line } from '../lib/model';

export function LineName({ line }: { line: string }) {
	const { data } = useGet<Line>(role.value === 'user' ? null : of(`/lines/${line}`));
	const name = data?.name ?? myLine.value?.name;
	return <><span class="num">{phone(`+${line}`)}</span>{name && ` · ${name}`}</>;
}
