import { build, ensureInstalled, root, runPinned } from './ready.mjs';

ensureInstalled();
build();
// The memory rows need to collect garbage when they say so.
runPinned(['--expose-gc', `${root}benchmarks/run.ts`, ...process.argv.slice(2)]);
