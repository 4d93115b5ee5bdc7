import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { NodeField } from './nodeFields';

const values: unknown[] = [
	...[null, '', ' ', 'x', -1, 0.5, 1e9, true, [], {}, [{}], [['a']], { value: {} }],
	...['\r\nx LOGOUT', '\0', '[', '{"a":1}', '../../etc', '__proto__', 'a'.repeat(100_000), '🙂'],
];

/** How a node is run with each of these in `$json.given`. */
export const hostileValues = {
	items: values.map((given): INodeExecutionData => ({ json: { given } as IDataObject })),
	onError: 'continueRegularOutput' as const,
};

/** Each value was taken, or was refused in words that name the field or that are expected. */
export function expectChecked(json: IDataObject[], { names }: NodeField, expected: RegExp): void {
	expect(json).toHaveLength(values.length);
	for (const { error } of json) {
		if (error === undefined) continue;
		const { message } = error as { message: string };
		const isNamed = names.some((name) => message.includes(name)) || expected.test(message);
		expect(isNamed ? '' : message).toBe('');
	}
}
