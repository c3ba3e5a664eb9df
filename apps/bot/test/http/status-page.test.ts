import { describe, expect, it } from 'vitest';
import type { BotReport, PlayerReport, PopularSong } from '../../src/cluster/bot-report.ts';
import { type HttpStageOptions, httpStage, PROCESS } from './http-stage.ts';
import { type PageParts, pageParts } from './page-parts.ts';

const GUILD = '817327181659111454';

/** Everything the page may consist of. */
const TAGS = [
  ...['html', 'head', 'meta', 'title', 'link', 'body', 'main', 'header', 'section', 'h1', 'h2', 'h3', 'p', 'a', 'b'],
  ...['strong', 'span', 'bdi', 'progress', 'dl', 'dt', 'dd', 'div', 'ul', 'ol', 'li'],
];
const ATTRIBUTES = [
  ...['lang', 'charset', 'name', 'content', 'http-equiv', 'rel', 'href', 'class', 'max', 'value', 'aria-label'],
];

async function page(
  options: HttpStageOptions,
): Promise<PageParts & { readonly status: number; readonly bytes: number }> {
  await using stage = await httpStage(options);
  const response = await stage.ask('/');
  const text = await response.text();
  expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
  return { ...pageParts(text), status: response.status, bytes: text.length };
}

function player(more: Partial<PlayerReport>): PlayerReport {
  return {
    guildId: GUILD,
    guildName: 'Some guild',
    state: 'playing',
    node: 'A',
    title: 'Bolero',
    positionMs: 61_000,
    durationMs: 245_000,
    queued: 3,
    ...more,
  };
}

const withPlayers = (...players: PlayerReport[]): HttpStageOptions => ({
  report: (report) => [{ ...report, players }],
});

function withSongs(more: Partial<BotReport['songs']['cache']>, popular: readonly PopularSong[] = []): HttpStageOptions {
  return {
    report: (report) => {
      const cache = { ...report.songs.cache, ...more };
      return [{ ...report, songs: { ...report.songs, cache, popular } }];
    },
  };
}

