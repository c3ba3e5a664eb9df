import { DevkitError } from '../../errors.ts';
import type { FakeGuild } from '../fake-guild.ts';
import { type Json, textOf } from '../json.ts';
import { bodyOf, checkMessage } from '../message/check-message.ts';
import { StoredMessage } from '../message/message.ts';
import { channelPayload, guildSettings, rolesPayload } from '../world/guild-payload.ts';
import { Permission, permits } from '../world/permissions.ts';
import type { PlacedChannel, World } from '../world/world.ts';
import { apiError } from './api-error.ts';
import { NOTHING, ok, type RestCall, type Route } from './rest-call.ts';

/** What {@link channelRoutes} tell and ask. */
export interface ChannelRoutesParts {
  readonly dispatch: (t: string, d: Json) => void;
  readonly becomeSpeaker: (guildId: string, channelId: string) => void;
}

/** Requests about guilds, their channels and the messages in them. */
export function channelRoutes(world: World, { dispatch, becomeSpeaker }: ChannelRoutesParts): readonly Route[] {
  const post = ({ params: [channelId = ''], body, files }: RestCall) => {
    const placed = channelOf(world, channelId, Permission.sendMessages);
    const fields = bodyOf(body);
    checkMessage(fields, files.length > 0);
    const message = new StoredMessage({
      id: world.ids.next(),
      channelId,
      guildId: placed.guild.id,
      author: world.bot,
      at: world.clock.now(),
      flags: 0,
      mayCallEveryone: world.mayCallEveryone(channelId),
    });
    message.write(fields, files);
    world.messages.add(message);
    dispatch('MESSAGE_CREATE', { ...message.data, guild_id: placed.guild.id });
    return ok(message.data);
  };
  const edit = ({ params: [channelId = '', messageId = ''], body, files }: RestCall) => {
    const { guild } = channelOf(world, channelId, 0n);
    const message = messageOf(world, channelId, messageId);
    const fields = bodyOf(body);
    checkMessage(fields, files.length > 0, message.before);
    message.write(fields, files, world.clock.now());
    dispatch('MESSAGE_UPDATE', { ...message.data, guild_id: guild.id });
    return ok(message.data);
  };
  const remove = ({ params: [channelId = '', messageId = ''] }: RestCall) => {
    const { guild } = channelOf(world, channelId, 0n);
    messageOf(world, channelId, messageId).isDeleted = true;
    dispatch('MESSAGE_DELETE', { id: messageId, channel_id: channelId, guild_id: guild.id });
    return NOTHING;
  };
  const speak = ({ params: [guildId = ''], body }: RestCall) => {
    if (bodyOf(body).suppress === true) throw apiError(50035);
    try {
      becomeSpeaker(guildId, textOf(bodyOf(body).channel_id));
    } catch (error) {
      if (error instanceof DevkitError) throw apiError(error.message.includes('50013') ? 50013 : 40032);
      throw error;
    }
    return NOTHING;
  };
  const messages = '/channels/:channel/messages';
  const channel = ({ guild, channel }: PlacedChannel): Json => ({
    ...channelPayload(channel, guild.id, world.bot.id),
    last_message_id: world.messages.in(channel.id).at(-1)?.id ?? null,
  });
  return [
    {
      method: 'GET',
      path: '/channels/:channel',
      run: ({ params: [id = ''] }) => ok(channel(channelOf(world, id, 0n))),
    },
    { method: 'POST', path: messages, run: post },
    { method: 'GET', path: `${messages}/:message`, run: ({ params: [c = '', m = ''] }) => ok(read(world, c, m)) },
    { method: 'PATCH', path: `${messages}/:message`, run: edit },
    { method: 'DELETE', path: `${messages}/:message`, run: remove },
    { method: 'POST', path: '/channels/:channel/typing', run: ({ params: [id = ''] }) => nothingIn(world, id) },
    {
      method: 'PUT',
      path: '/channels/:channel/voice-status',
      run: ({ params: [id = ''] }) => nothingIn(world, id, Permission.setVoiceStatus),
    },
    { method: 'GET', path: '/guilds/:guild', run: ({ params: [id = ''] }) => ok(guildSettings(guildOf(world, id))) },
    {
      method: 'GET',
      path: '/guilds/:guild/roles',
      run: ({ params: [id = ''] }) => ok(rolesPayload(guildOf(world, id))),
    },
    {
      method: 'GET',
      path: '/guilds/:guild/members/:user',
      run({ params: [guildId = '', userId = ''] }) {
        const member = guildOf(world, guildId).profile.members.get(userId);
        if (member === undefined) throw apiError(10007);
        return ok({ ...member });
      },
    },
    { method: 'PATCH', path: '/guilds/:guild/voice-states/@me', run: speak },
  ];
}

function guildOf(world: World, id: string): FakeGuild {
  const guild = world.knownGuild(id);
  if (guild === undefined) throw apiError(10004);
  if (!guild.isJoined) throw apiError(50001);
  return guild;
}

/** A channel in which the bot may do what it wants. @throws ApiError 10003, 50001 or 50013. */
function channelOf(world: World, id: string, wanted: bigint): PlacedChannel {
  const placed = world.channel(id);
  if (placed === undefined) throw apiError(10003);
  const permissions = world.botPermissions(placed);
  if (!placed.guild.isJoined || !permits(permissions, Permission.viewChannel)) throw apiError(50001);
  if (!permits(permissions, wanted)) throw apiError(50013);
  return placed;
}

function messageOf(world: World, channelId: string, messageId: string): StoredMessage {
  const message = world.messages.find(messageId);
  if (message === undefined || message.channelId !== channelId || message.isEphemeral) throw apiError(10008);
  return message;
}

function read(world: World, channelId: string, messageId: string): Json {
  channelOf(world, channelId, Permission.readMessageHistory);
  return messageOf(world, channelId, messageId).data;
}

function nothingIn(world: World, channelId: string, wanted: bigint = Permission.sendMessages) {
  channelOf(world, channelId, wanted);
  return NOTHING;
}
