import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/store/store-error.ts';
import { loadIoredis, retryDelayMs } from '../../../src/store/valkey/server.ts';
import { ErrorTranslator } from '../../../src/store/valkey/server-error.ts';
import { ValkeyStore } from '../../../src/store/valkey/valkey-store.ts';

const URL = 'redis://user:open-sesame@127.0.0.1:1/2';

/** What is thrown for options, as it would be printed. */
function complaintOf(options: object): string {
  try {
    Reflect.construct(ValkeyStore, [{ url: URL, ...options }]);
    return 'nothing';
  } catch (error) {
    return inspect(error);
  }
}

describe('options of ValkeyStore', () => {
  it.each([
    [{ url: '' }, /TypeError: ValkeyStore: url must be redis:\/\//],
    [{ url: undefined }, /TypeError: ValkeyStore: url must be/],
    [{ url: 'http://open-sesame@host' }, /TypeError: ValkeyStore: url must be/],
    [{ url: 'redis://:open-sesame@ho st' }, /TypeError: ValkeyStore: url must be/],
    [{ url: 'redis://:open-sesame@host/songs' }, /TypeError: ValkeyStore: url must be/],
    [{ url: 'redis://:open-sesame%@host' }, /TypeError: ValkeyStore: url has a user or a password with a %/],
    [{ prefix: '' }, /TypeError: ValkeyStore: prefix must be a text that is not empty/],
    [{ prefix: 'a=b' }, /RangeError: ValkeyStore: prefix must be .* but is "a=b"/],
    [{ prefix: 'x'.repeat(129) }, /RangeError: ValkeyStore: prefix/],
    [{ prefix: '\ud800' }, /RangeError: ValkeyStore: prefix/],
    [{ deadlineMs: 0 }, /RangeError: ValkeyStore: deadlineMs must be .* but is 0/],
    [{ writeWaitMs: -1 }, /RangeError: ValkeyStore: writeWaitMs/],
    [{ maxEntryBytes: 5_000_000 }, /RangeError: ValkeyStore: maxEntryBytes must be .* from 1 to 1048576/],
    [{ secret: 'open-sesame' }, /RangeError: ValkeyStore: secret must have at least 16 characters/],
    [{ secret: 17 }, /TypeError: ValkeyStore: secret must be a text/],
    [{ onWarning: 'log' }, /TypeError: ValkeyStore: onWarning must be a function/],
    [{ prefx: 'a' }, /TypeError: ValkeyStore: there is no option "prefx"/],
    [{ url: URL, cluster: [URL] }, /TypeError: ValkeyStore: there is no option "url"/],
  ])('says what is wrong with %j, and no password', (options, complaint) => {
    expect(complaintOf(options)).toMatch(complaint);
    expect(complaintOf(options)).not.toContain('open-sesame');
  });

  it.each([
    [{ cluster: [] }, /RangeError: ValkeyStore: cluster must name at least one server/],
    [{ cluster: 'redis://a' }, /TypeError: ValkeyStore: cluster must be a list/],
    [{ cluster: [URL, ':open-sesame@'] }, /TypeError: ValkeyStore: cluster\[1\] must be/],
    [{ sentinels: [URL] }, /TypeError: ValkeyStore: group must be/],
    [{ sentinels: [URL], group: 'a', password: 3 }, /TypeError: ValkeyStore: password must be/],
  ])('says what is wrong with %j, and no password', (options, complaint) => {
    const thrown = (() => {
      try {
        return Reflect.construct(ValkeyStore, [options]);
      } catch (error) {
        return inspect(error);
      }
    })();
    expect(thrown).toMatch(complaint);
    expect(thrown).not.toContain('open-sesame');
  });

  it('connects to nothing, and shows no password when it is printed', () => {
    const store = new ValkeyStore({ url: URL, secret: 'open-sesame-open-sesame' });
    expect(inspect(store, { depth: 10, showHidden: true })).not.toContain('open-sesame');
  });
});

describe('what goes wrong with a server', () => {
  const errors = new ErrorTranslator(['open-sesame']);
  const reply = (message: string): Error => Object.assign(new Error(message), { name: 'ReplyError' });

  it.each([
    [reply("OOM command not allowed when used memory > 'maxmemory'."), 'STORE_FULL'],
    [reply('LOADING Redis is loading the dataset in memory'), 'STORE_UNAVAILABLE'],
    [reply('READONLY You cannot write against a read only replica.'), 'STORE_UNAVAILABLE'],
    [reply('CLUSTERDOWN The cluster is down'), 'STORE_UNAVAILABLE'],
    [reply('NOAUTH Authentication required.'), 'STORE_FAILED'],
    [reply('ERR READONLY is not at the beginning'), 'STORE_FAILED'],
    [new Error('connect ECONNREFUSED 127.0.0.1:1'), 'STORE_UNAVAILABLE'],
    ['a text', 'STORE_UNAVAILABLE'],
  ])('is %s: %s', (error, code) => {
    expect(errors.storeErrorOf(error)).toMatchObject({ name: 'StoreError', code });
  });

  it('is told without the password that the command had', () => {
    const error = Object.assign(
      reply("ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'u' 'open-sesame'"),
      {
        command: { name: 'hello', args: ['3', 'AUTH', 'u', 'open-sesame'] },
      },
    );
    const told = errors.storeErrorOf(error);
    expect(inspect(told, { depth: 10, showHidden: true })).not.toContain('open-sesame');
    expect(told.message).toContain("'***'");
  });

  it('names the package that is missing, and how to get it', async () => {
    const failure = loadIoredis(() => Promise.reject(new Error('Cannot find package')));
    await expect(failure).rejects.toBeInstanceOf(StoreError);
    await expect(failure).rejects.toMatchObject({ code: 'STORE_PACKAGE_MISSING' });
    await expect(failure).rejects.toThrow('npm install ioredis');
  });

  it('is tried again after 25 to 50 ms first, and after one to two seconds for ever', () => {
    const ends = [0, 1 - Number.EPSILON];
    expect(ends.map((random) => retryDelayMs(1, () => random))).toEqual([25, 50]);
    for (const attempt of [8, 100, 1e9]) {
      expect(ends.map((random) => retryDelayMs(attempt, () => random))).toEqual([1_000, 2_000]);
    }
  });
});
