import type { ButtonName } from '../buttons/button-names.ts';
import type { CommandPath } from './command-paths.ts';

/** Who may use it. Who manages the server may use what a DJ may, and the owner of the bot everything. */
export type Who =
  /** Everybody. */
  | 'anyone'
  /** Who has the DJ role, if the server has one, or is alone with the bot. */
  | 'dj'
  /** Who may manage the server. */
  | 'manager'
  /** Who runs the bot. */
  | 'owner';

/** Where who uses it must be. */
export type Where =
  | 'anywhere'
  /** In a voice channel: the bot's, if it is in one. */
  | 'in-voice'
  /** In the voice channel of the bot, which is in one. */
  | 'with-bot';

/** Who may use a command or a button, and how often. */
export interface Policy {
  readonly who: Who;
  readonly where: Where;
  /** Time until the same person may use it again, in milliseconds. */
  readonly cooldownMs: number;
  /** Only who asks sees the answer. */
  readonly isPrivate: boolean;
}

const EVERYONE: Policy = { who: 'anyone', where: 'anywhere', cooldownMs: 1_000, isPrivate: false };
const OWN_VIEW: Policy = { ...EVERYONE, isPrivate: true };
const LISTENER: Policy = { ...EVERYONE, where: 'with-bot' };
const DJ: Policy = { ...LISTENER, who: 'dj' };
const MANAGER: Policy = { who: 'manager', where: 'anywhere', cooldownMs: 2_000, isPrivate: true };

/** The rights of every command. */
export const COMMAND_POLICIES: Readonly<Record<CommandPath, Policy>> = {
  play: { ...EVERYONE, where: 'in-voice' },
  pause: DJ,
  resume: DJ,
  // A vote, unless a DJ asks: everybody who listens may.
  skip: LISTENER,
  stop: DJ,
  seek: DJ,
  volume: DJ,
  queue: OWN_VIEW,
  nowplaying: EVERYONE,
  previous: DJ,
  loop: DJ,
  shuffle: DJ,
  // One's own songs may be removed by everybody; the handler asks for more for those of others.
  remove: LISTENER,
  move: DJ,
  clear: DJ,
  filters: { ...DJ, cooldownMs: 2_000 },
  autoplay: DJ,
  history: OWN_VIEW,
  join: { ...EVERYONE, where: 'in-voice' },
  leave: DJ,
  '247': { ...MANAGER, isPrivate: false },
  lyrics: { ...OWN_VIEW, cooldownMs: 5_000 },
  'settings show': MANAGER,
  'settings set': MANAGER,
  'settings reset': MANAGER,
  'favourites list': OWN_VIEW,
  'favourites add': OWN_VIEW,
  'favourites remove': OWN_VIEW,
  'favourites play': { ...EVERYONE, where: 'in-voice' },
  forgetme: OWN_VIEW,
  'cache stats': MANAGER,
  'cache inspect': MANAGER,
  'cache forget': MANAGER,
  // It tells what people of all servers asked for.
  'cache export': { ...MANAGER, who: 'owner', cooldownMs: 30_000 },
  warmcache: { ...MANAGER, cooldownMs: 5_000 },
  cleancache: { ...MANAGER, cooldownMs: 5_000 },
};

/** The rights of every button: those of the command that does the same. */
export const BUTTON_POLICIES: Readonly<Record<ButtonName, Policy>> = {
  pause: DJ,
  skip: LISTENER,
  previous: DJ,
  stop: DJ,
  shuffle: DJ,
  loop: DJ,
  favourite: OWN_VIEW,
  'queue-page': { ...OWN_VIEW, cooldownMs: 0 },
  'history-page': { ...OWN_VIEW, cooldownMs: 0 },
  'favourites-page': { ...OWN_VIEW, cooldownMs: 0 },
  'cache-refresh': MANAGER,
  'cache-warm': MANAGER,
  'cache-clean': MANAGER,
  'warm-cancel': { ...MANAGER, cooldownMs: 0 },
  'clean-confirm': { ...MANAGER, cooldownMs: 0 },
  'clean-keep': { ...MANAGER, cooldownMs: 0 },
  'forget-me': { ...OWN_VIEW, cooldownMs: 0 },
  'forget-keep': { ...OWN_VIEW, cooldownMs: 0 },
};
