import {
	baseSubject,
	isAnswer,
	forwardSubject,
	replySubject,
} from '../../../../mail/message/answer/subject';

describe('the subject of an answer', () => {
	it.each([
		['Order 4711', 'Re: Order 4711'],
		['Re: Order', 'Re: Order'],
		['re:Order', 'Re: Order'],
		['RE : Order', 'Re: Order'],
		['Re:Re: Order', 'Re: Order'],
		['AW: Re: SV: Order', 'Re: Order'],
		['Antw.: Order', 'Re: Antw.: Order'],
		['Antw: Order', 'Re: Order'],
		['Re[2]: Order', 'Re: Order'],
		['Re (3): Order', 'Re: Order'],
		['Re^2: Order', 'Re: Order'],
		['VS: Order', 'Re: Order'],
		['Odp: Order', 'Re: Order'],
		['YNT: Order', 'Re: Order'],
		['BLS: Order', 'Re: Order'],
		['RES: Order', 'Re: Order'],
		['RIF: Order', 'Re: Order'],
		['Vá: Order', 'Re: Order'],
		['回复:订单', 'Re: 订单'],
		['回覆: 訂單', 'Re: 訂單'],
		['答复：订单', 'Re: 订单'],
		['Re：Re: 订单', 'Re: 订单'],
		['Fwd: Re: Order', 'Re: Fwd: Re: Order'],
		['Re: Fwd: Re: Order', 'Re: Fwd: Re: Order'],
		['Regarding: Order', 'Re: Regarding: Order'],
		['Order Re: 4711', 'Re: Order Re: 4711'],
		['Re', 'Re: Re'],
		['Re:', 'Re:'],
		['', 'Re:'],
		['   ', 'Re:'],
	])('%j becomes %j', (original, reply) => {
		expect(replySubject(original)).toBe(reply);
	});

	it('is found at once in a subject of nothing but prefixes', () => {
		expect(replySubject(`${'Re:'.repeat(100_000)}x`)).toBe('Re: x');
		expect(replySubject('Re '.repeat(100_000))).toHaveLength(300_003);
	});
});

describe('the subject of a forwarded message', () => {
	it.each([
		['Order', 'Fwd: Order'],
		['FW: Order', 'Fwd: Order'],
		['Fwd: Fw: WG: Order', 'Fwd: Order'],
		['TR : Commande', 'Fwd: Commande'],
		['I: Ordine', 'Fwd: Ordine'],
		['Doorst: Order', 'Fwd: Order'],
		['VB: Order', 'Fwd: Order'],
		['VL: Order', 'Fwd: Order'],
		['RV: Pedido', 'Fwd: Pedido'],
		['ENC: Pedido', 'Fwd: Pedido'],
		['PD: Zamówienie', 'Fwd: Zamówienie'],
		['İLT: Sipariş', 'Fwd: Sipariş'],
		['Továbbítás: Rendelés', 'Fwd: Rendelés'],
		['转发：订单', 'Fwd: 订单'],
		['轉寄: 訂單', 'Fwd: 訂單'],
		['Re: Order', 'Fwd: Re: Order'],
		['', 'Fwd:'],
	])('%j becomes %j', (original, forward) => {
		expect(forwardSubject(original)).toBe(forward);
	});
});

test.each([
	['Offer', 'offer', false],
	['Re: AW: Offer', 'offer', true],
	['Fwd: [list] SV:  Offer  12', 'offer 12', true],
	['[list] Re[2]: Offer', 'offer', true],
	['回复：转发：Offer', 'offer', true],
	['Réf : TR: Offer', 'offer', true],
	['Regarding: Offer', 'regarding: offer', false],
	['[a][b] Offer', 'offer', false],
	['', '', false],
])('%j is of the conversation %j', (subject, base, answer) => {
	expect(baseSubject(subject)).toBe(base);
	expect(isAnswer(subject)).toBe(answer);
});

test('a subject of many prefixes is read to its end', () => {
	expect(baseSubject(`${'[x] Re: '.repeat(250)}Offer`)).toBe('offer');
});
