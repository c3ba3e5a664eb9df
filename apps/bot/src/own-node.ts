// The program of the bot's own audio node: starts the node it is told to, and ends with the bot.
import { AudioNode, type Log } from '@reprise/node';
import type { ChildConfig, ChildReport } from './own-node/child-message.ts';

/** The bot is gone: nobody waits for a proper end. */
const END_WITH_BOT_MS = 1_000;

const log: Log = {
  info: (message) => void process.stdout.write(`${message}\n`),
  warn: (message) => void process.stderr.write(`${message}\n`),
  error: (message) => void process.stderr.write(`${message}\n`),
};

// What reads the log may go first.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
// Ctrl+C reaches all processes of a terminal; the bot says when its node ends.
process.on('SIGINT', () => undefined);

process.once('disconnect', () => process.exit());
process.once('message', (config: ChildConfig) => {
  start(config).catch((error: unknown) => {
    report({ error: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
    process.disconnect?.();
  });
});

async function start(config: ChildConfig): Promise<void> {
  const node = new AudioNode({ ...config, host: '127.0.0.1', log });
  const end = (): void => void node.close().finally(() => process.exit());
  process.once('SIGTERM', end);
  await node.start();
  process.removeAllListeners('disconnect').once('disconnect', () => {
    setTimeout(() => process.exit(), END_WITH_BOT_MS);
    end();
  });
  report({ port: node.port });
}

function report(message: ChildReport): void {
  process.send?.(message);
}
