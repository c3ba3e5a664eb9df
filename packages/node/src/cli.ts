import { AudioNode } from './audio-node.ts';
import { readCommand, UsageError } from './cli/flags.ts';
import { helpText } from './cli/help.ts';
import { outliveReaders, terminalLog } from './cli/terminal-log.ts';
import { AudioNodeError } from './errors.ts';
import { PACKAGE_VERSION } from './identity.ts';
import type { AudioNodeOptions } from './options.ts';

/** Ctrl+C comes twice: from the terminal, and from npx, which hands on what the terminal has told everybody. */
const ECHO_MS = 1_000;

outliveReaders();
main().catch((error: unknown) => {
  process.stderr.write(`reprise-node: ${explain(error)}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2), process.env);
  switch (command.kind) {
    case 'help':
      process.stdout.write(helpText());
      return;
    case 'version':
      process.stdout.write(`${PACKAGE_VERSION}\n`);
      return;
    case 'run':
      await run(command.options);
  }
}

async function run(options: AudioNodeOptions): Promise<void> {
  const node = new AudioNode({ ytdlp: true, voice: 'discord', ...options, log: terminalLog });
  await node.start();
  if (options.password === undefined)
    terminalLog.info('There is no password: every program on this machine may use this node.');
  const stop = (signal: string): void => {
    terminalLog.info(`${signal}: closing.`);
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    passOverEcho();
    node.close().then(
      () => process.exit(0),
      (error: unknown) => {
        terminalLog.error(explain(error));
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** After it a second signal finds no handler, and ends the process at once. */
function passOverEcho(): void {
  const echo = (): void => undefined;
  process.on('SIGINT', echo);
  setTimeout(() => process.off('SIGINT', echo), ECHO_MS).unref();
}

/** A mistake of the user in one line; anything else with its stack, because it is ours. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UsageError) return `${error.message} See reprise-node --help.`;
  const isUsers = error instanceof AudioNodeError || error instanceof TypeError || error instanceof RangeError;
  return isUsers ? error.message : (error.stack ?? error.message);
}
