import type { Account } from '../../../mail/account/settings';
import { openAttachment } from '../../../mail/imap/attachment';
import { openPiece } from '../../../mail/imap/part';
import { handleOf } from '../../../mail/message/handle';
import type { Message } from '../../../mail/message/model';
import type { OpenPieces } from './files';

/** The bytes of a message, over the pool: whoever else watches its folder does not wait for them. */
export function openPieces(account: Account, message: Pick<Message, 'id'>): OpenPieces {
	const handle = handleOf(message);
	return {
		attachment: (attachment, limit) => openAttachment(account, handle, attachment, limit),
		eml: () => openPiece(account, { handle }),
	};
}
