import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * closing-line.mjs STATUS FOLDER: adds up Jest's JSON reports in the folder and prints
 * "N passed, N failed". A test file that could not be run is a failure; so is a stage that ended the
 * run with no failed test in any report (lint, say): a failed run never says "0 failed".
 */
const [, , status, folder] = process.argv;

const reports = readdirSync(folder)
	.filter((name) => name.endsWith('.json'))
	.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
const sum = (field) => reports.reduce((total, report) => total + report[field], 0);

const passed = sum('numPassedTests');
const failedTests = sum('numFailedTests') + sum('numRuntimeErrorTestSuites');
const failed = failedTests === 0 && status !== '0' ? 1 : failedTests;
console.log(`${passed} passed, ${failed} failed`);
