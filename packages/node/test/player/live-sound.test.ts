import type { Source } from '@reprise/node';
import { expect, it } from 'vitest';
import { mediaInput } from '../sound/support/inputs.ts';
import { wavTone } from '../sound/support/tones.ts';
import { stage, testSource, VOICE } from '../support/stage.ts';

it('of a live track begins now, also for a player that was elsewhere before and goes on at its position', async () => {
  const second = wavTone({ seconds: 1 });
  second.writeUInt32LE(0xff_ff_ff_ff, 40);
  const starts: number[] = [];
  let isHeard = false;
  const audio: NonNullable<Source['audio']> = async () =>
    mediaInput(undefined, async function* (start) {
      starts.push(start);
      yield second;
      for (let more = 0; more < 3; more += 1) yield second.subarray(44);
      // So much is only taken when it is played.
      isHeard = true;
      await new Promise(() => undefined);
    });
  await using scene = await stage({ sources: [testSource({ audio })], stream: true, trackStuckThresholdMs: 1_000_000 });
  const { text } = await scene.rest.load('test:live');
  const encoded = /"encoded":"([^"]+)"/.exec(text)?.[1];

  await scene.update({ voice: VOICE, track: { encoded }, position: 600_000 });
  const later = async (): Promise<boolean> => {
    await scene.advance(20);
    return isHeard;
  };
  await expect.poll(later, { interval: 5, timeout: 20_000 }).toBe(true);
  expect((await scene.player()).track?.info.isStream).toBe(true);
  expect(starts).toEqual([0]);
});
