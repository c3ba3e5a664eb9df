import type { JoinOptions, PlayOptions } from 'reprise';
import { describe, expect, it } from 'vitest';
import { playerDefaults, playerSettings } from '../../src/player/player-options.ts';
import { CHANNEL, GUILD, stage } from '../support/stage.ts';

/** What a program without types may give. */
function untyped<T>(options: Record<string, unknown>): T {
  return JSON.parse(JSON.stringify(options));
}

describe('the options of a player', () => {
  it('are checked by the names they have', async () => {
    await using set = await stage();
    const player = await set.pool.createPlayer({ guildId: GUILD });
    const track = await set.track(60_000);
    const join = (options: Record<string, unknown>): Promise<void> =>
      player.connect(CHANNEL, untyped<JoinOptions>(options));
    await expect(join({ selfDeaf: 'yes' })).rejects.toThrow(/^Player.connect: selfDeaf must be true or false/);
    await expect(join({ selfMute: 1 })).rejects.toThrow(/^Player.connect: selfMute must be true or false/);
    await expect(join({ deaf: true })).rejects.toThrow(/^Player.connect: there is no option "deaf"/);
    await expect(join({ signal: {} })).rejects.toThrow(/^Player.connect: signal must be an AbortSignal/);
    const filters = untyped<PlayOptions>({ filters: { volume: 1 } });
    await expect(player.play(track, filters)).rejects.toThrow('Player.play: filters must be a Filters.');
  });

  it('of a queue are checked before there is one', () => {
    const wrong = { queue: { maxSize: 0 } };
    expect(() => playerDefaults('Pool.connect: playerDefaults', wrong)).toThrow(/maxSize must be a whole number/);
  });

  it('that are undefined are those of the pool', () => {
    const defaults = playerDefaults('Pool.connect: playerDefaults', { volume: 40, autoplay: 'partial' });
    const given: Record<string, unknown> = { guildId: GUILD, volume: undefined, autoplay: undefined };
    expect(playerSettings({ guildId: GUILD, ...given }, defaults)).toMatchObject({ volume: 40, autoplay: 'partial' });
  });
});
