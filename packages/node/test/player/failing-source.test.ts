import { SourceError } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { GUILD, stage, testSource, VOICE } from '../support/stage.ts';

describe('a track that cannot be played', () => {
  it('starts, tells the exception and ends as loadFailed', async () => {
    const open = async (): Promise<never> => {
      throw new Error('Not success status code: 404');
    };
    await using scene = await stage({ sources: [testSource({ open })] });

    await scene.update({ voice: VOICE, track: { identifier: 'test:1000', userData: { n: 1 } } });
    await scene.socket.find((message) => 'reason' in message && message.reason === 'loadFailed');

    expect((await scene.heard()).filter(({ op }) => op === 'event')).toMatchObject([
      { type: 'TrackStartEvent' },
      {
        type: 'TrackExceptionEvent',
        track: { userData: { n: 1 } },
        exception: {
          message: 'Something broke when playing the track.',
          severity: 'fault',
          cause: 'Error: Not success status code: 404',
        },
      },
      { type: 'TrackEndEvent', reason: 'loadFailed', track: { userData: { n: 1 } } },
    ]);
    expect((await scene.player()).track).toBeNull();
  });

  it('fails alike when its source throws at once', async () => {
    const open = (): Promise<void> => {
      throw new Error('at once');
    };
    await using scene = await stage({ sources: [testSource({ open })] });

    expect((await scene.patch({ track: { identifier: 'test:1000' } })).status).toBe(200);
    await scene.socket.find((message) => 'reason' in message && message.reason === 'loadFailed');

    expect(await scene.events()).toEqual(['TrackStartEvent', 'TrackExceptionEvent', 'TrackEndEvent loadFailed']);
  });

  it('tells the words of a source that has its own', async () => {
    const open = async (): Promise<never> => {
      throw new SourceError('Not in your country.', 'common');
    };
    await using scene = await stage({ sources: [testSource({ open })] });

    await scene.update({ track: { identifier: 'test:1000' } });

    const exception = await scene.socket.find((message) => 'type' in message && message.type === 'TrackExceptionEvent');
    expect(exception).toMatchObject({ exception: { message: 'Not in your country.', severity: 'common' } });
  });

  it('is stuck once while its source says nothing, and only when somebody listens', async () => {
    let give: () => void = () => undefined;
    const open = (): Promise<void> =>
      new Promise((resolve) => {
        give = resolve;
      });
    await using scene = await stage({ sources: [testSource({ open })], trackStuckThresholdMs: 2_000 });
    await scene.update({ track: { identifier: 'test:10000' } });
    await scene.advance(10_000);
    expect(await scene.events()).toEqual(['TrackStartEvent']);

    await scene.update({ voice: VOICE });
    await scene.advance(2_000);
    const heard = await scene.heard();
    expect(heard.filter(({ op }) => op === 'event')).toMatchObject([{ type: 'TrackStuckEvent', thresholdMs: 2_000 }]);
    await scene.advance(10_000);
    expect(await scene.events()).toEqual([]);

    give();
    await scene.player();
    await scene.advance(1_000);
    expect((await scene.player()).state.position).toBe(980);
  });

  it('is forgotten when it is replaced while it opens', async () => {
    const aborted: boolean[] = [];
    const open = (_info: unknown, signal: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(true);
          reject(signal.reason);
        });
      });
    await using scene = await stage({ sources: [testSource({ open })] });
    await scene.update({ track: { identifier: 'test:1000' } });
    await scene.update({ track: { identifier: 'test:2000' } });
    await scene.rest.delete(`${scene.session}/players/${GUILD}`);

    expect(aborted).toHaveLength(2);
    expect(await scene.events()).toEqual([
      'TrackStartEvent',
      'TrackEndEvent replaced',
      'TrackStartEvent',
      'TrackEndEvent stopped',
    ]);
  });

  it('is not started on a player that was deleted while it was looked up', async () => {
    let answer: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const source = testSource();
    const load: typeof source.load = async (identifier, signal) => {
      await slow;
      return source.load(identifier, signal);
    };
    await using scene = await stage({ sources: [{ ...source, load }] });
    const update = scene.patch({ track: { identifier: 'test:1000' } });
    await expect.poll(() => scene.player().catch(() => undefined)).toBeDefined();
    await scene.rest.delete(`${scene.session}/players/${GUILD}`);
    answer();

    expect(await update).toMatchObject({ status: 200, json: { track: null } });
    expect(await scene.events()).toEqual([]);
  });
});
