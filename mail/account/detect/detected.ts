import type { Preset } from '../presets';
import type { ServerSettings } from '../settings';

/** A provider of the table. */
export interface DetectedProvider {
	/** Where it was read, for a sentence, such as `the MX records of example.com`. */
	source: string;
	preset: Preset;
	/** One of the preset's, where it has any. */
	region?: string;
}

/** Servers that the domain itself names: encrypted, by name, at an address that was checked. */
export interface DetectedServers {
	source: string;
	/** At least one of the two. */
	smtp?: ServerSettings;
	imap?: ServerSettings;
	/** What to sign in as, with placeholders; see userNameFor. */
	userName?: string;
}

export type Detected = DetectedProvider | DetectedServers;

/** Finds the servers of an address by its domain. */
export type Detect = (domain: string) => Promise<Detected>;
