export { type Cancel, type Clock, systemClock } from '@reprise/clock';
export type { FakeDiscordClient, FakeMember, SentVoiceState } from './discord/client.ts';
export type { FakeChannel, FakeDiscordOptions, PrivilegedIntent } from './discord/discord-options.ts';
export { FakeDiscord } from './discord/fake-discord.ts';
export type { PacketHandler } from './discord/fake-gateway.ts';
export type { DiscordShards, ShardArrival } from './discord/gateway/discord-shards.ts';
export type { OptionValue } from './discord/interaction/command-options.ts';
export type { Acknowledgement, AcknowledgementKind, Interaction } from './discord/interaction/interaction.ts';
export type { Suggestions } from './discord/interaction/interactions.ts';
export type { Json } from './discord/json.ts';
export type { DiscordMessage, MessageButton, MessageEdit, MessageFile } from './discord/message/message.ts';
export type { GatewayPacket } from './discord/packets.ts';
export type { DiscordRequest, DiscordRest } from './discord/rest/discord-rest.ts';
export type { RateLimit } from './discord/rest/rate-limits.ts';
export type { DiscordFault } from './discord/rest/rest-faults.ts';
export type {
  DiscordChannelOptions,
  DiscordGuild,
  DiscordGuildOptions,
  DiscordRoleOptions,
} from './discord/world/discord-guild.ts';
export type {
  DiscordMember,
  DiscordMemberOptions,
  DiscordUser,
  SlashOptions,
} from './discord/world/discord-user.ts';
export type { ChannelType } from './discord/world/guild-profile.ts';
export { DevkitError, type DevkitErrorCode } from './errors.ts';
export type { StatsLie } from './node/behaviour.ts';
export type { FaultAnswer, FaultRoute } from './node/fault-answer.ts';
export { FaultyNode, type FaultyNodeOptions } from './node/faulty-node.ts';
export type { RecordedRequest } from './node/request-log.ts';
export type { Fault, FaultKind, FaultTarget } from './plan/fault.ts';
export { FaultPlan, type FaultRunOptions, type FaultStep } from './plan/fault-plan.ts';
export { type RandomFaultsOptions, randomFaults } from './plan/random-faults.ts';
export { NodeProcess, type NodeProcessOptions } from './process/node-process.ts';
export type { ProcessConfig } from './process/process-message.ts';
export { type ConnectionAttempt, FaultProxy, type FaultProxyOptions } from './proxy/fault-proxy.ts';
export { seededRandom } from './random/seeded-random.ts';
export { ManualClock } from './time/manual-clock.ts';
export { madeUpTracks } from './tracks/made-up-tracks.ts';
export type { HeldConnection, VoiceConnectionState } from './voice/fake-connection.ts';
export { FakeVoice, type VoiceAttempt, type VoiceCloseOptions, type VoiceRefusal } from './voice/fake-voice.ts';
export type { FakeVoiceOptions } from './voice/voice-options.ts';
export type { HeardFrame } from './voice-server/arrivals.ts';
export type { EndToEnd } from './voice-server/dave/end-to-end.ts';
export { type DisconnectOptions, FakeVoiceServer } from './voice-server/fake-voice-server.ts';
export { type AudioSide, HeardAudio } from './voice-server/heard-audio.ts';
export type { HeardVoice, ListenOptions, SilentOptions, ToneOptions } from './voice-server/heard-voice.ts';
export type { PacketGaps } from './voice-server/packet-gaps.ts';
export type { RtpFaults } from './voice-server/rtp-order.ts';
export type { VoiceServerSession, VoiceSessionState } from './voice-server/server-session.ts';
export type { VoiceArrival } from './voice-server/session-book.ts';
export type { Silence } from './voice-server/silences.ts';
export type { TransportMode } from './voice-server/transport-cipher.ts';
export type { SpeakingChange, UselessPackets } from './voice-server/voice-ear.ts';
export type {
  Admission,
  ChannelOf,
  FakeVoiceServerOptions,
  VoiceCredentials,
  VoiceServerCertificate,
} from './voice-server/voice-server-options.ts';
