import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, pinnedNode, root, runPinned } from './ready.mjs';

const demo = `${root}apps/demo/dist/main.js`;

ensureInstalled();
ensureBuilt();
if (realpathSync(process.execPath) === realpathSync(pinnedNode)) await import(pathToFileURL(demo).href);
// Before the first install npm runs us on the machine's own Node.
else runPinned([demo, ...process.argv.slice(2)]);
