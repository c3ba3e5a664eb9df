import { describe, expect, it } from 'vitest';
import type { PlayerReport } from '../../src/cluster/bot-report.ts';
import type { Listen } from '../../src/http/http-options.ts';
import { type HttpStageOptions, httpStage } from './http-stage.ts';
import { pageParts } from './page-parts.ts';

const GUILD = '817327181659111454';
const STREAM = `/api/players/${GUILD}/stream`;

/** Streams of one word, of which each goes on until nobody listens. */
class Radio {
  listeners = 0;

  readonly listen: Listen = async (guildId) => {
    if (guildId !== GUILD) return undefined;
    this.listeners += 1;
    return new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('tune')),
      cancel: () => {
        this.listeners -= 1;
      },
    });
  };
}

function player(state: PlayerReport['state'], guildId = GUILD): PlayerReport {
  const [guildName, title] = ['Some "guild"', 'Bolero'];
  return { guildId, guildName, state, node: 'A', title, positionMs: 1, durationMs: 245_000, queued: 0 };
}

const withPlayers = (listen?: Listen): HttpStageOptions => ({
  report: (report) => [{ ...report, players: [player('playing'), player('paused', '5')] }],
  ...(listen !== undefined && { http: { listen } }),
});

describe('the page of what can be listened to', () => {
  it('offers to listen, and has sound beside each player that plays once it stands still', async () => {
    await using stage = await httpStage(withPlayers(new Radio().listen));
    const moving = pageParts(await (await stage.ask('/')).text());
    expect(moving.tags.filter(({ name }) => name === 'audio')).toEqual([]);
    expect(moving.tags.some(({ attributes }) => attributes.get('http-equiv') === 'refresh')).toBe(true);
    const link = moving.tags.find(({ attributes }) => attributes.get('href')?.includes('listen'));

    const answer = await stage.ask(link?.attributes.get('href') ?? '');
    const still = pageParts(await answer.text());
    expect(still.tags.some(({ attributes }) => attributes.get('http-equiv') === 'refresh')).toBe(false);
    const sounds = still.tags
      .filter(({ name }) => name === 'audio')
      .map(({ attributes }) => Object.fromEntries(attributes));
    expect(sounds).toEqual([{ controls: '', preload: 'none', src: STREAM, 'aria-label': 'Listen to Some "guild"' }]);
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("media-src 'self'");
    expect(policy).toContain("script-src 'self'");
    const scripts = still.tags.filter(({ name }) => name === 'script').map(({ attributes }) => attributes.get('src'));
    expect(scripts).toEqual(['/listen.js']);
    expect(moving.tags.filter(({ name }) => name === 'script')).toEqual([]);
    expect((await stage.ask('/listen.js')).headers.get('content-type')).toMatch(/^text\/javascript/);
  });

  it('has nothing of it where nobody can listen', async () => {
    await using stage = await httpStage(withPlayers());
    const answer = await stage.ask('/?listen');
    const { tags } = pageParts(await answer.text());
    expect(tags.filter(({ name }) => name === 'audio')).toEqual([]);
    expect(answer.headers.get('content-security-policy')).not.toMatch(/media-src|script-src/);
    expect((await stage.ask('/listen.js')).status).toBe(404);
    expect((await stage.ask(STREAM)).status).toBe(404);
  });
});

describe('a stream', () => {
  it('is heard as it comes, until the listener leaves', async () => {
    const radio = new Radio();
    await using stage = await httpStage(withPlayers(radio.listen));
    const gone = new AbortController();
    const answer = await stage.ask(STREAM, { signal: gone.signal });
    expect(answer.headers.get('content-type')).toBe('audio/ogg; codecs=opus');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { value } = (await answer.body?.getReader().read()) ?? {};
    expect(Buffer.from(value ?? []).toString()).toBe('tune');

    gone.abort();
    await expect.poll(() => radio.listeners).toBe(0);
  });

  it('is not opened to be asked about, nor where nothing plays', async () => {
    const radio = new Radio();
    await using stage = await httpStage(withPlayers(radio.listen));
    expect((await stage.ask(STREAM, { method: 'HEAD' })).headers.get('content-type')).toBe('audio/ogg; codecs=opus');
    expect((await stage.ask('/api/players/5/stream')).status).toBe(404);
    expect(radio.listeners).toBe(0);
  });

  it('is for eight at once, and for others as soon as one leaves', async () => {
    const radio = new Radio();
    await using stage = await httpStage(withPlayers(radio.listen));
    const listeners = Array.from({ length: 8 }, () => new AbortController());
    await Promise.all(listeners.map(({ signal }) => stage.ask(STREAM, { signal })));
    const refused = await stage.ask(STREAM);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: { code: 'TOO_MANY_LISTENERS' } });

    listeners[0]?.abort();
    await expect.poll(() => radio.listeners).toBe(7);
    expect((await stage.ask(STREAM)).status).toBe(200);
    for (const listener of listeners) listener.abort();
  });

  it('needs the password, where there is one', async () => {
    const { listen } = new Radio();
    await using stage = await httpStage({ http: { listen, password: 'correct horse battery' } });
    expect((await stage.ask(STREAM)).status).toBe(401);
  });
});
