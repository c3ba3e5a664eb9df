import { build, ensureInstalled, root, runPinned } from './ready.mjs';

ensureInstalled();
// Some tests use the packages as a user's project does, from their built files.
build();
runPinned([`${root}node_modules/vitest/vitest.mjs`, 'run', ...process.argv.slice(2)]);
