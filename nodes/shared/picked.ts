/** The value of a resource locator: n8n's object for the choice, or what an expression gives. */
export function picked(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}
