import { callable, durationMs, finiteNumber, flag, knownOptions, oneOf, text, wholeNumber } from '@reprise/options';
import { describe, expect, it } from 'vitest';

describe('option checks', () => {
  it('give back what is right', () => {
    const now = (): number => 0;
    expect([
      wholeNumber('n', 3, { min: 1, max: 3 }),
      finiteNumber('n', 0.5),
      durationMs('n', 10),
      text('n', 'x'),
      flag('n', false),
      oneOf('n', 'b', ['a', 'b']),
      callable('n', now),
    ]).toEqual([3, 0.5, 10, 'x', false, 'b', now]);
  });

  it.each([
    [
      () => wholeNumber('Cache: capacity', -1, { min: 0 }),
      RangeError,
      'Cache: capacity must be a whole number, at least 0, but is -1.',
    ],
    [() => wholeNumber('n', 1.5, { max: 2 }), RangeError, 'n must be a whole number, at most 2, but is 1.5.'],
    [() => wholeNumber('n', '5'), TypeError, "n must be a whole number, but is '5'."],
    [() => finiteNumber('n', Number.NaN), TypeError, 'n must be a number, but is NaN.'],
    [
      () => durationMs('n', 2 ** 31),
      RangeError,
      'n must be a whole number of milliseconds from 0 to 2147483647, but is 2147483648.',
    ],
    [() => text('n', ''), TypeError, "n must be a text that is not empty, but is ''."],
    [() => flag('n', 'true'), TypeError, "n must be true or false, but is 'true'."],
    [() => oneOf('n', 'c', ['a', 'b']), RangeError, "n must be one of a, b, but is 'c'."],
    [() => callable('n', 1), TypeError, 'n must be a function, but is 1.'],
    [
      () => knownOptions('Pool', { nods: [] }, ['nodes']),
      TypeError,
      'Pool: there is no option "nods"; there are nodes.',
    ],
    [() => knownOptions('Pool', [], ['nodes']), TypeError, 'Pool: options must be an object, but is a list.'],
  ])('name the option, what it must be and what it is (%#)', (check, kind, message) => {
    expect(check).toThrow(kind);
    expect(check).toThrow(message);
  });

  it('keep the message short, whatever the value', () => {
    expect(() => text('n', { long: 'x'.repeat(10_000) })).toThrow(/^.{20,200}$/);
  });
});
