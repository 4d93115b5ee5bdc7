import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Editor, openEditor } from '../../sandbox/browser/editor';
import { Asking } from './asking';
import { startWorld, type World } from './world';

jest.setTimeout(240_000);

let world: World;
let asking: Asking;
let editor: Editor;
let browser: Browser;

beforeAll(async () => {
	world = await startWorld();
	asking = await Asking.in(world);
	editor = await openEditor(world.n8n.url, world.n8n.owner);
	browser = editor.page.context().browser()!;
});

afterAll(async () => {
	await editor.close();
	await world.close();
});

const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const phone: BrowserContextOptions = {
	viewport: { width: 375, height: 667 },
	isMobile: true,
	hasTouch: true,
	colorScheme: 'dark',
};

/** A page in a browser that runs no scripts, with what its console complains about. */
async function openPage(options: BrowserContextOptions, url: string) {
	const context = await browser.newContext({ ...options, javaScriptEnabled: false });
	const page = await context.newPage();
	const complaints: string[] = [];
	page.on('console', (message) => complaints.push(message.text()));
	await page.goto(url);
	return { page, complaints, close: () => context.close() };
}

/** Nothing is wider than the screen, and every button is large enough for a thumb. */
async function expectToFit(page: Page): Promise<void> {
	const width = page.viewportSize()!.width;
	for (const element of await page.locator('body *:visible').all()) {
		const box = (await element.boundingBox())!;
		expect(box.x + box.width).toBeLessThanOrEqual(width);
	}
	for (const target of await page.locator('button, .entry, .option').all()) {
		expect((await target.boundingBox())!.height).toBeGreaterThanOrEqual(44);
	}
}

const formFields = {
	values: [
		{ fieldLabel: 'Your name', placeholder: 'Jane Doe', requiredField: true },
		{ fieldLabel: 'Email', fieldType: 'email', placeholder: 'jane@example.com' },
		{ fieldLabel: 'How many?', fieldType: 'number', placeholder: '3', requiredField: true },
		{ fieldLabel: 'Delivery day', fieldType: 'date' },
		{ fieldLabel: 'Size', fieldType: 'dropdown', fieldOptions: 'Small\nVery  large\t(XL)' },
		{ fieldLabel: 'Color', fieldType: 'radio', fieldOptions: 'Oak\nWalnut' },
		{
			fieldLabel: 'Extras',
			fieldType: 'checkbox',
			fieldOptions:
				'Cushion\nArmrests\nA-very-long-word-that-has-no-place-to-break-and-is-wider-than-a-phone',
			requiredField: true,
		},
		{ fieldLabel: 'Anything else?', fieldType: 'textarea', placeholder: 'Ring twice' },
	],
};

describe.each([
	['desktop', desktop],
	['phone', phone],
])('on a %s, without scripts', (device, options) => {
	it('a form is filled in, corrected and sent', async () => {
		const id = `form-${device}`;
		await asking.ask(id, {
			subject: `Your chairs (${device})`,
			message: 'We are about to build your chairs.\nPlease tell us what you want.',
			responseType: 'customForm',
			formFields,
		});
		const [question] = await asking.mails(`Your chairs (${device})`);
		await asking.execution(id, 'waiting');
		const { page, complaints, close } = await openPage(options, question!.link('Respond'));
		await expectToFit(page);

		await page.getByLabel('Your name').fill('Zoë "Z" <z>');
		await page.getByLabel('Email').fill('zoe@example.com');
		await page.getByLabel('How many?').fill('12');
		await page.getByLabel('Delivery day').fill('2027-03-01');
		await page.getByLabel('Size').selectOption({ label: 'Very large (XL)' });
		await page.getByText('Walnut').click();
		await page.getByLabel('Anything else?').fill('\n</textarea>\n& so on');
		await page.getByRole('button', { name: 'Submit' }).click();

		await page.getByText('Please answer this.').waitFor();
		await expectToFit(page);
		await asking.execution(id, 'waiting');
		await page.getByText('Cushion').click();
		await page.getByText('Armrests').click();
		await page.getByRole('button', { name: 'Submit' }).click();

		await page.getByText('Your answer has been recorded').waitFor();
		await expectToFit(page);
		expect(await asking.results(id)).toEqual([
			{
				data: {
					'Your name': 'Zoë "Z" <z>',
					Email: 'zoe@example.com',
					'How many?': 12,
					'Delivery day': '2027-03-01',
					Size: 'Very  large\t(XL)',
					Color: 'Walnut',
					Extras: ['Cushion', 'Armrests'],
					'Anything else?': '\n</textarea>\n& so on',
					respondedAt: expect.any(String),
				},
			},
		]);
		expect(complaints).toEqual([expect.stringContaining('422')]);
		await close();
	});

	it('an approval is given with one press on the button', async () => {
		const id = `press-${device}`;
		await asking.ask(id, { options: { disapproveLabel: 'Not <b>yet</b>' } });
		const [question] = await asking.mails(id);
		await asking.execution(id, 'waiting');
		const { page, complaints, close } = await openPage(options, question!.link('Not <b>yet</b>'));
		await expectToFit(page);
		await page.getByRole('button', { name: 'Not <b>yet</b>' }).click();
		await page.getByText('Your answer has been recorded').waitFor();
		expect(await asking.results(id)).toMatchObject([{ data: { approved: false } }]);
		expect(complaints).toEqual([]);
		await close();
	});
});

it('a browser does not send a form that lacks what is required', async () => {
	await asking.ask('required', { responseType: 'freeText' });
	const [question] = await asking.mails('required');
	await asking.execution('required', 'waiting');
	const { page, close } = await openPage(phone, question!.link('Respond'));
	let posts = 0;
	page.on('request', (request) => (posts += request.method() === 'POST' ? 1 : 0));
	await page.getByRole('button', { name: 'Submit' }).click();
	await page.getByLabel('Your response').fill('Yes');
	await page.getByRole('button', { name: 'Submit' }).click();
	await page.getByText('Your answer has been recorded').waitFor();
	expect(posts).toBe(1);
	expect(await asking.results('required')).toMatchObject([{ data: { text: 'Yes' } }]);
	await close();
});
