import { describe, expect, it } from 'vitest';
import { isInfo } from '../../src/rest/guards.ts';

const INFO = {
  version: { semver: '4.2.2', major: 4, minor: 2, patch: 2, preRelease: null, build: null },
  sourceManagers: ['youtube'],
  filters: ['timescale'],
  plugins: [{ name: 'lavasrc-plugin', version: '4.8.0' }],
};

describe('what a node says of itself', () => {
  it('is taken with what this client reads of it, whatever else is missing', () => {
    expect(isInfo(INFO)).toBe(true);
  });

  it.each([
    ['a version', { version: undefined }],
    ['its sources', { sourceManagers: undefined }],
    ['its filters', { filters: undefined }],
    ['filters by their names', { filters: [{ name: 'timescale' }] }],
    ['its plugins', { plugins: undefined }],
    ['plugins as the protocol has them', { plugins: [null] }],
  ])('is not taken without %s', (_what, missing) => {
    expect(isInfo({ ...INFO, ...missing })).toBe(false);
  });
});
