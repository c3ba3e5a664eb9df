// A bot that has nothing but its own node. Says its id and where it is, and waits to be killed.
import { silentLog } from '../../src/log/log.ts';
import { startNode } from './support.ts';

const node = await startNode(silentLog);
process.stdout.write(`${node.pid}\n`);
setInterval(() => undefined, 60_000);
