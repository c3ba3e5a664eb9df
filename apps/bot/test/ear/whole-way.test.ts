import { describe, expect, it } from 'vitest';
import { botEar } from './support/bot-ear.ts';
import { listenFor, loudestDb } from './support/ear.ts';

const KINDS = [
  { node: 'outside', told: 'a node that was there' },
  { node: 'own', told: "the bot's own node" },
] as const;

/** Decibels between two levels may be off by so much: Opus is not exact. */
const LEVEL_DB = 1;

describe.each(KINDS)('what people type is heard from $told', ({ node }) => {
  it('/play is the tone of the file, /pause is silence, /resume is the tone again', async () => {
    await using all = await botEar({ node, tunes: ['a440'] });
    const { heard, says } = all.guild();
    // By the name of its file, as it says nothing of itself.
    expect(await says('play', { query: 'a440' })).toMatch(/Playing.*\*\*a440\*\*/);
    await heard.hears(440, { toleranceHz: 1 });
    expect(await says('pause')).toBe('Paused.');
    await heard.silent({ forMs: 500 });
    expect(await says('resume')).toBe('It goes on.');
    await heard.hears(440, { toleranceHz: 1 });
  });

  it('/seek is the right second', async () => {
    await using all = await botEar({ node, tunes: ['steps'] });
    const { heard, says } = all.guild();
    await says('play', { query: 'steps' });
    await heard.hears(500);
    await says('seek', { to: '0:09' });
    await heard.hears(2_000);
    await says('seek', { to: '0:03' });
    await heard.hears(1_000);
    // What is said takes its time, and the fourth second begins with the next pitch.
    await heard.hears(1_500, { withinMs: 4_000 });
  });

  it('/volume is the right level', async () => {
    await using all = await botEar({ node, tunes: ['a440'] });
    const { heard, says } = all.guild();
    await says('play', { query: 'a440' });
    await heard.hears(440);
    const full = loudestDb(heard.music(300));
    await says('volume', { percent: 50 });
    await listenFor(1_000);
    expect(Math.abs(loudestDb(heard.music(300)) - full - 20 * Math.log10(849 / 2_057))).toBeLessThan(LEVEL_DB);
    await says('volume', { percent: 0 });
    await heard.silent({ forMs: 300 });
  });

  it('/filters nightcore is the pitch of a faster record, /skip is the tone of the next song', async () => {
    await using all = await botEar({ node, tunes: ['a440', 'c523'] });
    const { heard, says } = all.guild();
    await says('play', { query: 'a440' });
    await heard.hears(440);
    expect(await says('play', { query: 'c523' })).toContain('in the queue');
    await says('filters', { preset: 'nightcore' });
    await heard.hears(528, { toleranceHz: 2 });
    await says('filters', { preset: 'off' });
    await heard.hears(440);
    await says('skip');
    await heard.hears(523, { toleranceHz: 2 });
  });
});
