import { StartError } from '../bot/bot-errors.ts';
import { ConfigError } from '../config/index.ts';
import { SecretMask } from '../log/secret-mask.ts';
import { BOT_VERSION } from '../version.ts';
import { type Arguments, readArguments, USAGE, UsageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { knownSecrets } from './known-secrets.ts';
import { stopSignal } from './stop-signal.ts';

/**
 * Runs the program as the command line says.
 *
 * @returns The exit code; 2 when somebody has to change something before it is worth starting again.
 */
export async function runProgram(argv: readonly string[]): Promise<number> {
  try {
    return await run(readArguments(argv));
  } catch (error) {
    return explained(error, new SecretMask(knownSecrets()));
  }
}

/** What is not asked for is not even read from the disk. */
async function run(given: Arguments): Promise<number> {
  switch (given.command) {
    case 'help':
      console.log(USAGE);
      return EXIT.ok;
    case 'version':
      console.log(BOT_VERSION);
      return EXIT.ok;
    case 'doctor': {
      const { doctor } = await import('../doctor/index.ts');
      const useColor = process.stdout.isTTY === true;
      return doctor({ env: process.env, cwd: process.cwd(), write: console.log, useColor });
    }
    case 'search': {
      const { runSearch } = await import('../search-tool/run-search.ts');
      return runSearch(given, stopSignal());
    }
    case 'start': {
      const { start } = await import('./start.ts');
      return start(given, stopSignal());
    }
  }
}

/** Tells what went wrong, and what to do. Libraries have addresses in their messages, and those may have passwords. */
function explained(error: unknown, secrets: SecretMask): number {
  console.error(secrets.mask(error instanceof Error ? error.message : String(error)));
  if (error instanceof UsageError) {
    console.error(`\n${USAGE}`);
    return EXIT.wrong;
  }
  return error instanceof ConfigError || error instanceof StartError ? EXIT.wrong : EXIT.failed;
}
