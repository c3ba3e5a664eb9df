import { keepMemorySmall } from './small-memory.ts';

keepMemorySmall();
const { runProgram } = await import('./cli/program.ts');
process.exitCode = await runProgram(process.argv.slice(2));
