/** What Discord's gateway would send to a bot that joins a voice channel, as the text it sends. */
export function voiceFrames(userId: string, guildId: string, channelId: string): readonly string[] {
  const frames = [
    {
      t: 'VOICE_STATE_UPDATE',
      d: { guild_id: guildId, user_id: userId, channel_id: channelId, session_id: 'voice-session' },
    },
    {
      t: 'VOICE_SERVER_UPDATE',
      d: { guild_id: guildId, token: 'voice-token', endpoint: 'c-ams01-00000000.discord.media:2087' },
    },
  ];
  return frames.map((frame) => JSON.stringify(frame));
}
