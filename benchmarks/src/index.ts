import type { Bench } from './bench.ts';
import { botMemory } from './bot-memory.ts';
import { codec } from './codec.ts';
import { failover } from './failover.ts';
import { fetch } from './fetch.ts';
import { guilds } from './guilds.ts';
import { hitRatio } from './hit-ratio.ts';
import { joins } from './joins.ts';
import { original } from './original.ts';
import { players } from './players.ts';
import { queries } from './queries.ts';
import { recovery } from './recovery.ts';
import { replay } from './replay.ts';
import { replies } from './replies.ts';
import { rest } from './rest.ts';
import { songs } from './songs.ts';
import { sound } from './sound.ts';
import { soundKills } from './sound-kills.ts';
import { soundLoad } from './sound-load.ts';
import { stampede } from './stampede.ts';
import { storeFaults } from './store-faults.ts';
import { throughput } from './throughput.ts';
import { tiers } from './tiers.ts';

/** All benchmarks, in the order in which they run. */
export const benches: readonly Bench[] = [
  hitRatio,
  queries,
  throughput,
  original,
  fetch,
  replay,
  rest,
  codec,
  failover,
  joins,
  players,
  recovery,
  songs,
  guilds,
  tiers,
  stampede,
  storeFaults,
  replies,
  botMemory,
  sound,
  soundLoad,
  soundKills,
];
