import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/log/create-log.ts';
import type { LogFormat } from '../../src/log/log-output.ts';
import { Lines } from './support.ts';

const TOKEN = 'MTA4.Gq8/x+"quoted"\\é.end';

function logTo(lines: Lines, format: LogFormat = 'json', secrets: readonly string[] = [TOKEN]) {
  return createLog({ level: 'debug', format, secrets, destination: lines });
}

describe('createLog', () => {
  it('writes a line of JSON with level, time, message and fields', () => {
    const lines = new Lines();
    logTo(lines).info('Played %s %d %%.', { guildId: '1', ms: 12, deep: { list: [1, null, true] } });
    expect(lines.all).toHaveLength(1);
    expect(lines.last).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      pid: process.pid,
      guildId: '1',
      ms: 12,
      deep: { list: [1, null, true] },
      msg: 'Played %s %d %%.',
    });
  });

  it('tells nothing below its level', () => {
    const lines = new Lines();
    const log = createLog({ level: 'warn', format: 'json', secrets: [], destination: lines });
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect(lines.all.map((line) => JSON.parse(line).msg)).toEqual(['c', 'd']);
  });

  it('adds the fields of a child, and of its child', () => {
    const lines = new Lines();
    logTo(lines).child({ shard: 1, node: 'A' }).child({ node: 'B' }).warn('Slow.', { ms: 3 });
    expect(lines.last).toMatchObject({ shard: 1, node: 'B', ms: 3, msg: 'Slow.' });
  });

  it('lets no field stand for what it says of the line itself', () => {
    const lines = new Lines();
    logTo(lines).info('True.', { level: 'fatal', time: 1, pid: 2, msg: 'False.' });
    expect(lines.last).toMatchObject({
      level: 'info',
      pid: process.pid,
      msg: 'True.',
      level_: 'fatal',
      msg_: 'False.',
    });
    expect(lines.text.match(/"level":/g)).toHaveLength(1);
  });

  it.each<LogFormat>(['json', 'pretty'])('masks a secret wherever it stands, as %s', (format) => {
    const lines = new Lines();
    const cause = new TypeError(`inner ${TOKEN}`);
    const error = Object.assign(new Error(`outer ${TOKEN}`, { cause }), { code: `E_${TOKEN}` });
    logTo(lines, format).error(`message ${TOKEN}`, {
      err: error,
      [`key ${TOKEN}`]: 1,
      list: [[TOKEN]],
      map: new Map([[TOKEN, new Set([TOKEN])]]),
      url: new URL(`http://host/?t=${encodeURIComponent(TOKEN)}`),
      all: new AggregateError([error], TOKEN),
      json: JSON.stringify({ a: JSON.stringify(TOKEN) }),
      basic: `Basic ${Buffer.from(`user:${TOKEN}`).toString('base64')}`,
      bytes: Buffer.from(TOKEN),
    });
    expect(lines.text).not.toMatch(/MTA4|quoted|TVRB|1UQT|NVEE/);
    expect(lines.text).toContain('message [secret]');
    expect(lines.text).toContain('Basic [secret]');
    expect(lines.text).toContain('inner [secret]');
  });

  it('masks what is secret by its name, at any depth, known or not', () => {
    const lines = new Lines();
    const unknown = 'never-heard-of';
    logTo(lines).info('Fields.', {
      token: unknown,
      sessionId: unknown,
      voice: { token: unknown, session_id: unknown, endpoint: 'host' },
      a: { b: { c: { d: [{ headers: { Authorization: unknown, 'Set-Cookie': [unknown] } }] } } },
      hasToken: true,
      password: undefined,
      tokens: 5,
    });
    expect(lines.text).not.toContain(unknown);
    expect(lines.last).toMatchObject({ token: '[secret]', voice: { endpoint: 'host' }, hasToken: true, tokens: 5 });
  });

  it('masks a secret that is learnt later, in children made before too', () => {
    const lines = new Lines();
    const log = logTo(lines);
    const child = log.child({ session: 'abc-session-1' });
    expect(log.addSecret('abc-session-1')).toBe(true);
    child.info('abc-session-1 resumed.');
    expect(lines.last).toMatchObject({ session: '[secret]', msg: '[secret] resumed.' });
  });

  it('masks the tokens of interactions and webhooks in addresses of Discord', () => {
    const lines = new Lines();
    const api = 'https://discord.com/api/v10';
    logTo(lines).warn(`POST ${api}/interactions/123/aW50ZXJhY3Rpb246/callback took 4 s.`, {
      err: new Error(`PATCH ${api}/webhooks/123/aW50ZXJhY3Rpb246/messages/@original`),
      other: `${api}/channels/123/messages`,
    });
    expect(lines.text).not.toContain('aW50ZXJhY3Rpb246');
    expect(lines.last).toMatchObject({
      msg: `POST ${api}/interactions/123/[secret]/callback took 4 s.`,
      other: `${api}/channels/123/messages`,
    });
  });

  it('masks the ids of sessions of nodes, in addresses and where our own node tells them', () => {
    const lines = new Lines();
    logTo(lines).warn('own node: Session 33jwo1lq7w8wggxo of user 1 opened by "x".', {
      err: new Error('Node A answered PATCH /v4/sessions/a%20b.c-d/players/1 with 500.'),
    });
    expect(lines.text).not.toMatch(/33jwo1lq7w8wggxo|a%20b/);
    expect(lines.last).toMatchObject({
      msg: 'own node: Session [secret] of user 1 opened by "x".',
      err: { message: 'Node A answered PATCH /v4/sessions/[secret]/players/1 with 500.' },
    });
  });

  it('refuses secrets too short to be masked, without telling them', () => {
    const lines = new Lines();
    const make = () => logTo(lines, 'json', ['long enough', 'tiny!']);
    expect(make).toThrow(RangeError);
    expect(make).toThrow(/secrets\[1\].*at least 6/);
    expect(make).not.toThrow(/tiny!/);
    expect(logTo(lines).addSecret('tiny!')).toBe(false);
  });

  it('tells an error with name, code, message, stack and causes, and nothing else of it', () => {
    const lines = new Lines();
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const error = Object.assign(new TypeError('no node', { cause }), { code: 'NO_NODE', request: { body: 'long' } });
    logTo(lines).error('Failed.', { err: error });
    expect(lines.last.err).toEqual({
      name: 'TypeError',
      code: 'NO_NODE',
      message: 'no node',
      stack: expect.stringContaining('TypeError: no node\n    at '),
      cause: { name: 'Error', code: 'ECONNREFUSED', message: 'refused', stack: expect.any(String) },
    });
  });

  it('tells what refers to itself, throws when it is read, or is endless', () => {
    const lines = new Lines();
    const loop: Record<string, unknown> = { id: 10n, at: new Date(0), [Symbol('x').toString()]: () => 1 };
    loop.self = loop;
    const hostile = {
      get bad(): string {
        throw new Error('no');
      },
      json: {
        toJSON: () => {
          throw new Error('no');
        },
      },
    };
    const error = new Error('round');
    error.cause = error;
    logTo(lines).info('Odd.', { loop, hostile, error, long: 'x'.repeat(100_000), many: Array(1_000).fill(1) });
    expect(lines.last).toMatchObject({
      loop: { id: '10', at: '1970-01-01T00:00:00.000Z', 'Symbol(x)': '[function]' },
      hostile: { bad: '[unreadable]', json: '[unreadable]' },
    });
    expect(lines.text.length).toBeLessThan(50_000);
  });

  it.each<LogFormat>(['json', 'pretty'])('lets no title forge a line or command a terminal, as %s', (format) => {
    const lines = new Lines();
    const title = 'a\n[12:00:00] ERROR: forged\r\u001b[2J\u009b31m\u2028\u202eb';
    logTo(lines, format).info(`Plays ${title}`, { title, [title]: { [title]: [title] }, err: new Error(title) });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(lines.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/);
    expect(lines.text).not.toMatch(/^\[12:00:00\]/m);
    expect(lines.text).not.toMatch(/^\s*\[12:00:00\]/m);
    if (format === 'json') expect(lines.last.title).toBe(title);
  });

  it('shows people a line with time, level, message and fields, and a stack line by line', () => {
    const lines = new Lines();
    logTo(lines, 'pretty').warn('Slow node.', { node: 'A', err: new Error('why') });
    expect(lines.text).toMatch(/^\[\d\d:\d\d:\d\d\] WARN: Slow node\.\n {4}node: "A"\n/);
    expect(lines.text).toMatch(/Error: why\n\s+at /);
  });

  it('names the option that is wrong', () => {
    const make = (wrong: object) => () => createLog({ level: 'info', format: 'json', secrets: [], ...wrong });
    expect(make({ level: 'loud' })).toThrow(/createLog: level/);
    expect(make({ format: 'xml' })).toThrow(/createLog: format/);
    expect(make({ file: 'x' })).toThrow(/"file"/);
  });
});