describe('the status page', () => {
  it('shows how the bot, its nodes, players and songs are, without a line of script', async () => {
    await using stage = await httpStage();
    await stage.play(GUILD, 'bolero');
    const { tags, text } = pageParts(await (await stage.ask('/')).text());
    for (const shown of [
      'ready',
      'Guilds 7',
      'of 1 player ',
      '0 players connected',
      '1 player connected',
      '2 h 1 min',
      '100 MiB',
      'version',
      'nothing waits',
    ]) {
      expect(text).toContain(shown);
    }
    expect(text).toMatch(/A ready .*B ready/);
    expect(text).toMatch(/bolero 0:0\d of 1:00 Guild 817327181659111454, playing on [AB]/);
    expect(tags.filter(({ name }) => !TAGS.includes(name))).toEqual([]);
    const refresh = tags.find(({ attributes }) => attributes.has('http-equiv'));
    expect(refresh?.attributes.get('content')).toBe('5');
    const style = tags.find(({ name }) => name === 'link')?.attributes.get('href') ?? '';
    const sheet = await stage.ask(style);
    expect(sheet.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(await sheet.text()).toContain('prefers-color-scheme: dark');
    expect(text).not.toContain('demo');
  });

  it('shows where a player is in its song as a bar, and what is live as live', async () => {
    const { tags, text } = await page(
      withPlayers(
        player({}),
        player({ durationMs: undefined, title: 'Radio' }),
        player({ title: undefined, state: 'idle' }),
      ),
    );
    const bars = tags.filter(({ name }) => name === 'progress').map(({ attributes }) => [...attributes.values()]);
    expect(bars).toEqual([['245000', '61000', '1:01 of 4:05']]);
    expect(text).toContain('Bolero 1:01 of 4:05 Some guild, playing on A, 3 wait');
    expect(text).toContain('Radio live, for 1:01');
    expect(text).toContain('Nothing Some guild, idle');
  });

  it('shows the first fifty players and says how many more there are', async () => {
    const { text } = await page(withPlayers(...Array.from({ length: 1_234 }, () => player({}))));
    expect(text.match(/Bolero/g)).toHaveLength(50);
    expect(text).toContain('And 1,184 more.');
  });

  it('shows no rate and no time before twenty requests', async () => {
    const few = { hits: 18, misses: 1, timeSavedMs: 900_000, hitRate: { lastHour: 0.95, lastDay: 0.9, lifetime: 0.5 } };
    const latency = { hit: { p50Ms: 0.02, p95Ms: 1.4 }, miss: { p50Ms: 800, p95Ms: 2_500 } };
    const before = await page(withSongs({ ...few, latency }));
    expect(before.text.match(/no data yet/g)).toHaveLength(6);
    expect(before.text).toContain('from 20 requests on; there were 19.');
    const after = await page(withSongs({ ...few, latency, misses: 2 }));
    expect(after.text).not.toContain('no data yet');
    for (const shown of ['95 %', '90 %', '50 %', '20 µs / 1.4 ms', '800 ms / 2.5 s', 'Time saved 15 min']) {
      expect(after.text).toContain(shown);
    }
  });

  it('says that times of several processes are those of the slowest', async () => {
    const one = await page({});
    const two = await page({ report: (report) => [report, report] });
    expect(one.text).not.toContain('slowest');
    expect(two.text).toContain('Counts of 2 processes are added up; times are those of the slowest process');
    expect(two.text).toContain('ready in 2 of 2 processes');
    expect(two.text).toContain('200 MiB in 2 processes');
  });

  it('says plainly that it is a demo', async () => {
    const { text } = await page({ report: (report) => [{ ...report, process: { ...PROCESS, isDemo: true } }] });
    expect(text).toContain('This is a demo.');
  });

  it('says what is wrong: nothing answers, a node is away, the bot is not ready', async () => {
    const silent = await page({ report: () => [] });
    expect([silent.status, silent.text]).toEqual([503, expect.stringContaining('No process of the bot answers.')]);
    const health = () => ({ isLive: true, isReady: false, why: ['Discord is not connected.'] });
    expect((await page({ http: { health } })).text).toContain('Discord is not connected.');
  });
});

describe('what others wrote, on the page', () => {
  const HOSTILE = [
    '<img src=x onerror=alert(1)>',
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '</title></bdi><svg onload=alert(1)>',
    '&lt;b&gt; &amp &#x3c;script&#x3e;',
    'javascript:alert(1)',
    '{{alert(1)}} #{alert(1)}',
    '@everyone <@&1> `code`',
  ];

  it.each(HOSTILE)('%s is text', async (hostile) => {
    const { tags, text } = await page({
      report: (report) => [
        {
          ...report,
          process: { ...PROCESS, version: hostile },
          players: [player({ title: hostile, guildName: hostile, node: hostile })],
          nodes: report.nodes.map((node) => ({ ...node, identifier: hostile, why: hostile, version: hostile })),
          songs: {
            ...report.songs,
            store: hostile,
            popular: [{ title: hostile, url: `https://example.org/${hostile}`, score: 1 }],
          },
        },
      ],
    });
    expect(text.split(hostile).length - 1).toBeGreaterThanOrEqual(7);
    expect(tags.filter(({ name }) => !TAGS.includes(name))).toEqual([]);
    const attributes = tags.flatMap((tag) => [...tag.attributes.keys()]);
    expect(attributes.filter((name) => !ATTRIBUTES.includes(name))).toEqual([]);
  });

  it('is a link only when it is one of the web', async () => {
    const urls = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      ' javascript:alert(1)',
      'data:text/html,x',
      'file:///etc',
      '//x',
    ];
    const popular = [...urls, undefined, 'https://example.org/a"b', 'http://example.org/'];
    const songs = popular.map((url, i) => ({ title: `Song ${i}`, url, score: 10 - i }));
    const { tags, text } = await page(withSongs({}, songs));
    const links = tags.filter(({ name }) => name === 'a').map(({ attributes }) => attributes);
    expect(links.map((link) => link.get('href'))).toEqual(['https://example.org/a%22b', 'http://example.org/']);
    expect(links.every((link) => link.get('rel') === 'noreferrer noopener')).toBe(true);
    expect(text).toContain('Song 0 Song 1');
  });

  it('is short, whatever its length, and cannot turn the text around it', async () => {
    const long = await page(withPlayers(player({ title: 'x'.repeat(10_000), guildName: '🎵'.repeat(10_000) })));
    expect(long.bytes).toBeLessThan(8_000);
    expect(long.text).toContain(`${'x'.repeat(119)}…`);
    expect(long.text).toContain(`${'🎵'.repeat(79)}…`);
    const turned = await page(withPlayers(player({ title: 'a\u202eb\u2066c\u0000d\r\ne\u200ff\ud800g' })));
    expect(turned.text).toContain('a b c d e f\ufffdg');
    expect(turned.text).not.toMatch(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  });
});
