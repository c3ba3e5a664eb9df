import { ensureInstalled, root, runPinned } from './ready.mjs';

ensureInstalled();
runPinned([`${root}apps/demo/src/main.ts`, ...process.argv.slice(2)]);
