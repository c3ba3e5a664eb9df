import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { WorkerSoundEngine } from '../../src/sound/worker-sound-engine.ts';
import { StatusError } from '../../src/sources/http/web-reader.ts';
import { makeFolder } from '../support/folder.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { convert, ffmpeg } from './support/ffmpeg.ts';
import { bytesInput, mediaInput, parts } from './support/inputs.ts';
import { framesOf, frequencyOf, listen, pull, roughness } from './support/listening.ts';
import { stairHertz, stairs, wavTone } from './support/tones.ts';

const PLAIN = { positionMs: 0, filters: {}, volume: 100 } as const;
const never = new AbortController().signal;
/** Pauses are over at once. */
const hurried = {
  now: () => performance.now(),
  after: (_ms: number, run: () => void) => {
    const timer = setImmediate(run);
    return () => clearImmediate(timer);
  },
  every: () => () => undefined,
};

let engine: WorkerSoundEngine;

beforeAll(() => {
  engine = new WorkerSoundEngine({ workers: 1, clock: hurried });
});
afterAll(() => engine.close());

describe('a source', () => {
  it('that breaks off is taken up again where it stopped, and nothing of it is missing', async () => {
    const wav = wavTone({ seconds: 4 });
    const starts: number[] = [];
    const input = mediaInput(wav.length, async function* (start) {
      starts.push(start);
      yield* parts(wav.subarray(0, start + 150_000), start, 10_000);
      throw new Error('connection reset');
    });
    const stream = await engine.open(input, PLAIN, never);
    const frames = await pull(stream);

    expect(starts.slice(0, 4)).toEqual([0, 150_000, 300_000, 450_000]);
    expect(frames).toHaveLength(200);
    expect(roughness(framesOf(listen(frames), 2, 198), 440)).toBeLessThan(0.01);
  });

  it('that ends too early is taken up again as well', async () => {
    const wav = wavTone({ seconds: 2 });
    const input = mediaInput(wav.length, (start) => parts(wav.subarray(0, start + 200_000), start, 10_000));
    expect(await pull(await engine.open(input, PLAIN, never))).toHaveLength(100);
  });

  it('that stays broken breaks the track, after what was already there was heard', async () => {
    const wav = wavTone({ seconds: 2 });
    let reads = 0;
    const input = mediaInput(wav.length, async function* (start) {
      reads += 1;
      if (start > 0) throw new Error('connection refused');
      yield wav.subarray(0, 192_044);
    });
    const stream = await engine.open(input, PLAIN, never);
    const heard: unknown[] = [];
    const error = await pullUntilError(stream, heard);

    expect(heard).toHaveLength(50);
    expect(error).toBeInstanceOf(SourceError);
    expect(error).toMatchObject({ severity: 'suspicious' });
    expect(reads).toBe(4);
    expect(stream.take()).toBe('ended');
    expect(stream.take()).toBe('ended');
  });

  it('that has an account of its own is not tried again, and is told in its words', async () => {
    let reads = 0;
    const input = mediaInput(1_000, () => {
      reads += 1;
      throw new SourceError('This track was taken down.', 'common');
    });
    await expect(engine.open(input, PLAIN, never)).rejects.toMatchObject({
      message: 'This track was taken down.',
      severity: 'common',
    });
    expect(reads).toBe(1);
  });

  it.each([
    [503, 'is asked again', 2],
    [404, 'is not', 1],
  ])('that answers with %i in mid song %s', async (status, _what, reads) => {
    const wav = wavTone({ seconds: 2 });
    let answers = 0;
    const input = mediaInput(wav.length, async function* (start) {
      if (start === 0) yield wav.subarray(0, 192_044);
      else if (++answers === 1) throw new StatusError(status);
      else yield* parts(wav, start, 16_384);
    });
    const stream = await engine.open(input, PLAIN, never);
    const heard: unknown[] = [];
    const listened = reads > 1 ? pull(stream) : pullUntilError(stream, heard);

    expect(await listened).toMatchObject(reads > 1 ? { length: 100 } : { message: 'The address answers with 404.' });
    expect(answers).toBe(reads);
  });

  it('that hangs is late, holds up nobody else, and goes on when it does', async () => {
    const wav = wavTone({ seconds: 2 });
    const gate = Promise.withResolvers<void>();
    const input = mediaInput(wav.length, async function* (start) {
      yield* parts(wav.subarray(0, 192_044), start, 16_384);
      await gate.promise;
      yield* parts(wav, 192_044, 16_384);
    });
    const stream = await engine.open(input, PLAIN, never);
    // Of the last frame the encoder wants to hear how it goes on.
    await pull(stream, 49);

    const other = await engine.open(bytesInput(wavTone({ seconds: 2 })), PLAIN, never);
    expect(await pull(other)).toHaveLength(100);
    expect(stream.take()).toBe('late');

    gate.resolve();
    expect(await pull(stream)).toHaveLength(51);
  });

  it('that hangs from the beginning is given up when nobody wants it any more', async () => {
    const aborting = new AbortController();
    const reading = Promise.withResolvers<AbortSignal>();
    const input = mediaInput(1_000, async function* (_start, signal): AsyncGenerator<Uint8Array> {
      reading.resolve(signal);
      await new Promise(() => undefined);
    });
    const opening = engine.open(input, PLAIN, aborting.signal);
    opening.catch(() => undefined);
    const signal = await reading.promise;
    aborting.abort(new Error('skipped'));
    await expect(opening).rejects.toThrow('skipped');
    expect(signal.aborted).toBe(true);
  });

  it('without an end goes on and on, and is read no faster than it is heard', async () => {
    const second = wavTone({ seconds: 1 });
    second.writeUInt32LE(0xff_ff_ff_ff, 40);
    let given = 0;
    const input = mediaInput(undefined, async function* () {
      yield second.subarray(0, 44);
      for (;;) {
        given += 1;
        yield second.subarray(44);
        await nextTurn();
      }
    });
    const stream = await engine.open(input, PLAIN, never);
    expect(stream.lengthMs).toBeUndefined();
    expect(await pull(stream, 500)).toHaveLength(500);
    stream.close();
    expect(given).toBeGreaterThanOrEqual(10);
    expect(given).toBeLessThan(17);
  });

  it.each([
    ['breaks off again at once', 0, 4],
    ['has held for ten seconds each time', 10_000, 8],
  ])('without an end that %s is read so often', async (_what, heldMs, reads) => {
    const second = wavTone({ seconds: 1 });
    second.writeUInt32LE(0xff_ff_ff_ff, 40);
    const clock = new ManualClock();
    await using timed = new WorkerSoundEngine({ workers: 1, clock });
    let answers = 0;
    const input = mediaInput(undefined, async function* () {
      answers += 1;
      yield answers === 1 ? second : second.subarray(44);
      clock.advance(heldMs);
      yield second.subarray(44);
      if (answers < 8) throw new Error('connection reset');
    });
    const stream = await timed.open(input, PLAIN, never);
    const heard: unknown[] = [];
    const error = await pullUntilError(stream, heard, () => {
      if (clock.pending > 0) clock.advance(1_000);
    });

    expect([answers, heard.length]).toEqual([reads, reads * 100]);
    expect(error instanceof SourceError).toBe(reads < 8);
  });

  it('with nothing in it is refused', async () => {
    await expect(engine.open(bytesInput(new Uint8Array(0)), PLAIN, never)).rejects.toBeInstanceOf(SourceError);
    await expect(engine.open({ kind: 'file', path: '/nowhere/song.wav' }, PLAIN, never)).rejects.toMatchObject({
      severity: 'common',
    });
  });

  it('that needs ffmpeg says what to install where there is none', async () => {
    await using poor = new WorkerSoundEngine({ workers: 1, ffmpegPath: '/nowhere/ffmpeg' });
    const opening = poor.open(bytesInput(Buffer.from('ID3 and so on, as MP3 files begin')), PLAIN, never);
    await expect(opening).rejects.toMatchObject({ severity: 'common', message: expect.stringContaining('ffmpeg') });
  });
});

