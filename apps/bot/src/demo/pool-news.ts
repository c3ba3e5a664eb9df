import type { NodePool, Player, PoolEvents } from 'reprise';
import { plainText } from '../display/safe-text.ts';
import { tookText } from '../display/time-text.ts';
import type { Happening } from './narrator.ts';

const TITLE_LETTERS = 60;

/** What {@link followPool} needs. */
export interface PoolNewsParts {
  readonly pool: NodePool;
  readonly guildName: (id: string) => string;
  readonly tell: (happening: Happening) => void;
}

/** Tells what players and nodes do by themselves, until the function it answers is called. */
export function followPool({ pool, guildName, tell }: PoolNewsParts): () => void {
  /** Players whose song ended by itself: what follows was asked for by nobody just now. */
  const between = new WeakSet<Player>();
  const bot = ({ guildId }: Player, what: string): void =>
    tell({ place: `guild ${guildName(guildId)}`, person: 'bot', what });
  const node = (identifier: string, what: string, answer?: string): void =>
    tell({ place: `node ${identifier}`, what, ...(answer !== undefined && { answer }) });
  const onTrackEnd = (...[player, , reason]: PoolEvents['trackEnd']): void => {
    if (reason === 'finished') between.add(player);
  };
  const onTrackStart = (...[player, { title }]: PoolEvents['trackStart']): void => {
    if (between.delete(player)) bot(player, `goes on with ${plainText(title, TITLE_LETTERS)}`);
  };
  const onQueueEnd = (...[player]: PoolEvents['queueEnd']): void => {
    if (between.delete(player)) bot(player, 'has played everything');
  };
  const onNodeReady = (...[{ identifier }]: PoolEvents['nodeReady']): void => node(identifier, 'is connected');
  const onFailover = (...[{ identifier }, moved, orphaned, durationMs]: PoolEvents['failover']): void => {
    const waiting = orphaned.length === 0 ? '' : `, ${counted(orphaned.length)} without a node`;
    node(identifier, 'is lost', `${counted(moved.length)} elsewhere after ${tookText(durationMs)}${waiting}`);
  };
  pool.on('trackEnd', onTrackEnd);
  pool.on('trackStart', onTrackStart);
  pool.on('queueEnd', onQueueEnd);
  pool.on('nodeReady', onNodeReady);
  pool.on('failover', onFailover);
  return () => {
    pool.off('trackEnd', onTrackEnd);
    pool.off('trackStart', onTrackStart);
    pool.off('queueEnd', onQueueEnd);
    pool.off('nodeReady', onNodeReady);
    pool.off('failover', onFailover);
  };
}

function counted(players: number): string {
  return players === 1 ? '1 player plays on' : `${players} players play on`;
}
