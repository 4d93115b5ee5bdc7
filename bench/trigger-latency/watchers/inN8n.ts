import { builtInTrigger, envelopeTrigger } from '../../support/mailbox';
import type { RealN8n } from '../../support/n8n';
import type { Watch } from './watcher';

/** Envelope Trigger in a real n8n, until the first node after it begins. */
export function envelopeInN8n(n8n: RealN8n): Watch {
	return (mailbox, onMail) =>
		n8n.start('envelope', envelopeTrigger(mailbox, 'now'), ({ at }) => onMail(at));
}

/** The same of n8n's own trigger. */
export function builtInInN8n(n8n: RealN8n): Watch {
	return (mailbox, onMail) => n8n.start('builtIn', builtInTrigger(mailbox), ({ at }) => onMail(at));
}
