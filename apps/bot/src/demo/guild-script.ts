import type { OptionValue } from '@reprise/devkit';
import type { CommandPath } from '../commands/command-paths.ts';
import { type DemoGuild, PLAYLISTS } from './cast.ts';
import type { Chance } from './chance.ts';
import type { Role, Scene } from './scene.ts';

/** Songs of which no more are asked for. */
const ENOUGH_SONGS = 6;
/** Older ones are forgotten. */
const MOST_ASKED = 50;
/** Part of a song that is over by the next scene of the same guild. */
const PLAYED_MEANWHILE = 0.2;

/** What a {@link GuildScript} is made of. */
export interface GuildScriptParts {
  readonly guild: DemoGuild;
  readonly chance: Chance;
  /** What people ask for. */
  readonly tunes: readonly string[];
  /** What was asked for in any guild: each of them adds to it. */
  readonly asked: string[];
}

/**
 * What happens in one guild. It knows who is in the voice channel and guesses how much is left to play, so that what people
 * do makes sense; what the bot answers it never sees, so that it is the same each time.
 */
export class GuildScript {
  readonly #guild: DemoGuild;
  readonly #chance: Chance;
  readonly #tunes: readonly string[];
  readonly #asked: string[];
  readonly #present = new Set<string>();
  #songs = 0;

  constructor({ guild, chance, tunes, asked }: GuildScriptParts) {
    this.#guild = guild;
    this.#chance = chance;
    this.#tunes = tunes;
    this.#asked = asked;
  }

  /** What happens next there, one thing or two that belong together. */
  next(): readonly Scene[] {
    this.#songs = Math.max(0, this.#songs - PLAYED_MEANWHILE);
    const person = this.#chance.oneOf([...this.#present]);
    if (person === undefined) return this.#arrival();
    const role: Role = { guild: this.#guild.name, person };
    const isFull = this.#present.size === this.#guild.people.length;
    const isPlaying = this.#songs >= 1;
    const act = this.#chance.weighted<() => readonly Scene[]>([
      [isPlaying ? 6 : 20, () => this.play(role, this.#tune())],
      [this.#songs < ENOUGH_SONGS && this.#asked.length > 0 ? 4 : 0, () => this.#search(role)],
      [this.#songs < 2 ? 2 : 0, () => this.#playlist(role)],
      [1, () => this.#use(role, 'play', { query: 'a song that nobody wrote' })],
      [isFull ? 0 : 4, () => this.#arrival()],
      [2, () => this.#departure(role)],
      [isPlaying ? 4 : 0, () => this.#skip(role)],
      [this.#songs > 1 ? 3 : 0, () => this.#use(role, 'queue')],
      [isPlaying ? 2 : 0, () => this.#use(role, 'nowplaying')],
      [isPlaying ? 2 : 0, () => this.#use(role, 'volume', { percent: 40 + 10 * this.#chance.below(9) })],
      [this.#songs > 2 ? 1 : 0, () => this.#use(role, 'shuffle')],
      [isPlaying ? 1 : 0, () => this.#use(role, 'favourites add')],
      [1, () => this.#use(role, 'history')],
      [2, () => this.#use({ ...role, person: this.#manager }, 'cache stats')],
      [isPlaying ? 1 : 0, () => this.#use(role, 'leave')],
    ]);
    return act?.() ?? [];
  }

  /** Somebody joins the voice channel; nobody when all are there. */
  #arrival(): readonly Scene[] {
    const person = this.#chance.oneOf(this.#guild.people.filter((name) => !this.#present.has(name)));
    return person === undefined ? [] : this.join(person);
  }

  /** Lets somebody join the voice channel. */
  join(person: string): readonly Scene[] {
    this.#present.add(person);
    return [{ kind: 'join', guild: this.#guild.name, person }];
  }

  /** Lets somebody play a song. */
  play(role: Role, query: string): readonly Scene[] {
    this.#songs += 1;
    this.#asked.push(query.toLowerCase());
    if (this.#asked.length > MOST_ASKED) this.#asked.shift();
    return this.#use(role, 'play', { query });
  }

  #departure(role: Role): readonly Scene[] {
    this.#present.delete(role.person);
    return [{ kind: 'part', ...role }];
  }

  /** What nobody asked for yet is not offered to anybody. */
  #search(role: Role): readonly Scene[] {
    this.#songs += 1;
    const typed = this.#chance.oneOf(this.#asked)?.slice(0, 3) ?? '';
    return [
      { kind: 'type', typed, ...role },
      { kind: 'pick', typed, ...role },
    ];
  }

  #playlist(role: Role): readonly Scene[] {
    this.#songs += 4;
    return this.#use(role, 'play', { query: this.#chance.oneOf(PLAYLISTS) ?? '' });
  }

  /** Where several listen it takes several votes. */
  #skip(role: Role): readonly Scene[] {
    this.#songs -= 1;
    const other = this.#chance.oneOf([...this.#present].filter((name) => name !== role.person));
    const second = other === undefined ? [] : this.#use({ ...role, person: other }, 'skip');
    return [...this.#use(role, 'skip'), ...second];
  }

  #use(role: Role, command: CommandPath, values: Readonly<Record<string, OptionValue>> = {}): readonly Scene[] {
    return [{ kind: 'use', command, values, ...role }];
  }

  /** A tune, spelled in one of the ways in which people spell. */
  #tune(): string {
    const tune = this.#chance.oneOf(this.#tunes) ?? '';
    return this.#chance.oneOf([tune, tune, tune.toUpperCase(), tune.replaceAll(' ', '  ')]) ?? tune;
  }

  get #manager(): string {
    return this.#guild.people[0] ?? '';
  }
}
