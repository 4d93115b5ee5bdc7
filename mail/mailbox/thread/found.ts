import type { Handle } from '../../message/handle';
import { formatHandle } from '../../message/handle';
import type { Member } from './member';

/** Copies of messages of one conversation, and Message-IDs that belong to it. */
const MAX_COPIES = 500;
const MAX_IDS = 500;

/** What is known of a conversation so far. */
export class Found {
	readonly members = new Map<string, Member>();
	/** Message-IDs of its messages, and that these refer to. */
	readonly ids = new Set<string>();
	/** Whether it is larger than is read: strangers write the references. */
	isCut = false;

	add(member: Member): void {
		if (this.members.size >= MAX_COPIES) {
			this.isCut = true;
			return;
		}
		this.members.set(formatHandle(member.handle), member);
		this.know(member.messageId === undefined ? [] : [member.messageId]);
		this.know(member.refersTo);
	}

	know(ids: string[]): void {
		for (const id of ids) {
			if (this.ids.size >= MAX_IDS && !this.ids.has(id)) this.isCut = true;
			else this.ids.add(id);
		}
	}

	has(handle: Handle): boolean {
		return this.members.has(formatHandle(handle));
	}

	/** Whether a message is of this conversation: a server finds an ID within a longer one, too. */
	isOne({ messageId, refersTo }: Member): boolean {
		return [messageId, ...refersTo].some((id) => id !== undefined && this.ids.has(id));
	}
}
