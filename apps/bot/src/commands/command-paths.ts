/** Every command as it is typed, subcommands with their command. What is listed here needs a policy, a text and a handler. */
export const COMMAND_PATHS = [
  'play',
  'pause',
  'resume',
  'skip',
  'stop',
  'seek',
  'volume',
  'queue',
  'nowplaying',
  'previous',
  'loop',
  'shuffle',
  'remove',
  'move',
  'clear',
  'filters',
  'autoplay',
  'history',
  'join',
  'leave',
  '247',
  'lyrics',
  'settings show',
  'settings set',
  'settings reset',
  'favourites list',
  'favourites add',
  'favourites remove',
  'favourites play',
  'forgetme',
  'cache stats',
  'cache inspect',
  'cache forget',
  'cache export',
  'warmcache',
  'cleancache',
] as const;

export type CommandPath = (typeof COMMAND_PATHS)[number];

/** Commands that have subcommands. */
export const COMMAND_GROUPS = ['settings', 'favourites', 'cache'] as const;

export type CommandGroup = (typeof COMMAND_GROUPS)[number];
