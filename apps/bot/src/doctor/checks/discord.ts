import type { Clock } from '@reprise/clock';
import { z } from 'zod';
import type { DiscordConfig } from '../../config/index.ts';
import { type Answer, type Check, failed, ok, warning } from '../finding.ts';
import { plain, reasonOf } from '../plain-text.ts';
import { type HttpAnswer, request } from './request.ts';

const REAL_API = 'https://discord.com/api';
const VERSION = 'v10';
/** Discord lets a bot log in so often a day, and locks its token when it goes on. */
const FEW_LOGINS = 20;
const LARGEST_OFFSET_MS = 5_000;

/** Intents that a bot may be given; ours needs none of them. */
const PRIVILEGED = [
  { name: 'presences', bits: (1 << 12) | (1 << 13) },
  { name: 'members', bits: (1 << 14) | (1 << 15) },
  { name: 'message content', bits: (1 << 18) | (1 << 19) },
] as const;

const userSchema = z.object({ id: z.string(), username: z.string() });
const gatewaySchema = z.object({
  shards: z.number(),
  session_start_limit: z.object({ total: z.number(), remaining: z.number(), reset_after: z.number() }),
});
const applicationSchema = z.object({
  flags: z.number().default(0),
  bot_require_code_grant: z.boolean().default(false),
  interactions_endpoint_url: z.string().nullish(),
});

/** Token, application, logins that are left, and the clock; without a token only that there is none. */
export function discordChecks(config: DiscordConfig, clock: Clock, now: () => number): readonly Check[] {
  const { token, apiBase = REAL_API } = config;
  if (token === undefined) {
    const text = 'There is none: the bot starts as a demo, without Discord.';
    return [{ name: 'token', run: async () => warning(text, 'Set DISCORD_TOKEN to make it a bot.') }];
  }
  const ask = (path: string, signal: AbortSignal): Promise<HttpAnswer> =>
    request(`${apiBase}/${VERSION}${path}`, `Bot ${token}`, signal);
  const about = (name: string, path: string, judge: (body: unknown) => Answer): Check => ({
    name,
    run: (signal) => answered({ ask: () => ask(path, signal), judge: ({ body }) => judge(body), signal, name }),
  });
  return [
    about(FIRST, '/users/@me', judgeUser),
    about('application', '/applications/@me', judgeApplication),
    about('gateway', '/gateway/bot', (body) => judgeGateway(body, config.shards)),
    {
      name: 'clock',
      run: (signal) => {
        const judge = clockJudge(clock, now);
        return answered({ ask: () => ask('/gateway', signal), judge, signal, name: 'clock' });
      },
    },
  ];
}

/** The check that tells what keeps all of them from an answer; the others point to it. */
const FIRST = 'token';
const SEE_FIRST: Answer = warning('It could not be looked at.', `See what is said of the ${FIRST}.`);

interface Question {
  readonly ask: () => Promise<HttpAnswer>;
  readonly judge: (answer: HttpAnswer) => Answer;
  readonly signal: AbortSignal;
  readonly name: string;
}

async function answered({ ask, judge, signal, name }: Question): Promise<Answer> {
  let answer: HttpAnswer;
  try {
    answer = await ask();
  } catch (error) {
    signal.throwIfAborted();
    if (name !== FIRST) return SEE_FIRST;
    const advice = 'See whether this machine reaches the internet, and DISCORD_API_BASE if it is set.';
    return failed(`Discord cannot be reached (${reasonOf(error)}).`, advice);
  }
  if (answer.status === 401 && name !== FIRST) return SEE_FIRST;
  return answer.status === 200 ? judge(answer) : refused(answer.status);
}

function refused(status: number): Answer {
  if (status === 401) {
    const advice = 'Reset the token on the page "Bot" of the developer portal, and set DISCORD_TOKEN to the new one.';
    return failed('Discord does not take the token.', advice);
  }
  if (status === 429) {
    return warning('Discord wants fewer requests of this machine (429).', 'Try again in some minutes.');
  }
  if (status >= 500) return warning(`Discord has trouble of its own (${status}).`, 'Look at discordstatus.com.');
  return failed(`Discord answers ${status}.`, 'See whether DISCORD_API_BASE is right, if it is set.');
}

/** For an answer of another form than Discord's. */
const STRANGE: Answer = failed(
  'The answer is not one of Discord.',
  'See whether DISCORD_API_BASE is right, if it is set.',
);

function judgeUser(body: unknown): Answer {
  const { data } = userSchema.safeParse(body);
  return data === undefined ? STRANGE : ok(`Discord takes it: the bot is ${plain(data.username)} (${plain(data.id)}).`);
}

function judgeApplication(body: unknown): Answer {
  const { data } = applicationSchema.safeParse(body);
  if (data === undefined) return STRANGE;
  if (data.interactions_endpoint_url) {
    const text = 'Commands go to an address on the web, so that the bot never hears of them.';
    return failed(text, 'Empty "Interactions Endpoint URL" on the page "General Information" of the developer portal.');
  }
  if (data.bot_require_code_grant) {
    const text = 'It asks for a code that no invitation has, so nobody can add the bot.';
    return warning(text, 'Switch off "Requires OAuth2 Code Grant" on the page "Bot" of the developer portal.');
  }
  const on = PRIVILEGED.filter(({ bits }) => (data.flags & bits) !== 0).map(({ name }) => name);
  const more = on.length === 0 ? '' : ` Switched on are ${on.join(', ')}; they can be switched off.`;
  return ok(`No privileged intent is needed.${more}`);
}

function judgeGateway(body: unknown, shards: number | 'auto'): Answer {
  const { data } = gatewaySchema.safeParse(body);
  if (data === undefined) return STRANGE;
  const { total, remaining, reset_after } = data.session_start_limit;
  const text = `Discord recommends ${data.shards} shard${data.shards === 1 ? '' : 's'}; ${remaining} of ${total} logins are left.`;
  if (remaining < Math.min(FEW_LOGINS, total)) {
    const minutes = Math.ceil(reset_after / 60_000);
    return warning(text, `Do not restart the bot again and again: there are new ones in ${minutes} minutes.`);
  }
  if (shards !== 'auto' && shards < data.shards) return warning(text, `Set SHARDS=auto, or at least ${data.shards}.`);
  return ok(text);
}

function clockJudge(clock: Clock, now: () => number): (answer: HttpAnswer) => Answer {
  const asked = { at: clock.now(), date: now() };
  return ({ headers }) => {
    const date = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(date)) return ok('It could not be compared: the answer has no time.');
    // The header has whole seconds, rounded down, and was written somewhere between question and answer.
    const offsetMs = asked.date + (clock.now() - asked.at) / 2 - (date + 500);
    if (Math.abs(offsetMs) <= LARGEST_OFFSET_MS) return ok('It goes as that of Discord.');
    const text = `It is ${Math.round(Math.abs(offsetMs) / 1_000)} s ${offsetMs > 0 ? 'ahead of' : 'behind'} that of Discord.`;
    return warning(text, 'Let the machine set its clock by NTP, such as by: timedatectl set-ntp true');
  };
}
