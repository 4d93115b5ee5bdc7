import { fetchMessages } from '../../../mail/imap/fetch';
import { alice } from '../../support/account';
import { describeConnected } from '../../support/connected';
import { corpusFiles, corpusReading, corpusSource } from '../../support/corpus';
import { eml } from '../../support/eml';
import { multipart, part } from '../../support/mime';
import { fileDifferences } from '../message/corpusDifferences';

const pdf = 'Content-Type: application/pdf';

/** Parameters of one file, in the bytes of Latin-1, and its name. */
const names: [written: string, name: string][] = [
	["name*=utf-8''Pr%C3%BCfung.pdf", 'Prüfung.pdf'],
	["name*=iso-8859-1'de'Pr%FCfung.pdf", 'Prüfung.pdf'],
	["name=Prufung.pdf; name*=utf-8''Pr%C3%BCfung.pdf", 'Prüfung.pdf'],
	["name*1=rates.pdf; name*0*=utf-8''%E2%82%AC%20", '€ rates.pdf'],
	["name*0*=utf-8''%C3%A4%C3; name*1*=%B6%C3%BC.pdf", 'äöü.pdf'],
	["name*0*=iso-2022-jp''%1B%24B%3FM%3B; name*1*=v%1B%28B.pdf", '人事.pdf'],
	['name="=?utf-8?Q?Pr=C3=BCfung?=\r\n =?utf-8?Q?_lang.pdf?="', 'Prüfung lang.pdf'],
	['name="=?gb18030?B?xOO6ww==?=.pdf"', '你好.pdf'],
	['name="100%25.pdf"', '100%25.pdf'],
	['name="Pr\xc3\xbcfung.pdf"', 'Prüfung.pdf'],
	['name="Pr\xfcfung.pdf"', 'Prüfung.pdf'],
	['name="\xcf\xf0\xe8\xe2\xe5\xf2.pdf"; charset=windows-1251', 'Привет.pdf'],
	['name=""', 'attachment-2'],
	["name*=utf-8''a%00b%0D%0Ac.pdf", 'a b c.pdf'],
	["name*=utf-8''%E2%80%AEfdp.exe", 'fdp.exe'],
];

describeConnected('names of files', (on) => {
	const fileNames = async (source: string | Buffer): Promise<string[] | undefined> => {
		await on.server.deliver(alice, source);
		await on.connection.mailboxOpen('INBOX');
		const uid = (await on.server.messages(alice)).at(-1)?.uid ?? 0;
		const [message] = await fetchMessages(on.connection, [uid]);
		return message?.attachments.map(({ fileName }) => fileName);
	};

	const mixed = (headers: string[]) =>
		multipart('mixed', 'b', part(['Content-Type: text/plain'], 'text'), part(headers, 'file'));

	it.each(names)('reads %j in a Content-Type and a Content-Disposition', async (written, name) => {
		const inType = mixed([`${pdf}; ${written}`, 'Content-Disposition: attachment']);
		const disposition = `Content-Disposition: attachment; ${written.replaceAll('name', 'filename')}`;
		for (const message of [inType, mixed([pdf, disposition])]) {
			expect(await fileNames(Buffer.from(eml(message), 'latin1'))).toEqual([name]);
		}
	});

	it('reads the name of a message that is a file', async () => {
		const headers = ['MIME-Version: 1.0', `${pdf}; name="Pr\xfcfung.pdf"`];
		expect(await fileNames(Buffer.from(eml({ headers, body: 'file' }), 'latin1'))).toEqual([
			'Prüfung.pdf',
		]);
	});

	const inCorpus = corpusFiles();
	if (inCorpus.length === 0) {
		it.skip('the corpus ../shared/corpus/parse is not on this machine', () => {});
		return;
	}

	it.each(inCorpus)('of %s are as another parser reads them', async (file) => {
		const ours = await fileNames(corpusSource(file));
		const named = ours
			?.filter((name) => !/^(?:attachment|message)-[\d.]+/.test(name))
			// They escape (RFC 5322 §3.2.1), which the embedded server does not know.
			.map((name) => name.replaceAll('\\', ''));
		const expected = expect({ fileNames: corpusReading(file).fileNames });
		const isListed = file in fileDifferences;
		(isListed ? expected.not : expected).toEqual({ fileNames: named });
	});
});
