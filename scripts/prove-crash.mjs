import { build, ensureInstalled, root, runPinned } from './ready.mjs';

ensureInstalled();
build();
runPinned([`${root}benchmarks/prove-crash.ts`, ...process.argv.slice(2)]);
