import { seededRandom } from '@reprise/devkit';
import { type DemoGuild, GUILDS, TUNES } from './cast.ts';
import { Chance } from './chance.ts';
import { GuildScript } from './guild-script.ts';
import type { Scene } from './scene.ts';

/** Options of {@link script}. */
export interface ScriptOptions {
  readonly seed: number;
  /** What people ask for besides the tunes of the catalogue. @defaultValue nothing */
  readonly ownTunes?: readonly string[];
  /** @defaultValue those of the demo */
  readonly guilds?: readonly DemoGuild[];
}

/** Scenes from one death of a node to the next, and from a death to the return. */
const DEATH_EVERY = 40;
const DEAD_FOR = 8;
/** The first one comes before anybody loses patience. */
const FIRST_DEATH_AT = 24;
const NODES = 2;

/** What happens in the demo, without an end: the same for the same seed, whatever the bot makes of it. */
export function* script({ seed, ownTunes = [], guilds = GUILDS }: ScriptOptions): Generator<Scene, never> {
  const chance = new Chance(seededRandom(seed));
  const tunes = [...TUNES, ...ownTunes];
  const asked: string[] = [];
  const all = guilds.map((guild) => new GuildScript({ guild, chance, tunes, asked }));
  let count = 0;
  let deaths = 0;
  for (const scene of prologue(guilds, all)) {
    yield scene;
    count += 1;
  }
  while (true) {
    for (const scene of chance.oneOf(all)?.next() ?? []) {
      yield scene;
      count += 1;
      const sinceDeath = (count - FIRST_DEATH_AT) % DEATH_EVERY;
      if (count < FIRST_DEATH_AT) continue;
      if (sinceDeath === 0) yield { kind: 'node-dies', node: deaths % NODES };
      if (sinceDeath === DEAD_FOR) yield { kind: 'node-returns', node: deaths++ % NODES };
    }
  }
}

/** One song, new in the first guild and known in the second, however that spells it. */
function* prologue(guilds: readonly DemoGuild[], scripts: readonly GuildScript[]): Generator<Scene> {
  for (const [i, query] of ['ode to joy', 'Ode to  Joy'].entries()) {
    const [guild, one] = [guilds[i], scripts[i]];
    const person = guild?.people[0];
    if (guild === undefined || one === undefined || person === undefined) continue;
    yield* one.join(person);
    yield* one.play({ guild: guild.name, person }, query);
  }
}