describe('a thread', () => {
  it('that dies breaks its own tracks only, and the next track is heard', async () => {
    const told: string[] = [];
    const log = { info: () => undefined, warn: () => undefined, error: (message: string) => void told.push(message) };
    await using two = new WorkerSoundEngine({ workers: 2, log });
    const input = bytesInput(wavTone({ seconds: 2 }));
    const first = await two.open(input, PLAIN, never);
    const second = await two.open(input, PLAIN, never);
    await Promise.all([first.ready(), second.ready()]);

    await two.threads[0]?.die();
    expect(await pullUntilError(first, [])).toBeInstanceOf(SourceError);
    expect(await pull(second)).toHaveLength(100);
    expect(await pull(await two.open(input, PLAIN, never))).toHaveLength(100);
    expect(told).toHaveLength(1);
  });

  it('makes the frames of 25 streams on two threads, all of them and without one waiting for another', async () => {
    await using two = new WorkerSoundEngine({ workers: 2 });
    const input = bytesInput(wavTone({ seconds: 2 }));
    const streams = await Promise.all(Array.from({ length: 25 }, () => two.open(input, PLAIN, never)));
    const startedAt = performance.now();
    const frames = await Promise.all(streams.map((stream) => pull(stream)));
    const tookMs = performance.now() - startedAt;
    const ratio = (2_000 / tookMs).toFixed(2);
    console.log(`25 streams on 2 threads: ${ratio} times as fast as they are heard.`);

    expect(frames.every((each) => each.length === 100)).toBe(true);
    // How fast it is on a machine of its own is told by a benchmark.
    expect(tookMs).toBeLessThan(10_000);
  });
});

