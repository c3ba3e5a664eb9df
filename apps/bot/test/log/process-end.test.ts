import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./log-program.ts', import.meta.url));
const SECRET = 'canary-of-the-log';

function run(way: string, shell?: string) {
  const command = [process.execPath, PROGRAM, way, SECRET];
  const { status, stdout, stderr } =
    shell === undefined
      ? spawnSync(process.execPath, command.slice(1), { encoding: 'utf8' })
      : spawnSync('bash', ['-c', `set -o pipefail; ${command.join(' ')} ${shell}`], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the log at the end of the process', () => {
  it('writes the last lines of a process that exits at once', () => {
    const { status, stdout } = run('exit');
    expect(status).toBe(7);
    expect(stdout.trim().split('\n')).toHaveLength(2_000);
    expect(stdout).toContain('Line 1999.');
  });

  it.each(['throw', 'reject'])('tells once, masked, what nobody caught and ends with 1: %s', (way) => {
    const { status, stdout, stderr } = run(way);
    expect(status).toBe(1);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ level: 'error', err: { message: 'lost [secret]' } });
    expect(stdout + stderr).not.toContain(SECRET);
  });

  it('outlives a reader that went away', () => {
    const { status, stderr } = run('outlive', '| head -n 1');
    expect(stderr).toBe('outlived\n');
    expect(status).toBe(0);
  });
});
