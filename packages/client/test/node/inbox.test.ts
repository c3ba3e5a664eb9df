import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Message } from '@reprise/protocol';
import { describe, expect, it } from 'vitest';
import { Inbox } from '../../src/node/inbox.ts';
import { track } from '../support/scripted-server.ts';

const BURST = 50_000;
const GUILDS = 500;
/** Frames that a socket brings at once: 64 KiB of them. */
const CHUNK = 150;
const NS_PER_MS = 1e6;

describe('the inbox of a node', () => {
  it('reads a frame at once when none waits', () => {
    const { inbox, told } = opened();
    inbox.push(frame(1));
    expect(told).toHaveLength(1);
  });

  // Whatever else the machine does counts too.
  it('takes 50,000 events as fast as it asks for them, in order, within a second and 20 ms late at most', {
    retry: 5,
  }, async () => {
    const frames = Array.from({ length: BURST }, (_, i) => frame(i));
    const { inbox, told, isFull } = opened();
    const lag = monitorEventLoopDelay({ resolution: 1 });
    lag.enable();
    const began = performance.now();
    for (let sent = 0; told.length < BURST; await nextLoop()) {
      if (isFull()) continue;
      for (const frame of frames.slice(sent, sent + CHUNK)) inbox.push(frame);
      sent += CHUNK;
    }
    const tookMs = performance.now() - began;
    lag.disable();
    const lagMs = lag.percentile(99) / NS_PER_MS;
    console.log(`${BURST} events: ${tookMs.toFixed(0)} ms, event loop late by ${lagMs.toFixed(1)} ms (p99)`);
    expect(told.map(numberOf)).toEqual(Array.from({ length: BURST }, (_, i) => i));
    expect(tookMs).toBeLessThan(1_000);
    expect(lagMs).toBeLessThan(20);
  });

  it('says when it is full, and when it can take more again', async () => {
    const { inbox, told, isFull } = opened();
    for (let i = 0; i < BURST; i += 1) inbox.push(frame(i));
    expect(isFull()).toBe(true);
    while (told.length < BURST) await nextLoop();
    expect(isFull()).toBe(false);
  });

  it('tells of many updates of a player that wait together the last, and none after an event that came later', async () => {
    const { inbox, told } = opened();
    // What fills the turn, so that all that follows waits.
    for (let i = 0; i < BURST; i += 1) inbox.push(frame(i));
    const before = BURST;
    const update = (position: number): string =>
      JSON.stringify({ op: 'playerUpdate', guildId: 'a', state: { time: 1, position, connected: true, ping: 1 } });
    for (const position of [1, 2, 3]) inbox.push(update(position));
    inbox.push(frame(BURST, 'a'));
    for (const position of [4, 5]) inbox.push(update(position));
    while (told.length < before + 3) await nextLoop();
    await nextLoop();
    const after = told
      .slice(before)
      .map((message) => (message.op === 'playerUpdate' ? message.state.position : message.op));
    expect(after).toEqual([3, 'event', 5]);
  });

  it('counts what is no message, and forgets what waits when it is closed', async () => {
    const { inbox, told, dropped } = opened();
    inbox.push('{');
    inbox.push('{"op":"nothing"}');
    expect([told.length, dropped()]).toEqual([0, 2]);
    for (let i = 0; i < BURST; i += 1) inbox.push(frame(i));
    const { length } = told;
    expect(length).toBeLessThan(BURST);
    inbox.close();
    for (let turn = 0; turn < 3; turn += 1) await nextLoop();
    expect(told).toHaveLength(length);
  });
});

function opened() {
  const told: Message[] = [];
  let dropped = 0;
  let isFull = false;
  const inbox = new Inbox({
    message: (message) => void told.push(message),
    dropped: () => {
      dropped += 1;
    },
    full: (now) => {
      isFull = now;
    },
  });
  return { inbox, told, dropped: (): number => dropped, isFull: (): boolean => isFull };
}

/** An event as a node sends it, with a whole track. */
function frame(i: number, guildId = String(i % GUILDS)): string {
  return JSON.stringify({ op: 'event', type: 'TrackStartEvent', guildId, track: track(`song ${i}`) });
}

function numberOf(message: Message): number {
  const title = message.op === 'event' && message.type === 'TrackStartEvent' ? message.track.info.title : '';
  return Number(title.slice('song '.length));
}

function nextLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
