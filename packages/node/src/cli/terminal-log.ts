import type { Log } from '../log.ts';

/** Writes one line a message: what happens to stdout, what is wrong to stderr. */
export const terminalLog: Log = {
  info: (message) => void process.stdout.write(line('info ', message)),
  warn: (message) => void process.stderr.write(line('warn ', message)),
  error: (message) => void process.stderr.write(line('error', message)),
};

/** Makes the command outlive whoever reads what it writes: a log that nobody reads is no reason to stop serving. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

function line(level: string, message: string): string {
  return `${new Date().toISOString().slice(11, 19)} ${level} ${message}\n`;
}
