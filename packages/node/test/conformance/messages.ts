import type { Message, PlayerUpdateMessage } from '@reprise/protocol';
import { nameOf } from '../support/socket.ts';
import { compare, type Finding } from './compare.ts';
import { type Places, type RecordedStep, translate } from './golden.ts';

/** Messages heard after the call that the mark names; before the first call the mark is empty. */
export interface Segment {
  readonly mark: string;
  readonly messages: readonly Message[];
}

/** The recorder's server sent an update of each playing player every second. */
const RECORDED_INTERVAL_MS = 1_000;
/** How far from its second such an update may have been. */
const JITTER_MS = 40;

/** Cuts a recording at its marks and takes away the updates that only time caused. */
export function segmentsOf(steps: readonly RecordedStep[]): readonly Segment[] {
  const periodic = periodicUpdates(steps.flatMap(({ message }) => message ?? []));
  const segments: { mark: string; messages: Message[] }[] = [{ mark: '', messages: [] }];
  for (const { note, message } of steps) {
    if (note !== undefined) segments.push({ mark: note.replace('-> ', ''), messages: [] });
    if (message !== undefined && !periodic.has(message)) segments.at(-1)?.messages.push(message);
  }
  return segments;
}

/**
 * Compares what was heard with what was recorded: events in order and in full, everything else by kind, number and shape,
 * and the order of all but player updates, which come before or after a start event as the threads of the real server
 * happen to run.
 */
export function compareMessages(
  recorded: Segment,
  heard: readonly Message[],
  places: Places,
  isOurs: boolean,
): readonly Finding[] {
  const where = recorded.mark === '' ? 'at the start' : recorded.mark;
  const expected = recorded.messages;
  const events = compare(`${where}: events`, translate(expected.filter(isEvent), places), heard.filter(isEvent));
  const others = [...new Set([...expected, ...heard].map(({ op }) => op))]
    .filter((op) => op !== 'event')
    .flatMap((op) => {
      const pick = (messages: readonly Message[]): readonly Message[] =>
        messages.filter((message) => message.op === op);
      const [wanted, got] = [pick(expected), pick(heard)];
      // Another server sends periodic updates too, so there may be more.
      const count = isOurs || op !== 'playerUpdate' ? got.length === wanted.length : got.length >= wanted.length;
      const shapes = wanted.flatMap((message, i) =>
        got[i] === undefined ? [] : compare(`${where}: ${op}`, message, got[i]),
      );
      return count ? shapes : [{ where: `${where}: number of ${op}`, recorded: wanted.length, came: got.length }];
    });
  return [...compareOrder(where, expected, heard, isOurs), ...events, ...others];
}

/** On another server `stats` may overtake the `ready` of a new session; that of a resumed one comes before all it missed. */
function compareOrder(
  where: string,
  expected: readonly Message[],
  heard: readonly Message[],
  isOurs: boolean,
): readonly Finding[] {
  const [opening] = expected;
  const opens = opening?.op === 'ready' && (isOurs || opening.resumed);
  const names = (messages: readonly Message[]): readonly string[] =>
    messages.filter(({ op }) => op !== 'playerUpdate').map(nameOf);
  return [
    ...(opens ? compare(`${where}: first`, 'ready', heard[0]?.op) : []),
    ...(isOurs ? compare(`${where}: order`, names(expected), names(heard)) : []),
  ];
}

function isEvent(message: Message): boolean {
  return message.op === 'event';
}

/** For each second after a start, the update nearest to it. */
function periodicUpdates(messages: readonly Message[]): ReadonlySet<Message> {
  const periodic = new Set<Message>();
  let startedAt: number | undefined;
  for (const [index, message] of messages.entries()) {
    if (isStart(message)) startedAt = startTime(messages, index);
    if (message.op !== 'playerUpdate' || startedAt === undefined) continue;
    const seconds = Math.round((message.state.time - startedAt) / RECORDED_INTERVAL_MS);
    const tick = startedAt + seconds * RECORDED_INTERVAL_MS;
    const distance = (update: PlayerUpdateMessage): number => Math.abs(update.state.time - tick);
    const rivals = messages
      .filter((other) => other.op === 'playerUpdate')
      .filter((other) => distance(other) <= JITTER_MS);
    const nearest = rivals.toSorted((a, b) => distance(a) - distance(b))[0];
    if (seconds > 0 && nearest === message) periodic.add(message);
  }
  return periodic;
}

function isStart(message: Message): boolean {
  return message.op === 'event' && message.type === 'TrackStartEvent';
}

/** The start event has no time; one of the updates beside it has. */
function startTime(messages: readonly Message[], index: number): number | undefined {
  const beside = [messages[index - 1], messages[index + 1]].flatMap((message) => message ?? []);
  const times = beside.flatMap((message) => (message.op === 'playerUpdate' ? [message.state.time] : []));
  return times.length === 0 ? undefined : Math.max(...times);
}
