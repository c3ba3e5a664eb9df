import { SHORTEST_SECRET } from '../../log/secret-mask.ts';
import type { Group } from '../environment.ts';
import { optional, withFallback } from '../field.ts';
import { line, list, numberList, oneOf, onOff, snowflake, webAddress, wholeNumber } from '../readers.ts';

const MOST_SHARDS = 4_096;

/** The bot at Discord. */
export function discord(): Group<
  | 'DISCORD_TOKEN'
  | 'DISCORD_API_BASE'
  | 'ALLOW_REMOTE_API'
  | 'OWNER_IDS'
  | 'SHARDS'
  | 'SHARD_IDS'
  | 'PRESENCE'
  | 'DEFAULT_LOCALE'
> {
  const group = 'Discord';
  return {
    DISCORD_TOKEN: optional(
      {
        group,
        about: 'Token of the bot, from the page "Bot" of the developer portal. Without one the bot is a demo.',
        allowed: `a token: at least ${SHORTEST_SECRET} characters without blanks`,
        isSecret: true,
      },
      (text) => (/^[\x21-\x7e]+$/.test(text) && text.length >= SHORTEST_SECRET ? text : undefined),
    ),
    DISCORD_API_BASE: optional(
      {
        group,
        about: "Where Discord's API is, for tests and proxies. The token goes there.",
        allowed: 'an address such as http://127.0.0.1:3000/api',
        fallbackNote: 'the real one',
      },
      webAddress,
    ),
    ALLOW_REMOTE_API: withFallback(
      {
        group,
        about: 'Whether DISCORD_API_BASE may be on another machine.',
        allowed: 'true or false',
        fallback: 'false',
      },
      onOff,
    ),
    OWNER_IDS: withFallback(
      {
        group,
        about: 'Users that may do what concerns all guilds, such as clearing or exporting the whole cache.',
        allowed: 'a list of user ids, each of 17 to 20 digits',
        fallback: '',
        fallbackNote: 'who owns the application',
      },
      list(snowflake),
    ),
    SHARDS: withFallback(
      {
        group,
        about: 'Processes the bot is divided into; `auto` takes as many as Discord recommends.',
        allowed: 'a whole number from 1 to 4096, or auto',
        fallback: '1',
      },
      (text) => oneOf('auto')(text) ?? wholeNumber(1, MOST_SHARDS)(text),
    ),
    SHARD_IDS: optional(
      {
        group,
        about: 'Which of them this machine runs, counted from 0, when several machines share one bot.',
        allowed: 'a list of numbers below SHARDS, such as 0-7 or 0,2,4',
        fallbackNote: 'all',
      },
      numberList(0, MOST_SHARDS - 1),
    ),
    PRESENCE: withFallback(
      {
        group,
        about: 'What the bot is seen to listen to. Empty for nothing.',
        allowed: 'a text of at most 128 characters',
        fallback: '/play',
        canBeEmpty: true,
      },
      line(0, 128),
    ),
    DEFAULT_LOCALE: withFallback(
      {
        group,
        about: 'Language of what the bot says where it does not know that of the guild.',
        allowed: 'en or de',
        fallback: 'en',
      },
      oneOf('en', 'de'),
    ),
  };
}
