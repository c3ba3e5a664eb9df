import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@reprise/devkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import { playDemo } from '../../src/demo/demo.ts';

/** Time between two scenes at most, in milliseconds. */
const LONGEST_PAUSE_MS = 1_500;
/** A demo that tells nothing for so long waits for its clock, in milliseconds of the machine. */
const STANDING_MS = 400;

/** A demo whose time is moved, and what it told. */
class Stage implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly lines: string[] = [];
  readonly #stop = new AbortController();
  readonly #gone = new AbortController();
  readonly exit: Promise<number>;
  #seen = 0;
  #movedAt = performance.now();

  constructor(env: Readonly<Record<string, string>> = {}, isListenedTo = false) {
    const { config, warnings } = readConfig({ env: { HTTP_PORT: '0', ...env }, cwd: tmpdir() });
    this.exit = playDemo({
      config,
      warnings,
      isListenedTo,
      signal: this.#stop.signal,
      clock: this.clock,
      output: { write: (line) => void this.lines.push(line), columns: 200, gone: this.#gone.signal },
    });
    this.exit.catch(() => undefined);
  }

  /** The lines that tell what happened. */
  get told(): readonly string[] {
    return this.lines.filter((line) => /^\d\d:\d\d:\d\d {2}/.test(line));
  }

  get page(): string | undefined {
    return /its page +(\S+)/.exec(this.lines.join('\n'))?.[1];
  }

  /** Moves time on until a line is told: from one line to the next, so that nobody runs out of it while working. */
  async until(test: RegExp): Promise<string> {
    return vi.waitFor(
      () => {
        const found = this.told.find((line) => test.test(line));
        if (found !== undefined) return found;
        const isStanding = performance.now() - this.#movedAt > STANDING_MS;
        if (this.told.length > this.#seen || isStanding) {
          this.#seen = this.told.length;
          this.#movedAt = performance.now();
          this.clock.advance(LONGEST_PAUSE_MS);
        }
        throw new Error(`Nobody told ${test} so far:\n${this.told.join('\n')}`);
      },
      { timeout: 15_000, interval: 5 },
    );
  }

  stop(): void {
    this.#stop.abort();
  }

  readerGoes(): void {
    this.#gone.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.exit;
  }
}

const stray: string[] = [];
/** Of this test alone: other demos may run on the machine. */
let temporary: string;

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'reprise-test-'));
  vi.stubEnv('TMPDIR', temporary);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => stray.push(String(text)) > 0);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true });
  stray.length = 0;
});

describe('the demo', () => {
  it('says first that it is one, then shows a song that is new, and the same one known', async () => {
    await using demo = new Stage();
    const known = await demo.until(/Green .*Ode to {2}Joy/);
    expect(demo.lines[0]).toMatch(/^This is a demo: there is no Discord here\./);
    expect(await demo.until(/Blue .*\/play ode to joy/)).toMatch(/→ found in \d+ \S+ · Playing Ode to Joy · Ludwig/);
    expect(known).toMatch(/→ ⚡ \d+ \S+ · usually \d+ \S+ · Playing Ode to Joy/);
  });

  it('has the page of the bot, which says that it is a demo', async () => {
    await using demo = new Stage();
    await demo.until(/Blue .*\/play/);
    expect(await (await fetch(demo.page ?? '')).text()).toContain('This is a demo.');
    expect((await fetch(`${demo.page}/readyz`)).status).toBe(200);
  });

  it('can be listened to on the page, which knows neither nodes nor password', async () => {
    await using demo = new Stage({}, true);
    await demo.until(/Green .*⚡/);
    const page = await fetch(`${demo.page}/?listen`);
    expect(page.headers.get('content-security-policy')).toContain("media-src 'self'");
    const [, src] = /<audio controls="" preload="none" src="([^"]+)"/.exec(await page.text()) ?? [];
    expect(src).toMatch(/^\/api\/players\/\d+\/stream$/);

    const gone = new AbortController();
    const answer = await fetch(`${demo.page}${src}`, { signal: gone.signal });
    expect(answer.headers.get('content-type')).toBe('audio/ogg; codecs=opus');
    const heard: Buffer[] = [];
    const listening = (async () => {
      for await (const chunk of answer.body ?? []) heard.push(Buffer.from(chunk));
    })();
    await vi.waitFor(() => {
      demo.clock.advance(100);
      const pages = Buffer.concat(heard).toString('latin1').split('OggS');
      expect(pages.length).toBeGreaterThan(10);
      // A frame of silence is padded with zeros; a page of music is not.
      expect(pages.slice(3).some((bytes) => bytes.replaceAll(/[\0\xff]/g, '').length > 500)).toBe(true);
    }, 20_000);
    gone.abort();
    await expect(listening).rejects.toThrow('aborted');
    expect((await fetch(`${demo.page}/api/players/1/stream`)).status).toBe(404);
  });

  it('shows how a node dies, its players play on, and it comes back', async () => {
    await using demo = new Stage();
    await demo.until(/node demo-1 +dies/);
    expect(await demo.until(/node demo-1 +is lost/)).toMatch(/→ \d+ players? plays? on elsewhere/);
    await demo.until(/node demo-1 +is connected/);
    expect(stray.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('takes another port when that of the page is taken', async () => {
    const squatter = createServer();
    const port = await new Promise<number>((resolve) => {
      squatter.listen(0, '127.0.0.1', () => {
        const address = squatter.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    await using demo = new Stage({ HTTP_PORT: `${port}` });
    await demo.until(/Blue/);
    expect(demo.page).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(demo.page).not.toContain(`:${port}`);
    squatter.close();
  });

  it('leaves the stores and nodes of the user alone, and removes its own folder', async () => {
    const dataDir = join(temporary, 'data-of-the-user');
    const env = {
      DATA_DIR: dataDir,
      VALKEY_URL: 'redis://127.0.0.1:1',
      LAVALINK_NODES: 'main=http://127.0.0.1:1',
      LAVALINK_PASSWORD: 'secret-of-the-user',
    };
    {
      await using demo = new Stage(env);
      await demo.until(/Green .*⚡/);
      expect(readdirSync(temporary)).toHaveLength(1);
    }
    expect(readdirSync(temporary)).toEqual([]);
    expect(stray).toEqual([]);
  });

  it('tells what is probably not meant so, as a token under a wrong name', async () => {
    await using demo = new Stage({ DISCORD_TOKN: 'canary' });
    await demo.until(/Blue/);
    expect(demo.lines.join('\n')).toContain('DISCORD_TOKN is not read; is DISCORD_TOKEN meant?');
    expect(demo.lines.join('\n')).not.toContain('canary');
  });

  it('fails when MUSIC_DIR is no folder, and leaves nothing', async () => {
    const demo = new Stage({ MUSIC_DIR: '/nowhere/at/all' });
    await expect(demo.exit).rejects.toThrow('/nowhere/at/all');
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('ends with 0 within 5 s, when it is told to and when nobody reads any more', async () => {
    for (const end of ['stop', 'readerGoes'] as const) {
      const demo = new Stage();
      await demo.until(/Blue .*\/play/);
      const endedAt = performance.now();
      demo[end]();
      expect(await demo.exit).toBe(0);
      expect(performance.now() - endedAt).toBeLessThan(5_000);
    }
  });
});
