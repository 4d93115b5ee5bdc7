import type { Account } from '../../mail/account/settings';
import { openAttachment } from '../../mail/imap/attachment';
import { openPiece } from '../../mail/imap/part';
import type { Message } from '../../mail/message/model';
import type { OpenPieces } from './item/files';

/** The bytes of a message, over the pool: whoever else watches its folder does not wait for them. */
export function openPieces(account: Account, { uid, id, folder }: Message): OpenPieces {
	const handle = { uid, uidValidity: id.split('.')[1] ?? '', folder };
	return {
		attachment: (attachment, maxBytes) => openAttachment(account, handle, attachment, maxBytes),
		eml: () => openPiece(account, { handle }),
	};
}
