import type { Client as DiscordJs } from 'discord.js';
import type { Client as Eris } from 'eris';
import type { Client as Oceanic } from 'oceanic.js';
import { describe, expectTypeOf, test } from 'vitest';
import type { VoicePayload } from '../../src/voice/connector.ts';
import type { connectorOf, PoolClient } from '../../src/voice/connector-of.ts';
import type { DiscordJsClient } from '../../src/voice/discord-js-connector.ts';
import type { ErisClient } from '../../src/voice/eris-connector.ts';
import type { OceanicClient } from '../../src/voice/oceanic-connector.ts';

describe('the client of a pool', () => {
  test('is a client of discord.js, logged in or not', () => {
    expectTypeOf<DiscordJs>().toExtend<DiscordJsClient>();
    expectTypeOf<DiscordJs<true>>().toExtend<DiscordJsClient>();
    expectTypeOf<DiscordJs>().toExtend<Parameters<typeof connectorOf>[0]>();
    expectTypeOf<DiscordJs>().not.toExtend<ErisClient>();
  });

  test('is a client of Eris', () => {
    expectTypeOf<Eris>().toExtend<ErisClient>();
    expectTypeOf<Eris>().toExtend<PoolClient>();
    expectTypeOf<Eris>().not.toExtend<OceanicClient>();
  });

  test('is a client of Oceanic', () => {
    expectTypeOf<Oceanic>().toExtend<OceanicClient>();
    expectTypeOf<Oceanic>().toExtend<PoolClient>();
    expectTypeOf<Oceanic>().not.toExtend<DiscordJsClient>();
  });

  test('is written by hand, with the hooks it has', () => {
    const client: PoolClient = {
      userId: '1',
      sendToShard: (guildId, payload) => {
        expectTypeOf(guildId).toBeString();
        expectTypeOf(payload).toEqualTypeOf<VoicePayload>();
      },
      countListeners: () => undefined,
    };
    expectTypeOf(client).toExtend<PoolClient>();
    // @ts-expect-error: no such hook
    const misspelt: PoolClient = { userId: '1', sendToShards: () => undefined };
    expectTypeOf(misspelt).toExtend<PoolClient>();
    expectTypeOf<{ name: string }>().not.toExtend<PoolClient>();
  });
});
