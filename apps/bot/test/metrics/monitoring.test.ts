import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { BotMetrics } from '../../src/metrics/bot-metrics.ts';
import { mergedMetrics } from '../../src/metrics/merged-metrics.ts';
import { twoNodes } from './two-nodes.ts';

const GUILD = '817327181659111454';

const file = (name: string): string =>
  readFileSync(new URL(`../../../../deploy/monitoring/${name}`, import.meta.url), 'utf8');

const dashboard = z
  .object({
    panels: z.array(
      z.object({
        id: z.number(),
        title: z.string().min(1),
        targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).min(1),
      }),
    ),
  })
  .parse(JSON.parse(file('grafana-dashboard.json')));

const alerts = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.strictObject({
            alert: z.string().regex(/^Reprise[A-Z]/),
            expr: z.string(),
            for: z.string().regex(/^\d+m$/),
            labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
            annotations: z.strictObject({ summary: z.string(), description: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(file('alerts.yaml')))
  .groups.flatMap(({ rules }) => rules);

/** Labels of each series that a bot in use shows, by its name. */
const series = new Map<string, Set<string>>();
const values = new Map<string, Set<string>>();

beforeAll(async () => {
  await using stage = await twoNodes();
  const shards = () => [{ id: 0, isReady: true, pingMs: 40, guilds: 1 }];
  const discordApi = await stage.discord.listen();
  const metrics = new BotMetrics({ pool: stage.pool, songs: stage.songs.cache, shards, discordApi });
  await stage.play(GUILD, 'bolero');
  await stage.songs.processSong('bolero');
  metrics.command('play', 'ok', 0.1);
  metrics.command('play', 'failed', 0.1);
  await fetch(`${discordApi}/v10/gateway`);
  const player = stage.pool.getPlayer(GUILD);
  await player?.switchNode();
  if (player !== undefined) stage.pool.emit('socketClosed', player, 4_014, '', true);
  const frameStats = { sent: 3_000, nulled: 0, deficit: 0 };
  for (const node of stage.pool.nodes().values()) node.load.report({ ...(await node.fetchStats()), frameStats });
  for (const line of (await mergedMetrics([await metrics.metrics()])).split('\n')) {
    const [, name, labels = ''] = /^([a-z\d_]+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    const known = series.get(name) ?? new Set();
    for (const [, label = '', value = ''] of labels.matchAll(/([a-z_]+)="([^"]*)"/g)) {
      known.add(label);
      values.set(`${name}.${label}`, (values.get(`${name}.${label}`) ?? new Set()).add(value));
    }
    series.set(name, known);
  }
  metrics.close();
  await stage.discord[Symbol.asyncDispose]();
});

/** Everything that an expression takes from the bot and that the bot does not show. */
function missing(expr: string): string[] {
  const names = [...expr.matchAll(/reprise_[a-z\d_]+/g)].map(([name]) => name);
  const unknown = names.filter((name) => !series.has(name));
  const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
  const wrongGroups = grouped.filter((label) => !names.some((name) => series.get(name)?.has(label)));
  const chosen = [...expr.matchAll(/(reprise_[a-z\d_]+)\{([a-z_]+)=~?"([^"]+)"\}/g)].flatMap(
    ([, name = '', label = '', wanted = '']) =>
      wanted
        .split('|')
        // A tier that has answered nothing has no series yet.
        .filter((value) => value !== 'store' && !values.get(`${name}.${label}`)?.has(value))
        .map((value) => `${name}{${label}="${value}"}`),
  );
  return [...unknown, ...wrongGroups, ...chosen];
}

describe('the table of metrics', () => {
  it('in the guide has each that a bot in use shows, and no other', () => {
    const guide = readFileSync(new URL('../../../../docs/guide/http.md', import.meta.url), 'utf8');
    const table = guide.slice(guide.indexOf('`reprise_` before it')).split('\n').slice(1);
    const told = table.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`([a-z\d_]+)`/g)].map(([, name]) => name),
    );
    const shown = [...series.keys()].map((name) => name.replace(/^reprise_/, '').replace(/_(bucket|sum|count)$/, ''));
    expect(told.toSorted()).toEqual([...new Set(shown)].toSorted());
  });
});

describe('the dashboard', () => {
  it('asks only for what a bot in use shows', () => {
    expect(dashboard.panels.length).toBeGreaterThan(10);
    for (const { title, targets } of dashboard.panels) {
      for (const { expr, legendFormat } of targets) {
        expect([title, missing(expr)]).toEqual([title, []]);
        const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
        const labels = [...expr.matchAll(/reprise_[a-z\d_]+/g)].flatMap(([name]) => [...(series.get(name) ?? [])]);
        expect([title, named.filter((label) => label !== undefined && !labels.includes(label))]).toEqual([title, []]);
      }
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});

describe('the alerts', () => {
  it('are six, each with what to do, and ask only for what a bot in use shows', () => {
    expect(alerts).toHaveLength(6);
    for (const { alert, expr, annotations } of alerts) {
      expect([alert, expr.includes('reprise_'), missing(expr)]).toEqual([alert, true, []]);
      expect(annotations.description.length).toBeGreaterThan(annotations.summary.length);
    }
  });

  it('would be found out if they asked for something else', () => {
    expect(missing('sum(reprise_nothing_total)')).toEqual(['reprise_nothing_total']);
    expect(missing('sum by (guild) (reprise_players)')).toEqual(['guild']);
    expect(missing('reprise_node_state{state=~"ready|lost"}')).toEqual(['reprise_node_state{state="lost"}']);
  });
});
