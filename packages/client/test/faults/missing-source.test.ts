import { type LoadedTrack, makeTrack, type Source } from '@reprise/node';
import type { Playable } from 'reprise';
import { describe, expect, it } from 'vitest';
import { until } from '../support/stage.ts';
import { type FaultStage, faultStage } from './support/fault-stage.ts';
import { figure } from './support/figure.ts';

const LINK = 'https://music.example/songs/7';
const TITLE = 'Ode to Joy';
const AUTHOR = 'Ludwig';
const LENGTH_MS = 600_000;

/** What a source of one song answers to. */
interface Answers {
  readonly link: boolean;
  readonly search: boolean;
}

/** A source that knows one song, by its link, by a search, or by both. What it was asked for is put into `asked`. */
function songOf(name: string, { link, search }: Answers, asked: string[] = []): Source {
  const song: LoadedTrack = makeTrack({
    identifier: `${name}-7`,
    title: TITLE,
    author: AUTHOR,
    lengthMs: LENGTH_MS,
    uri: LINK,
    sourceName: name,
  });
  return {
    name,
    load: async (identifier) => {
      asked.push(identifier);
      if (link && identifier === LINK) return { loadType: 'track', data: song };
      if (identifier.startsWith('mirrorsearch:')) return { loadType: 'search', data: search ? [song] : [] };
      return undefined;
    },
    open: async () => undefined,
  };
}

/** Node A has the song, and node B what is given. */
async function twoSources(atB: Source): Promise<{ set: FaultStage; song: Playable }> {
  const set = await faultStage({
    node: (name) => ({ sources: [name === 'A' ? songOf('origin', { link: true, search: false }) : atB] }),
    pool: { defaultSearchSource: 'mirrorsearch', searchPrefixes: { mirrorsearch: 'mirror' } },
  });
  const [song] = [...(await set.pool.fetchTracks(LINK, { node: 'A' }))];
  if (song === undefined) throw new Error('Node A has no song.');
  expect(song.source).toBe('origin');
  return { set, song };
}

describe('a track whose source a node does not have', () => {
  it('is played on the node that has it, to which the player goes', async () => {
    const { set, song } = await twoSources(songOf('mirror', { link: true, search: true }));
    await using _ = set;
    const player = await set.pool.createPlayer({ guildId: set.guild(0), voiceChannelId: '9', node: 'B' });
    expect(player.node?.identifier).toBe('B');
    await player.play(song);
    expect([player.node?.identifier, player.current?.source, player.state]).toEqual(['A', 'origin', 'playing']);
    expect(set.discord.voice.nodesHeardIn(set.guild(0))).toContain('A');
    await until(() => set.discord.voice.nodesHeardIn(set.guild(0)).join() === 'A');
  });

  it.each([
    ['its link', { link: true, search: true }, [LINK]],
    ['its author and title', { link: false, search: true }, [LINK, `mirrorsearch:${AUTHOR} ${TITLE}`]],
  ])(
    'goes on elsewhere as what is found by %s, at the same place, when its node dies',
    async (how, answers, queries) => {
      const asked: string[] = [];
      const { set, song } = await twoSources(songOf('mirror', answers, asked));
      await using _ = set;
      const player = await set.pool.createPlayer({ guildId: set.guild(0), voiceChannelId: '9', node: 'A' });
      await player.play(song, { startMs: 60_000 });
      await until(() => player.position > 60_100);
      const place = player.position;
      asked.length = 0;
      const at = performance.now();
      await set.node('A').die();
      await until(() => player.node?.identifier === 'B' && player.state === 'playing');
      const remote = await player.node?.fetchPlayer(set.guild(0));
      const tookMs = performance.now() - at;
      figure('Source', `missing elsewhere, found by ${how}: plays on after ${tookMs.toFixed(0)} ms`);
      expect([remote?.track?.info.sourceName, player.current?.source]).toEqual(['mirror', 'mirror']);
      expect(Math.abs((remote?.state.position ?? 0) - place)).toBeLessThan(1_000);
      expect(asked).toEqual(queries);
    },
  );

  it('waits for its node when no other one has anything like it, and goes on where it was', async () => {
    const { set, song } = await twoSources(songOf('mirror', { link: false, search: false }));
    await using _ = set;
    const player = await set.pool.createPlayer({ guildId: set.guild(0), voiceChannelId: '9', node: 'A' });
    await player.play(song, { startMs: 60_000 });
    await until(() => player.position > 60_100);
    await set.node('A').die();
    await until(() => player.state === 'orphaned');
    const place = player.position;
    expect(player.current?.title).toBe(TITLE);
    await set.node('A').revive();
    await until(() => player.state === 'playing', 10_000);
    expect([player.node?.identifier, player.current?.source]).toEqual(['A', 'origin']);
    expect(Math.abs(player.position - place)).toBeLessThan(1_000);
  });
});
