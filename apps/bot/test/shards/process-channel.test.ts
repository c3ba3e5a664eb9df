import { systemClock } from '@reprise/clock';
import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { silentLog } from '../../src/log/log.ts';
import { clusterAnswers, OF_ONE, RemoteCluster } from '../../src/shards/cluster-messages.ts';
import { JointCluster } from '../../src/shards/joint-cluster.ts';
import { type Answering, ProcessChannel, type ProcessEnd } from '../../src/shards/process-channel.ts';

/** Two ends of a channel over which, as over that of Node, everything goes as JSON. */
function ends(): readonly [ProcessEnd, ProcessEnd] {
  const listeners = [new Set<(message: unknown) => void>(), new Set<(message: unknown) => void>()] as const;
  const end = (own: 0 | 1): ProcessEnd => ({
    send(message) {
      const json = JSON.stringify(message);
      queueMicrotask(() => {
        for (const listener of listeners[own === 0 ? 1 : 0]) listener(JSON.parse(json));
      });
    },
    onMessage(listener) {
      listeners[own].add(listener);
      return () => listeners[own].delete(listener);
    },
  });
  return [end(0), end(1)];
}

/** One that asks, of one that answers so. */
function asking(answers: Readonly<Record<string, Answering>>, clock: ManualClock = new ManualClock()): ProcessChannel {
  const [here, there] = ends();
  new ProcessChannel(there, answers, clock);
  return new ProcessChannel(here, {}, clock);
}

class Refused extends Error {
  readonly code = 'NODE_INVALID';
}

const REST = {
  reports: async () => [],
  metrics: async () => [],
  drain: async () => 0,
  forgetUser: async () => undefined,
} satisfies Partial<Cluster>;
const WARMED = { at: 1, warmed: 2, skipped: 3, failed: 4, left: 5 };

/** What answers as another process would. */
function remote(cluster: Partial<Cluster>): RemoteCluster {
  const nothing = { entries: 0, bytes: 0, remaining: 0 };
  const whole: Cluster = {
    ...REST,
    warm: async () => WARMED,
    clean: async (_request, { isDryRun }) => ({ ...nothing, isDryRun }),
    ...cluster,
  };
  return new RemoteCluster(asking(clusterAnswers(whole)), OF_ONE);
}

describe('a question to another process', () => {
  it('is answered, also with nothing and at the same time as others', async () => {
    const channel = asking({ double: async (input) => Number(input) * 2, nothing: async () => undefined });
    expect(await Promise.all([channel.ask('double', 2), channel.ask('nothing'), channel.ask('double', 4)])).toEqual([
      4,
      undefined,
      8,
    ]);
  });

  it('fails with the code and the words of what went wrong there', async () => {
    const channel = asking({
      drain: async () => {
        throw new Refused('There is no other node.');
      },
    });
    await expect(channel.ask('drain')).rejects.toMatchObject({
      code: 'NODE_INVALID',
      message: 'There is no other node.',
    });
    await expect(channel.ask('toString')).rejects.toMatchObject({ code: 'PROCESS_FAILED' });
  });

  it('fails when nobody answers in time, and at once when the other process is gone', async () => {
    const clock = new ManualClock();
    const channel = asking({ never: () => new Promise(() => undefined) }, clock);
    const silent = expect(channel.ask('never', undefined, 1_000)).rejects.toMatchObject({ code: 'PROCESS_SILENT' });
    await clock.advance(1_000);
    await silent;
    const gone = expect(channel.ask('never')).rejects.toMatchObject({ code: 'PROCESS_GONE' });
    channel.close();
    await gone;
    await expect(channel.ask('never')).rejects.toMatchObject({ code: 'PROCESS_GONE' });
  });
});

describe('several processes as one', () => {
  it('clean a store once and a memory each, and warm in one of them', async () => {
    const asked: unknown[] = [];
    const first = remote({
      clean: async (request, { isDryRun }) => {
        asked.push(request);
        return { entries: 7, bytes: 70, remaining: 1, isDryRun };
      },
    });
    const second = remote({ clean: async (_, { isDryRun }) => ({ entries: 2, bytes: 20, remaining: 3, isDryRun }) });
    const all = new JointCluster(() => [first, second], silentLog, systemClock);
    expect(await all.clean({ mode: 'unused', days: 30 }, { isDryRun: true })).toEqual({
      entries: 7,
      bytes: 70,
      remaining: 4,
      isDryRun: true,
    });
    expect(asked).toEqual([{ mode: 'unused', days: 30 }]);
    expect(await all.warm({ limit: 5 })).toEqual(WARMED);
  });

  it('forget a person in each of them, and say so when one does not', async () => {
    const forgotten: string[] = [];
    const willing = remote({ forgetUser: async (userId) => void forgotten.push(userId) });
    const refusing = remote({
      forgetUser: async () => {
        throw new Refused('The store is away.');
      },
    });
    await new JointCluster(() => [willing, willing], silentLog, systemClock).forgetUser('937');
    expect(forgotten).toEqual(['937', '937']);
    const all = new JointCluster(() => [refusing, willing], silentLog, systemClock);
    await expect(all.forgetUser('938')).rejects.toThrow('The store is away.');
    expect(forgotten).toEqual(['937', '937', '938']);
  });

  it('have drained a node when all of them have', async () => {
    const willing = remote({ drain: async () => 3 });
    const refusing = remote({
      drain: async () => {
        throw new Refused('There is no other node.');
      },
    });
    expect(await new JointCluster(() => [willing, willing], silentLog, systemClock).drain('main')).toBe(6);
    await expect(
      new JointCluster(() => [willing, refusing], silentLog, systemClock).drain('main'),
    ).rejects.toMatchObject({
      code: 'NODE_INVALID',
    });
  });
});
