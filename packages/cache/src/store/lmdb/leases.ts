import { randomBytes } from 'node:crypto';
import type { Clock } from '@reprise/clock';
import type { Lease } from '../store.ts';
import { CLOCK_SKEW_MS } from '../stored-entry.ts';
import type { Environment } from './environment.ts';
import type { Writer } from './writer.ts';

const TOKEN_BYTES = 6;
const TAKEN_AT = TOKEN_BYTES;
const ENDS_AT = TAKEN_AT + 8;
const LEASE_BYTES = ENDS_AT + 8;

/** Takes the lease of a name, unless another process has it: the file's lock decides between those who try at once. */
export async function takeLease(
  { leases }: Environment,
  writer: Writer,
  name: Buffer,
  forMs: number,
  clock: Pick<Clock, 'now'>,
): Promise<Lease | undefined> {
  const now = clock.now();
  const held = leases.getBinary(name);
  if (held !== undefined && isHeld(held, now)) return undefined;
  const lease = randomBytes(LEASE_BYTES);
  lease.writeDoubleBE(now, TAKEN_AT);
  lease.writeDoubleBE(now + forMs, ENDS_AT);
  const put = (): unknown => leases.put(name, lease, versionOf(lease));
  const isTaken = await writer.run(() =>
    held === undefined ? leases.ifNoExists(name, put) : leases.ifVersion(name, versionOf(held), put),
  );
  if (!isTaken) return undefined;
  const remove = (): unknown => leases.remove(name);
  const release = async (): Promise<void> => {
    await writer.run(() => leases.ifVersion(name, versionOf(lease), remove));
  };
  return { release };
}

/** Removes the leases of those that have not given them back in time. */
export async function removeEndedLeases({ leases }: Environment, writer: Writer, now: number): Promise<void> {
  const ended: { readonly name: Buffer; readonly version: number }[] = [];
  for (const { key, value } of leases.getRange({})) {
    if (!isHeld(value, now)) ended.push({ name: Buffer.from(key), version: versionOf(value) });
  }
  if (ended.length === 0) return;
  await writer.run(() =>
    leases.batch(() => {
      for (const { name, version } of ended) leases.ifVersion(name, version, () => leases.remove(name));
    }),
  );
}

function isHeld(lease: Buffer, now: number): boolean {
  // One that was taken in the future is of a clock that was set back since.
  return lease.readDoubleBE(ENDS_AT) > now && lease.readDoubleBE(TAKEN_AT) <= now + CLOCK_SKEW_MS;
}

/** A number that no other lease has, as lmdb compares it. */
function versionOf(lease: Buffer): number {
  return lease.readUIntBE(0, TOKEN_BYTES) + 1;
}
