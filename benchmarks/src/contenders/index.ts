import type { MakeContender } from './contender.ts';

/** The one the goals are for. */
export const OURS = 'reprise';

/** Every contender. Each is loaded when it is its turn: it must not pay for the others' code. */
export const CONTENDERS: Readonly<Record<string, () => Promise<MakeContender>>> = {
  [OURS]: async () => {
    const { RepriseContender } = await import('./reprise.ts');
    return (userId) => new RepriseContender(userId);
  },
  'lavalink-client': async () => {
    const { LavalinkClientContender } = await import('./lavalink-client.ts');
    return (userId) => new LavalinkClientContender(userId);
  },
  magmastream: async () => {
    const { MagmastreamContender } = await import('./magmastream.ts');
    return (userId) => new MagmastreamContender(userId);
  },
  shoukaku: async () => {
    const { ShoukakuContender } = await import('./shoukaku.ts');
    return (userId) => new ShoukakuContender(userId);
  },
};
