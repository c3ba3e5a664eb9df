import { runProgram } from '../../src/cli/program.ts';

/** The bot as a person starts it, for tests that kill it. */
process.exitCode = await runProgram([]);
