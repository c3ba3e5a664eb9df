import type { World } from '../world/world.ts';
import { apiError } from './api-error.ts';
import { ok, type Route } from './rest-call.ts';

const TEAM_ID = '100000000000000002';
/** Of an invitation to a team. */
const ACCEPTED = 2;

/** Requests about the bot itself: the gateway it connects to, who it is, and its commands. */
export function applicationRoutes(world: World, gatewayUrl: () => string): readonly Route[] {
  const { bot, commands, options } = world;
  const self = { ...bot, verified: true, mfa_enabled: false, flags: 0, locale: 'en-US' };
  const application = {
    id: bot.id,
    name: bot.username,
    icon: null,
    description: '',
    bot_public: true,
    bot_require_code_grant: false,
    summary: '',
    verify_key: '',
    flags: 0,
    bot,
    ...ownersOf(options.ownerIds),
  };
  const limit = { total: 1_000, remaining: 1_000, reset_after: 0, max_concurrency: options.shards };
  const mine = (id: string | undefined): void => {
    if (id !== bot.id) throw apiError(20012);
  };
  return [
    { method: 'GET', path: '/gateway', isOpen: true, run: () => ok({ url: gatewayUrl() }) },
    {
      method: 'GET',
      path: '/gateway/bot',
      run: () => ok({ url: gatewayUrl(), shards: options.shards, session_start_limit: limit }),
    },
    { method: 'GET', path: '/users/@me', run: () => ok(self) },
    { method: 'GET', path: '/users/:user', run: ({ params: [id = ''] }) => ok({ ...userOf(world, id) }) },
    { method: 'GET', path: '/applications/@me', run: () => ok(application) },
    { method: 'GET', path: '/oauth2/applications/@me', run: () => ok(application) },
    ...['', '/guilds/:guild'].flatMap((where): Route[] => [
      {
        method: 'GET',
        path: `/applications/:application${where}/commands`,
        run({ params: [id, guildId] }) {
          mine(id);
          return ok(commands.list(guildId));
        },
      },
      {
        method: 'PUT',
        path: `/applications/:application${where}/commands`,
        run({ params: [id, guildId], body }) {
          mine(id);
          if (guildId !== undefined && world.knownGuild(guildId)?.isJoined !== true) throw apiError(50001);
          return ok(commands.set(body, guildId));
        },
      },
    ]),
  ];
}

/** As Discord tells them: a team stands for its members, and its owner is a user that is made up. */
function ownersOf([first = '', ...others]: readonly string[]) {
  const user = (id: string) => ({ id, username: 'owner', global_name: null, discriminator: '0', avatar: null });
  if (others.length === 0) return { owner: user(first), team: null };
  const member = (id: string) => ({
    user: user(id),
    team_id: TEAM_ID,
    membership_state: ACCEPTED,
    permissions: ['*'],
    role: id === first ? '' : 'developer',
  });
  const members = [first, ...others].map(member);
  const team = { id: TEAM_ID, icon: null, name: 'team', owner_user_id: first, members };
  return { owner: { ...user(TEAM_ID), username: `team${TEAM_ID}` }, team };
}

function userOf(world: World, id: string) {
  if (id === world.bot.id) return world.bot;
  for (const { profile } of world.guilds) {
    const member = profile.members.get(id);
    if (member !== undefined) return member.user;
  }
  throw apiError(10013);
}
