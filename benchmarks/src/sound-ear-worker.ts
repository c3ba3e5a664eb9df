// A voice server in a process of its own, that counts what it hears.
import { FakeVoiceServer, type HeardVoice } from '@reprise/devkit';
import { guildOf } from './contenders/contender-process.ts';
import { serve } from './rpc.ts';
import type { EarCommands } from './sound/ear-process.ts';

const FIRST_FRAME_MS = 30_000;

let server: FakeVoiceServer | undefined;

serve<EarCommands>({
  async open() {
    // Discord's channels demand end-to-end encryption. Here each is called like its guild.
    server = await FakeVoiceServer.start({ keepMs: 0, dave: true, channelOf: (guildId) => guildId });
    return { endpoint: server.endpoint, ca: server.ca };
  },
  clear(guilds) {
    for (const heard of heardIn(guilds)) heard.clear();
  },
  heard(guilds) {
    const all = heardIn(guilds);
    const sum = (of: (heard: HeardVoice) => number): number => all.reduce((total, heard) => total + of(heard), 0);
    return {
      frames: sum(({ frameCount }) => frameCount),
      late: sum(({ gaps }) => gaps.over60Ms),
      longestMs: Math.max(0, ...all.map(({ gaps }) => gaps.longestMs)),
      lost: sum(({ faults }) => faults.lost),
    };
  },
  async firstFrameAt(guild) {
    const heard = voiceServer().heard(guildOf(guild));
    return heard.firstFrameAt ?? (await heard.nextFrame({ withinMs: FIRST_FRAME_MS })).at;
  },
});

function heardIn(guilds: number): readonly HeardVoice[] {
  return Array.from({ length: guilds }, (_, i) => voiceServer().heard(guildOf(i)));
}

function voiceServer(): FakeVoiceServer {
  if (server === undefined) throw new Error('It is not open.');
  return server;
}
