import { NodePool, REGIONS } from 'reprise';
import { describe, expect, it } from 'vitest';
import { RegionTable } from '../../src/region/region.ts';

const pool = new NodePool();

describe('regionFromEndpoint', () => {
  it.each([
    ['us-east1-b.discord.media:443', 'us'],
    ['us-central148.discord.gg:80', 'us'],
    ['c-ewr07-d2466d40.discord.media:2087', 'us'],
    ['c-ord03-1a2b3c4d.discord.media:443', 'us'],
    ['frankfurt369.discord.gg', 'eu'],
    ['rotterdam2744.discord.media:443', 'eu'],
    ['vip-amsterdam12.discord.media', 'eu'],
    ['russia3149.discord.media', 'eu'],
    ['wss://c-fra12-00ff.discord.media:8443/', 'eu'],
    ['C-FRA12-00FF.DISCORD.MEDIA', 'eu'],
    ['brazil11120.discord.media:443', 'southamerica'],
    ['c-gru05-abc.discord.media:443', 'southamerica'],
    ['c-jnb01-abc.discord.media', 'africa'],
    ['southafrica77.discord.media', 'africa'],
    ['c-dxb02-abc.discord.media', 'middleeast'],
    ['japan42.discord.media', 'asia'],
    ['sydney9.discord.media', 'asia'],
  ])('knows where %s is', (endpoint, region) => {
    expect(pool.regionFromEndpoint(endpoint)).toBe(region);
  });

  // "discord" contains Chicago's "ord": a look for parts of words puts the whole world into the US.
  it.each([
    ['an unknown code', 'c-xyz01-abc.discord.media:443'],
    ['an unknown name', 'atlantis12.discord.media'],
    ['another host with a known part', 'c-fra01-abc.discord.media.example.org'],
    ['a known part in front', 'evil.c-fra01-abc.discord.media'],
    ['no host', 'discord.media'],
    ['nothing', ''],
    ['null, while Discord moves the server', null],
    ['undefined', undefined],
    ['something endless', `${'a-'.repeat(50_000)}1.discord.media`],
  ])('does not guess for %s', (_name, endpoint) => {
    expect(pool.regionFromEndpoint(endpoint)).toBe('global');
  });

  it('has every place in one region only', () => {
    const places = Object.values(REGIONS).flat();
    expect(places.filter((place, i) => places.indexOf(place) !== i)).toEqual([]);
  });

  it('asks the map it is given instead of the built-in one', () => {
    const table = new RegionTable({ hub: ['fra', 'us-east'] });
    expect(table.regionFromEndpoint('c-fra01-abc.discord.media')).toBe('hub');
    expect(table.regionFromEndpoint('us-east12.discord.media')).toBe('hub');
    expect(table.regionFromEndpoint('c-gru05-abc.discord.media')).toBe('global');
  });
});
