import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioNode } from '@reprise/node';
import { expect, it } from 'vitest';
import type { PlayerReport } from '../../src/cluster/bot-report.ts';
import { listening } from '../../src/demo/listening.ts';
import { httpStage } from '../http/http-stage.ts';
import { type Browser, findChromium, openBrowser } from '../support/browser.ts';
import { ear, listenFor, trustedServer } from './support/ear.ts';
import { measureLateness } from './support/lateness.ts';
import { PEAK, soundWav } from './support/tone.ts';

const chromium = findChromium();
/** The pitch tells the place: it rises evenly. */
const FROM_HZ = 300;
const HZ_PER_S = 200;
const LENGTH_MS = 30_000;
/** Half of it is what a browser keeps, the rest what is put on a page of Ogg at once. */
const BEHIND_MS = 300;
const AUDIBLE_DB = -60;
const LOOKS = 10;
/** It is caught up with an eighth of the time. */
const CATCH_UP_MS = 12_000;
const LOOK_EVERY_MS = 250;

/** What the page's player plays and how it stands, put into numbers on the page. */
const LISTEN = `(async () => {
  const audio = document.querySelector('audio');
  const context = new AudioContext({ sampleRate: 48000 });
  const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
  context.createMediaElementSource(audio).connect(analyser);
  await context.resume();
  window.heard = () => {
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    let top = 1;
    for (let i = 1; i < bins.length - 1; i++) if (bins[i] > bins[top]) top = i;
    const [a, b, c] = [bins[top - 1], bins[top], bins[top + 1]];
    const hz = ((top + (a - c) / (2 * (a - 2 * b + c))) * 48000) / 8192;
    return { atMs: Date.now(), hz, levelDb: b, currentTime: audio.currentTime, rate: audio.playbackRate };
  };
  await audio.play();
  return true;
})()`;
/** As a page that is frozen for a while, but its sound alone. */
const HOLD_UP = `(async () => {
  const audio = document.querySelector('audio');
  audio.pause();
  await new Promise((resolve) => setTimeout(resolve, 500));
  await audio.play();
  await new Promise((resolve) => setTimeout(resolve, 300));
})()`;
/** What is told of is in the middle of what is looked at. */
const WINDOW_MS = (8_192 / 48_000) * 1_000;

/** What is heard in the page at a time of the machine. */
interface HeardInPage {
  readonly atMs: number;
  readonly hz: number;
  readonly levelDb: number;
  /** Seconds. */
  readonly currentTime: number;
  /** How fast it plays. */
  readonly rate: number;
}

/** What was seen at one look. */
interface Look extends Omit<HeardInPage, 'hz'> {
  /** How far the page is behind the position that the player tells. */
  readonly behindMs: number;
}

it.skipIf(chromium === undefined)(
  chromium === undefined
    ? 'the page in a browser: there is no chromium on PATH'
    : 'a browser plays what the page offers',
  { timeout: 90_000 },
  async () => {
    await using ends = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'reprise-page-'));
    ends.defer(() => rm(folder, { recursive: true }));
    const sweep = soundWav(LENGTH_MS, (s) => {
      const sample = PEAK * Math.sin(2 * Math.PI * (FROM_HZ * s + (HZ_PER_S * s * s) / 2));
      return [sample, sample];
    });
    await writeFile(join(folder, 'sweep.wav'), sweep);
    const { server } = ends.use(await trustedServer());
    const node = ends.use(new AudioNode({ port: 0, password: 'secret', voice: 'discord', musicDir: folder }));
    await node.start();
    const { pool, player, guildId, play } = ends.use(await ear([{ url: node.url, password: 'secret' }], server));
    const addresses = [{ identifier: node.url, uri: node.url, password: 'secret', region: 'global' }] as const;
    const shown = (): PlayerReport => ({
      guildId,
      guildName: 'Some guild',
      state: 'playing',
      node: node.url,
      title: 'sweep',
      positionMs: player.position,
      durationMs: LENGTH_MS,
      queued: 0,
    });
    const stage = ends.use(
      await httpStage({
        http: { listen: listening(pool, addresses) },
        report: (report) => [{ ...report, players: [shown()] }],
      }),
    );
    await play(join(folder, 'sweep.wav'));
    const browser = ends.use(await openBrowser(chromium ?? '', `${stage.side.url}/?listen`));
    await play(join(folder, 'sweep.wav'));
    await browser.evaluate(LISTEN);
    // A page that is held up plays later what it could not play meanwhile.
    await browser.evaluate(HOLD_UP);
    const look = async (): Promise<Look> => {
      const { hz, ...told } = await heardIn(browser);
      const placeMs = ((hz - FROM_HZ) / HZ_PER_S) * 1_000 + WINDOW_MS / 2;
      return { ...told, behindMs: player.position - (Date.now() - told.atMs) - placeMs };
    };
    const heldUp = await look();
    const until = performance.now() + CATCH_UP_MS;
    for (let now = heldUp; now.behindMs > BEHIND_MS || now.rate !== 1; now = await look()) {
      if (performance.now() > until) break;
      await listenFor(LOOK_EVERY_MS);
    }
    using lateness = measureLateness();
    const looks: Look[] = [];
    for (let i = 0; i < LOOKS; i += 1) {
      await listenFor(LOOK_EVERY_MS);
      looks.push(await look());
    }
    const behindMs = looks.map((look) => look.behindMs).toSorted((one, other) => one - other);
    const [first, last] = [looks[0], looks.at(-1)];
    const late = `this machine ${lateness.worstMs.toFixed(0)} ms`;
    console.log(
      `held up ${heldUp.behindMs.toFixed(0)} ms, a browser is behind by ${behindMs.map((ms) => ms.toFixed(0)).join(', ')} ms, ${late}`,
    );
    expect(looks.filter(({ levelDb }) => levelDb < AUDIBLE_DB)).toEqual([]);
    expect(playedMs(last) - playedMs(first)).toBeGreaterThan(0.8 * ((last?.atMs ?? 0) - (first?.atMs ?? 0)));
    expect(behindMs[LOOKS / 2]).toBeLessThan(BEHIND_MS + lateness.worstMs);
    expect(behindMs[0]).toBeGreaterThan(0);
  },
);

function playedMs(look: Look | undefined): number {
  return 1_000 * (look?.currentTime ?? 0);
}

async function heardIn(browser: Browser): Promise<HeardInPage> {
  return JSON.parse(String(await browser.evaluate('JSON.stringify(heard())')));
}