describe.skipIf(ffmpeg === undefined)('bytes that ffmpeg decodes (skipped without ffmpeg)', () => {
  it('are heard, from any place, and the program is gone when the track is', async () => {
    await using folder = await makeFolder({ 'tone.wav': wavTone({ seconds: 4 }) });
    const path = join(folder.path, 'tone.mp3');
    await convert(join(folder.path, 'tone.wav'), path);
    const input = bytesInput(await readFile(path));
    const stream = await engine.open(input, { ...PLAIN, positionMs: 1_000 }, never);
    const frames = await pull(stream, 60);
    expect(frequencyOf(framesOf(listen(frames), 5, 55))).toBeCloseTo(440, 0);

    stream.seek(3_000);
    await stream.ready();
    expect(Math.abs((await pull(stream)).length - 50)).toBeLessThanOrEqual(3);
    stream.close();
    while (engine.threads.some((thread) => thread.programs.length > 0)) await nextTurn();
  });

  it('are heard of a file whose list of contents is at its end, which is asked for first', async () => {
    await using folder = await makeFolder({ 'stairs.wav': stairs(20) });
    const path = join(folder.path, 'stairs.m4a');
    await convert(join(folder.path, 'stairs.wav'), path, '-b:a', '320k');
    const file = await readFile(path);
    const starts: number[] = [];
    const input = mediaInput(file.length, (start) => {
      starts.push(start);
      return parts(file, start, 16_384);
    });
    const stream = await engine.open(input, { ...PLAIN, positionMs: 15_000 }, never);
    const heard = listen(await pull(stream, 45));
    stream.close();
    expect(frequencyOf(framesOf(heard, 5, 45))).toBeCloseTo(stairHertz(15), 0);
    expect(starts[0]).toBe(0);
    expect(starts[1]).toBeGreaterThan(file.length * 0.9);
  });

  it('end their program when the track is closed or its thread dies', async () => {
    await using one = new WorkerSoundEngine({ workers: 1 });
    await using folder = await makeFolder({ 'tone.wav': wavTone({ seconds: 30 }) });
    const path = join(folder.path, 'tone.flac');
    await convert(join(folder.path, 'tone.wav'), path);
    const begun = async () => {
      const stream = await one.open({ kind: 'file', path }, PLAIN, never);
      await stream.ready();
      return { stream, pids: one.threads[0]?.programs ?? [] };
    };
    const closed = await begun();
    expect(closed.pids).toHaveLength(1);
    closed.stream.close();
    await gone(closed.pids);

    const orphaned = await begun();
    expect(orphaned.pids).toHaveLength(1);
    await one.threads[0]?.die();
    await gone(orphaned.pids);
  });

  it('that are no sound break the track with what ffmpeg says as the cause', async () => {
    const stream = await engine.open(bytesInput(Buffer.alloc(50_000, 'no sound at all ')), PLAIN, never);
    const error = await pullUntilError(stream, []);
    expect(error).toMatchObject({ code: 'NODE_SOURCE', severity: 'suspicious' });
    expect(String((error as SourceError).cause)).toContain('ffmpeg');
  });

  it('cannot make it read other files or addresses', async () => {
    const secret = fileURLToPath(new URL('fixtures/stairs.ogg', import.meta.url));
    const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://${secret}\n#EXT-X-ENDLIST\n`;
    const stream = await engine.open(bytesInput(Buffer.from(playlist)), PLAIN, never);
    const heard: unknown[] = [];
    expect(await pullUntilError(stream, heard)).toBeInstanceOf(SourceError);
    expect(heard).toHaveLength(0);
  });
});

async function pullUntilError(
  stream: { take(): unknown },
  heard: unknown[],
  onLate: () => void = () => undefined,
): Promise<unknown> {
  try {
    for (;;) {
      const turn = stream.take();
      if (turn === 'ended') return undefined;
      if (turn === 'late') {
        onLate();
        await nextTurn();
      } else heard.push(turn);
    }
  } catch (error) {
    return error;
  }
}

async function gone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) while (await isAlive(pid)) await nextTurn();
}

/** What has ended and was not asked for its exit code yet is a zombie: it holds nothing. */
async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return status !== undefined && !/\) Z /.test(status);
}
