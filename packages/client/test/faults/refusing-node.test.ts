import { ManualClock } from '@reprise/devkit';
import { NodePool } from 'reprise';
import { describe, expect, it } from 'vitest';
import { connectOptions, faultStage } from './support/fault-stage.ts';
import { figure } from './support/figure.ts';
import { pass } from './support/passing.ts';

/** Log lines of a pool. */
function log() {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  return { lines, logger: { info: write, warn: write, error: write } };
}

describe('a node that refuses its client', () => {
  it.each([401, 403])(
    'for its password (%i) is called once, says so in one line, and the others play',
    async (status) => {
      const clock = new ManualClock();
      await using set = await faultStage({ clock, connected: false });
      set.node('A').answer({ kind: 'status', status });
      const { lines, logger } = log();
      await set.pool.connect(connectOptions(set.nodes, set.discord, { clock, logger }));
      const [player] = await set.playing(1);
      await pass(clock, 600_000, 4_000);
      const attempts = set.node('A').requests.length;
      const said = lines.filter((line) => line.includes('A'));
      figure('F4', `${status}: ${attempts} attempt in ten minutes, ${said.length} line in the log`);
      expect([attempts, said.length, set.pool.getNode('A').state]).toEqual([1, 1, 'misconfigured']);
      expect(said[0]).toMatch(/password/);
      expect([player?.node?.identifier, player?.state]).toEqual(['B', 'playing']);
    },
  );

  it('is called again with another password', async () => {
    await using set = await faultStage({ nodes: 1, connected: false });
    const wrong = connectOptions(set.nodes, set.discord);
    const nodes = Array.from(wrong.nodes, (node) => ({ ...node, password: 'wrong' }));
    await using first = new ClosedAfter();
    await first.pool.connect({ ...wrong, nodes });
    expect(first.pool.getNode('A').state).toBe('misconfigured');
    await set.pool.connect(wrong);
    expect(set.pool.getNode('A').state).toBe('ready');
  });

  it('for it speaks another version is called once, and both versions are named', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock, connected: false });
    set.node('A').speakVersion('3');
    await set.pool.connect(connectOptions(set.nodes, set.discord, { clock }));
    await pass(clock, 600_000, 4_000);
    const node = set.pool.getNode('A');
    const attempts = set.node('A').requests.filter(({ path }) => path.endsWith('/websocket')).length;
    figure('F5', `${attempts} attempt in ten minutes: ${node.why}`);
    expect([attempts, node.state]).toEqual([1, 'misconfigured']);
    expect(node.why).toMatch(/version 3.*version 4/);
  });
});

/** A pool that is closed at the end of a test. */
class ClosedAfter implements AsyncDisposable {
  readonly pool: NodePool = new NodePool();

  [Symbol.asyncDispose](): Promise<void> {
    return this.pool.close();
  }
}
