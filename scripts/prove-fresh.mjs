import { build, ensureInstalled, root, runPinned } from './ready.mjs';

ensureInstalled();
build();
runPinned([`${root}benchmarks/prove-fresh.ts`, ...process.argv.slice(2)]);
