import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, pinnedNode, root, runPinned } from './ready.mjs';

const bot = `${root}apps/bot/dist/main.js`;

ensureInstalled();
ensureBuilt();
if (realpathSync(process.execPath) === realpathSync(pinnedNode)) await import(pathToFileURL(bot).href);
// Before the first install npm runs us on the machine's own Node.
else runPinned([bot, ...process.argv.slice(2)]);
