import { startFaultProxy } from '../../test/support/faultProxy';
import { serve } from './childProcess';

const [target, delayMs] = process.argv.slice(2).map(Number);

void startFaultProxy({ target: target ?? 0, delayMs }).then(({ port }) => serve({ port }));
