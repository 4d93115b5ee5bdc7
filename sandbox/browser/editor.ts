import { existsSync } from 'node:fs';
import { chromium, selectors, type Locator, type Page } from 'playwright-core';

const chromiums = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Nothing that a browser does by itself in the background, and no need for a GPU or root's sandbox. */
const flags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-dev-shm-usage',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

selectors.setTestIdAttribute('data-test-id');

/** n8n's editor in a headless browser, signed in. */
export interface Editor {
	page: Page;
	url: string;
	/** What went wrong in the page since the sign-in: exceptions, and errors written to the console. */
	errors: string[];
	close(): Promise<void>;
}

/** Starts the system's Chromium (or `CHROMIUM`) and signs in. Throws if there is no Chromium. */
export async function openEditor(
	url: string,
	owner: { email: string; password: string },
): Promise<Editor> {
	const browser = await chromium.launch({ executablePath: chromiumPath(), args: flags });
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	try {
		await signIn(page, url, owner);
	} catch (error) {
		await browser.close();
		throw error;
	}
	return { page, url, errors: collectErrors(page), close: () => browser.close() };
}

/** Opens the canvas of a workflow and waits until its nodes and their icons are drawn. */
export async function openWorkflow({ page, url }: Editor, workflowId: string): Promise<void> {
	await page.goto(`${url}/workflow/${workflowId}`);
	await page.getByTestId('canvas-node').first().waitFor();
	await page.waitForLoadState('networkidle');
}

/** Opens the panel of a node on the canvas and waits for its fields; resolves with the panel. */
export async function openPanel({ page }: Editor, nodeName: string): Promise<Locator> {
	await page.locator(`[data-test-id="canvas-node"][data-node-name="${nodeName}"]`).dblclick();
	const panel = page.getByTestId('ndv');
	await panel.getByTestId('node-parameters').waitFor();
	return panel;
}

/** Adds an option by its name in an open panel. */
export async function addOption({ page }: Editor, name: string): Promise<void> {
	await page.getByPlaceholder('Add option').click();
	const listed = page.getByTestId('collection-parameter-option').filter({ visible: true });
	await listed.getByText(name, { exact: true }).click();
}

export async function closePanel({ page }: Editor): Promise<void> {
	await page.keyboard.press('Escape');
	await page.getByTestId('ndv').waitFor({ state: 'hidden' });
}

/**
 * Looks for a node the way a person does who wants to add one. Resolves with the names listed; they
 * follow the words after a moment, so wait for the one you expect.
 */
export async function searchNodes({ page }: Editor, words: string): Promise<Locator> {
	await page.getByTestId('node-creator-plus-button').first().click();
	await page.getByTestId('node-creator-search-bar').fill(words);
	return page.getByTestId('node-creator-item-name');
}

function chromiumPath(): string {
	const path = process.env.CHROMIUM ?? chromiums.find((candidate) => existsSync(candidate));
	if (path === undefined) {
		throw new Error(
			'No Chromium found. Install the package chromium, or set CHROMIUM to its path.',
		);
	}
	return path;
}

function collectErrors(page: Page): string[] {
	const errors: string[] = [];
	page.on('pageerror', (error) => errors.push(error.message));
	page.on('console', (message) => {
		const { url } = message.location();
		// n8n asks for a stored example of each node's output, and few nodes have one.
		const isMissingExample = url.includes('/schemas/');
		if (message.type() === 'error' && !isMissingExample) errors.push(`${message.text()} (${url})`);
	});
	return errors;
}

async function signIn(
	page: Page,
	url: string,
	owner: { email: string; password: string },
): Promise<void> {
	await page.goto(`${url}/signin`);
	await page.locator('input[name=emailOrLdapLoginId]').fill(owner.email);
	await page.locator('input[name=password]').fill(owner.password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
}
