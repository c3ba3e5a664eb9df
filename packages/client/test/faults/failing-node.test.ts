import { type FaultAnswer, ManualClock } from '@reprise/devkit';
import { NodeHttpError, NodeResponseError, RepriseError } from 'reprise';
import { describe, expect, it } from 'vitest';
import { faultStage, PLAYERS } from './support/fault-stage.ts';
import { figure, seconds } from './support/figure.ts';
import { pass, passUntil } from './support/passing.ts';

const LONGEST_HEAD = 200;
const REST_MS = 30_000;

describe('a node that answers nonsense', () => {
  it.each<[string, FaultAnswer, new (...args: never) => RepriseError]>([
    ['a page of a proxy', { kind: 'html', status: 502 }, NodeHttpError],
    ['a page of a proxy, as if all were well', { kind: 'html', status: 200 }, NodeResponseError],
    ['half of its JSON', { kind: 'halfJson' }, NodeResponseError],
    ['500', { kind: 'status', status: 500 }, NodeHttpError],
  ])('%s, is told as a typed error, never as a SyntaxError', async (what, answer, kind) => {
    await using set = await faultStage({ nodes: 1 });
    set.node('A').answer(answer, { path: '/v4/loadtracks' });
    const failure = await set.pool.fetchTracks('test:1000:x').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(kind);
    if (failure instanceof NodeHttpError) expect(failure.bodyHead.length).toBeLessThanOrEqual(LONGEST_HEAD);
    const { message } = failure instanceof RepriseError ? failure : new Error('It is no error of ours.');
    figure('F6', `${what}: ${message.slice(0, 120)}`);
    expect(message.length).toBeLessThan(2 * LONGEST_HEAD);
  });

  it('is left alone after five of them in a row, for 30 s, then 60 s, and so on', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    const node = set.pool.getNode('A');
    const mend = set.node('A').answer({ kind: 'html', status: 500 });
    for (let i = 0; i < 4; i += 1) await node.loadTracks('x', { attempts: 1 }).catch(() => undefined);
    expect(node.state).toBe('ready');
    await node.loadTracks('x', { attempts: 1 }).catch(() => undefined);
    expect(node.state).toBe('degraded');
    const rests: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      const asked = set.node('A').requests.length;
      const hasProbed = (): boolean => set.node('A').requests.length > asked;
      rests.push(await passUntil(clock, hasProbed, { withinMs: 400_000, stepMs: 1_000 }));
    }
    figure('F6', `left alone for ${rests.map((ms) => ms / 1_000).join(', ')} s`);
    for (const [i, ms] of rests.entries()) expect(Math.abs(ms - (i + 1) * REST_MS)).toBeLessThanOrEqual(1_000);
    mend();
    await passUntil(clock, () => node.state === 'ready', { withinMs: 400_000, stepMs: 1_000 });
  });

  it.each<FaultAnswer>([
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'html' },
    { kind: 'halfJson' },
    { kind: 'cutBody' },
  ])('has its song played by another one: %o', async (answer) => {
    await using set = await faultStage();
    const [player] = await set.playing(1, { node: 'A' });
    set.node('A').answer(answer, { method: 'PATCH', path: PLAYERS });
    const at = performance.now();
    await player?.play(await set.song('next'));
    figure(
      'F6',
      `${answer.kind} to a start: played by ${player?.node?.identifier} after ${seconds(performance.now() - at)}`,
    );
    expect([player?.node?.identifier, player?.current?.title, player?.state]).toEqual(['B', 'next', 'playing']);
  });

  it('keeps the next song of a queue when no other node is there, and plays it as soon as one takes it', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ nodes: 1, clock });
    const [player] = await set.playing(1);
    if (player === undefined) throw new Error('There is a player.');
    const aborted: unknown[] = [];
    set.pool.on('playbackAborted', (_player, failures) => aborted.push(failures));
    player.queue.put(await Promise.all(['one', 'two', 'three', 'four'].map((name) => set.song(name))));
    const mend = set.node('A').answer({ kind: 'status', status: 500 }, { method: 'PATCH', path: PLAYERS });
    await player.skip();
    expect([player.current?.title, player.state, player.queue.length]).toEqual(['one', 'orphaned', 3]);
    await pass(clock, 10_000);
    mend();
    const backMs = await passUntil(clock, () => player.state === 'playing', { withinMs: 60_000 });
    figure('F6', `500 to the next song, no other node: played ${seconds(backMs)} after it is mended`);
    expect([player.current?.title, player.queue.length, aborted]).toEqual(['one', 3, []]);
  });
});
