import type { Field, Question } from '../../nodes/EnvelopeSend/sendAndWait/question';

export const approvalQuestion = (changes: Partial<Question> = {}): Question => ({
	id: 'q1',
	subject: 'May it go out?',
	message: 'Order 4711',
	openUntil: '',
	choices: [
		{ value: 'approve', label: 'Approve', linkLabel: 'Approve', style: 'primary' },
		{ value: 'disapprove', label: 'Decline', linkLabel: 'Decline', style: 'secondary' },
	],
	fields: [],
	...changes,
});

export const formQuestion = (fields: Field[], changes: Partial<Question> = {}): Question => ({
	...approvalQuestion(),
	choices: [{ value: 'submit', label: 'Submit', linkLabel: 'Respond', style: 'primary' }],
	fields,
	...changes,
});

export const field = (changes: Partial<Field> = {}): Field => ({
	name: 'answer',
	label: 'Your answer',
	type: 'text',
	placeholder: '',
	required: false,
	options: [],
	...changes,
});
