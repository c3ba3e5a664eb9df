import { build, ensureInstalled, root, runPinned } from './ready.mjs';

ensureInstalled();
build();
runPinned(['--expose-gc', `${root}benchmarks/prove-soak.ts`, ...process.argv.slice(2)]);
