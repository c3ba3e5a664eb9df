import { describe, expect, it } from 'vitest';
import type { Socket } from '../support/socket.ts';
import { compare, type Finding } from './compare.ts';
import { golden, isRest, type RestEntry, type SocketEntry } from './golden.ts';
import { compareMessages, segmentsOf } from './messages.ts';
import { startTarget, type Target } from './target.ts';

const entries = golden('resume');

describe('Resuming, as recorded from Lavalink 4.2.2', () => {
  it('keeps a session for a client that comes back in time, and only then', { timeout: 60_000 }, async () => {
    await using target = await startTarget();
    const findings: Finding[] = [];
    const call = async (name: string): Promise<void> => {
      findings.push(...(await target.call(rest(name))));
    };
    const check = (name: string, socket: Socket): void => {
      findings.push(...checkSocket(target, socketEntry(name), socket));
    };

    const first = await openAs(target, 'first socket');
    await call('resuming on, 4 s');
    await call('play');
    await target.pass(700);
    await first.settled();
    await first.close('cut');
    check('first socket', first);
    await target.pass(500);
    await call('read a player while the socket is away');
    await call('update a player while the socket is away');

    const second = await openAs(target, 'second socket, in time');
    await target.pass(1_500);
    await call('the player after resuming');
    await call('replace after resuming');
    await target.pass(500);
    await second.settled();
    const third = await openAs(target, 'a second socket with the same session id while the first is open');
    await third.settled();
    await third.close();
    check('a second socket with the same session id while the first is open', third);
    await second.close();
    check('second socket, in time', second);

    await target.pass(600);
    await call('after a clean close (1000), before the timeout');
    await target.pass(5_000);
    const late = await openAs(target, 'too late');
    await late.settled();
    await late.close();
    check('too late', late);
    await call('the old session');

    expect(target.unlisted(findings)).toEqual([]);
  });
});

async function openAs(target: Target, name: string): Promise<Socket> {
  const entry = socketEntry(name);
  const { 'Session-Id': recordedId, ...headers } = entry.request.headers;
  const id = recordedId === undefined ? undefined : target.places.sessions.get(recordedId);
  const socket = await target.open({ ...headers, ...(id === undefined ? {} : { 'Session-Id': id }) });
  const newId = await socket.sessionId();
  for (const { message } of entry.messages) {
    if (message?.op === 'ready') target.places.sessions.set(message.sessionId, newId);
  }
  return socket;
}

function checkSocket(target: Target, entry: SocketEntry, socket: Socket): readonly Finding[] {
  const upgrade = Object.fromEntries(
    Object.keys(entry.upgrade ?? {}).map((name) => [name, socket.upgradeHeaders[name]]),
  );
  const [recorded] = segmentsOf(withStart(entry)).slice(-1);
  const heard = compareMessages(recorded ?? { mark: '', messages: [] }, socket.messages, target.places, target.isOurs);
  const findings = [...compare('upgrade', entry.upgrade, upgrade), ...heard];
  return findings.map((finding) => ({ ...finding, where: `${entry.name}: ${finding.where}` }));
}

/** The track that goes on over the break was started on the first socket; its seconds are counted from there. */
function withStart(entry: SocketEntry): SocketEntry['messages'] {
  if (entry.name !== 'second socket, in time') return entry.messages;
  const first = socketEntry('first socket').messages;
  return [...first.filter(({ message }) => message !== undefined), { note: '' }, ...entry.messages];
}

function rest(name: string): RestEntry {
  const entry = entries.filter(isRest).find((candidate) => candidate.name === name);
  if (entry === undefined) throw new Error(`No recorded call ${name}.`);
  return entry;
}

function socketEntry(name: string): SocketEntry {
  const entry = entries
    .filter((candidate): candidate is SocketEntry => !isRest(candidate))
    .find((e) => e.name === name);
  if (entry === undefined) throw new Error(`No recorded socket ${name}.`);
  return entry;
}
