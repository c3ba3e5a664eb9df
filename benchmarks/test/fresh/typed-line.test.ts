import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { TypedLine } from '../../src/fresh/typed-line.ts';

function typed(line: string): TypedLine {
  return new TypedLine(spawn('sh', ['-c', line], { stdio: ['ignore', 'pipe', 'pipe'], detached: true }));
}

describe('a line that is typed', () => {
  it('says what it writes, and ends with all that it has started when nobody needs it any more', async () => {
    let line: TypedLine;
    {
      await using sleeper = typed('echo "pid $$"; sleep 600; echo "good night"');
      line = sleeper;
      await sleeper.says('pid');
      expect(isThere(line)).toBe(true);
    }
    expect(isThere(line)).toBe(false);
    await expect(line.says('good night')).rejects.toThrow('It ended without saying "good night":\npid ');
  });

  it('leaves alone what has its id by then, when it has ended', async () => {
    const line = typed('true');
    await line.succeeds();
    await line.stop();
    await line.stop();
    expect(line.text).toBe('');
  });
});

/** Whether the line is alive. */
function isThere({ text }: TypedLine): boolean {
  try {
    return process.kill(Number(text.replace('pid ', '')), 0);
  } catch {
    return false;
  }
}
