import { describe, expect, it } from 'vitest';
import { type HealthFacts, healthOf } from '../../src/http/health.ts';

const shard = (id: number, isReady: boolean) => ({ id, isReady, pingMs: undefined, guilds: 0 });
const READY: HealthFacts['process'] = { phase: 'ready', isDemo: false };
const GOOD: HealthFacts = { process: READY, shards: [shard(0, true)], nodes: [{ state: 'ready' }] };

describe('the health of the bot', () => {
  it.each<[string, Partial<HealthFacts>]>([
    ['connected with a node', {}],
    ['with a node that answers badly', { nodes: [{ state: 'down' }, { state: 'degraded' }] }],
    ['a demo without Discord', { process: { ...READY, isDemo: true }, shards: [] }],
  ])('is good: %s', (_name, facts) => {
    expect(healthOf({ ...GOOD, ...facts })).toEqual({ isLive: true, isReady: true, why: [] });
  });

  it.each<[string, Partial<HealthFacts>]>([
    ['The bot is starting.', { process: { ...READY, phase: 'starting' } }],
    ['The bot is stopping.', { process: { ...READY, phase: 'stopping' } }],
    ['Discord is not connected.', { shards: [] }],
    ['Discord is not connected by shard 1, 3.', { shards: [shard(0, true), shard(1, false), shard(3, false)] }],
    ['No audio node can be reached.', { nodes: [] }],
    ['No audio node can be reached.', { nodes: [{ state: 'connecting' }, { state: 'misconfigured' }] }],
  ])('is not: %s', (why, facts) => {
    expect(healthOf({ ...GOOD, ...facts })).toEqual({ isLive: true, isReady: false, why: [why] });
  });
});
