import { describe, expect, it } from 'vitest';
import { closeAction } from '../../src/voice/close-action.ts';

describe('closeAction', () => {
  it.each([
    ['ignore', [1000], false],
    ['look', [1000, 4014, 4022], true],
    ['renew', [1001, 1006, 4001, 4006, 4009, 4011, 4015, 4999], true],
    ['renew', [1006, 4006], false],
    ['moveNode', [4012, 4016, 4017], true],
    ['giveUp', [4004, 4021], true],
  ] as const)('says %s of %j', (kind, codes, byRemote) => {
    for (const code of codes) {
      const action = closeAction(code, byRemote);
      expect(action.kind).toBe(kind);
      expect(action.why).not.toBe('');
      if (code >= 1001) expect(action.why).toContain(String(code));
    }
  });
});
