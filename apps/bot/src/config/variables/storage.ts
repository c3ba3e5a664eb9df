import { SHORTEST_SECRET } from '../../log/secret-mask.ts';
import type { Group } from '../environment.ts';
import { optional, withFallback } from '../field.ts';
import { path, valkeyAddress } from '../readers.ts';
import { LONGEST_TIMER_MS, milliseconds, number } from './numbers.ts';

/** What is kept, and where. */
export function storage(
  cwd: string,
): Group<'DATA_DIR' | 'VALKEY_URL' | 'CACHE_MAX_SONGS' | 'CACHE_MAX_MIB' | 'CACHE_TTL_MS' | 'CACHE_METADATA_TTL_MS'> {
  const group = 'What is kept';
  return {
    DATA_DIR: withFallback(
      {
        group,
        about: 'Folder of songs, settings and players. On a local disk.',
        allowed: 'the path of a folder',
        fallback: './data',
      },
      path(cwd),
    ),
    VALKEY_URL: optional(
      {
        group,
        about: 'Valkey or Redis that several machines share songs by. Not needed on one machine.',
        allowed:
          'redis://USER:PASSWORD@HOST:PORT/DATABASE, of which only the host is needed, or rediss:// with TLS, or valkey://; ' +
          `a password has at least ${SHORTEST_SECRET} characters, and % and # in it are written as %25 and %23`,
        isSecret: true,
      },
      valkeyAddress,
    ),
    CACHE_MAX_SONGS: number(group, 'Songs in memory.', 1, 10_000_000, '5000'),
    CACHE_MAX_MIB: number(group, 'MiB that songs may take in memory.', 1, 65_536, '64'),
    CACHE_TTL_MS: milliseconds(group, 'How long a song is played as it was found.', 1_000, LONGEST_TIMER_MS, '7200000'),
    CACHE_METADATA_TTL_MS: milliseconds(
      group,
      'How long an old song is better than none, when it cannot be found anew.',
      1_000,
      LONGEST_TIMER_MS,
      '604800000',
    ),
  };
}
