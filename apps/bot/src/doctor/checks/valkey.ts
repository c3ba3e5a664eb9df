import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { type Answer, type Check, failed, ok } from '../finding.ts';
import { plain, reasonOf } from '../plain-text.ts';

/** How long what was written stays when it cannot be removed. */
const PROBE_MS = 10_000;

/** Whether the server of the shared store is there, lets the bot in, and keeps what it is given. */
export function valkey(url: string): Check {
  return {
    name: 'valkey',
    async run(signal) {
      const server = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
      // Whoever waits for a command hears of it, too; without a listener the package writes to the terminal.
      let trouble: Error | undefined;
      server.on('error', (error) => {
        trouble ??= error;
      });
      signal.addEventListener('abort', () => server.disconnect(), { once: true });
      try {
        await server.connect();
        return await keeps(server);
      } catch (error) {
        return refused(trouble ?? error);
      } finally {
        server.disconnect();
      }
    },
  };
}

async function keeps(server: Redis): Promise<Answer> {
  const key = `reprise:doctor:${randomUUID()}`;
  await server.set(key, 'written', 'PX', PROBE_MS);
  const read = await server.get(key);
  await server.del(key);
  const info = await server.info('server').catch(() => '');
  const version = /^(?:valkey|redis)_version:(\S+)/m.exec(info)?.[1];
  if (read !== 'written') return failed('It does not give back what was written.', 'Look at its log and its memory.');
  return ok(`${version === undefined ? 'It' : `Version ${plain(version)}; it`} gives back what was written.`);
}

function refused(error: unknown): Answer {
  // The server's errors begin with a word in capitals, such as WRONGPASS.
  const word = error instanceof Error ? /^[A-Z]{3,20}\b/.exec(error.message)?.[0] : undefined;
  if (word === 'WRONGPASS' || word === 'NOAUTH' || word === 'NOPERM') {
    return failed(`It does not let the bot in (${word}).`, 'Mend the user and the password in VALKEY_URL.');
  }
  const advice =
    'See whether it runs where VALKEY_URL says, and whether that can be reached from here. The bot plays without it.';
  return failed(`It cannot be used (${word ?? reasonOf(error)}).`, advice);
}
