import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterUnsupportedError } from '../../src/errors/filter-errors.ts';
import { Filters } from '../../src/filters/filters.ts';
import { FIELDS, NUMERIC_NAMES, sent, setNumeric, validFilters } from './valid-filters.ts';

/** Names that a plain Lavalink lists. */
const INFO = { filters: ['volume', 'equalizer', ...NUMERIC_NAMES] };

describe('Filters', () => {
  it('send nothing when nothing is set, which takes all filters off', () => {
    expect(sent(new Filters())).toEqual({});
  });

  it('send a filter that was set to its defaults, with every field', () => {
    const filters = new Filters()
      .volume(1)
      .karaoke()
      .timescale()
      .tremolo({})
      .vibrato()
      .distortion()
      .rotation()
      .channelMix()
      .lowPass({});

    expect(sent(filters)).toEqual({
      volume: 1,
      karaoke: { level: 1, monoLevel: 1, filterBand: 220, filterWidth: 100 },
      timescale: { speed: 1, pitch: 1, rate: 1 },
      tremolo: { frequency: 2, depth: 0.5 },
      vibrato: { frequency: 2, depth: 0.5 },
      distortion: {
        sinOffset: 0,
        sinScale: 1,
        cosOffset: 0,
        cosScale: 1,
        tanOffset: 0,
        tanScale: 1,
        offset: 0,
        scale: 1,
      },
      rotation: { rotationHz: 0 },
      channelMix: { leftToLeft: 1, leftToRight: 0, rightToLeft: 0, rightToRight: 1 },
      lowPass: { smoothing: 20 },
    });
  });

  it('keep the fields that a setter is not given', () => {
    const filters = new Filters().timescale({ speed: 1.3, pitch: 0.9 }).timescale({ rate: 1.1, speed: 1.2 });

    expect(sent(filters)).toEqual({ timescale: { speed: 1.2, pitch: 0.9, rate: 1.1 } });
  });

  it('take a field that is undefined for one that is left out', () => {
    const speed: number | undefined = JSON.parse('{}').speed;

    expect(sent(setNumeric(new Filters().timescale({ speed: 2 }), 'timescale', { speed, pitch: 1.5 }))).toEqual({
      timescale: { speed: 2, pitch: 1.5, rate: 1 },
    });
  });

  it('know no zero below zero, as JSON knows none', () => {
    const filters = new Filters().rotation({ rotationHz: -0 }).equalizer([{ band: 0, gain: -0 }]);

    expect(filters.equals(Filters.from(sent(filters)))).toBe(true);
  });

  it('send the bands in their order and each once, the later one of two', () => {
    const bands = [
      { band: 14, gain: 1 },
      { band: 0, gain: 0.1 },
      { band: 0, gain: -0.25 },
    ];

    expect(sent(new Filters().equalizer([{ band: 5, gain: 0.5 }]).equalizer(bands))).toEqual({
      equalizer: [
        { band: 0, gain: -0.25 },
        { band: 14, gain: 1 },
      ],
    });
  });

  it('send an equalizer without bands', () => {
    expect(sent(new Filters().equalizer([]))).toEqual({ equalizer: [] });
  });

  it('carry filters of plugins, whole, also under a name that objects have of their own', () => {
    const filters = new Filters().plugin('echo', { decay: 1, delay: 2 }).plugin('__proto__', [1]);
    filters.plugin('echo', { decay: 0.5 });

    expect(JSON.stringify(filters)).toBe('{"pluginFilters":{"echo":{"decay":0.5},"__proto__":[1]}}');
    expect(filters.names).toEqual(['echo', '__proto__']);
  });

  it('are not changed by what happens to the objects they were given or gave away', () => {
    const value = { decay: [0.5] };
    const bands = [{ band: 1, gain: 0.2 }];
    const filters = new Filters().plugin('echo', value).equalizer(bands).karaoke();
    const before = sent(filters);

    value.decay.push(1);
    bands.push({ band: 2, gain: 0.2 });
    const given = filters.toJSON();
    Object.assign(given.karaoke ?? {}, { level: 0 });
    Object.assign(given.equalizer?.[0] ?? {}, { gain: 9 });

    expect(sent(filters)).toEqual(before);
  });

  it('know which filters are set', () => {
    const filters = new Filters().plugin('echo', {}).lowPass().volume(0);

    expect(filters.names).toEqual(['volume', 'lowPass', 'echo']);
    expect(['volume', 'echo', 'karaoke', 'pluginFilters', 'toString'].map((name) => filters.has(name))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('are taken off one by one, or all', () => {
    const filters = new Filters().volume(0.5).karaoke().tremolo().plugin('echo', {}).plugin('reverb', {});

    expect(filters.remove('karaoke', 'lowPass').removePlugin('echo', 'none').names).toEqual([
      'volume',
      'tremolo',
      'reverb',
    ]);
    expect(sent(filters.remove('volume', 'tremolo').removePlugin('reverb'))).toEqual({});
    expect(sent(filters.vibrato().plugin('echo', {}).reset())).toEqual({});
  });

  it('start from the defaults again after they were taken off', () => {
    expect(sent(new Filters().timescale({ speed: 2 }).remove('timescale').timescale({ pitch: 2 }))).toEqual({
      timescale: { speed: 1, pitch: 2, rate: 1 },
    });
  });

  it('have copies that go their own way', () => {
    const filters = new Filters().timescale({ speed: 2 }).plugin('echo', {});
    const copy = filters.copy();
    expect(copy.equals(filters)).toBe(true);

    copy.timescale({ speed: 3 }).plugin('reverb', {});

    expect(sent(filters)).toEqual({ timescale: { speed: 2, pitch: 1, rate: 1 }, pluginFilters: { echo: {} } });
    expect(copy.equals(filters)).toBe(false);
  });

  it('are equal whatever the order they were set in', () => {
    const one = new Filters().karaoke().volume(0.5).plugin('a', { x: 1, y: 2 }).plugin('b', 1);
    const other = new Filters().plugin('b', 1).plugin('a', { y: 2, x: 1 }).volume(0.5).karaoke({ level: 1 });

    expect(one.equals(other)).toBe(true);
    expect(one.equals(other.karaoke({ level: 0.5 }))).toBe(false);
  });

  it('come back from what was sent', () => {
    fc.assert(fc.property(validFilters(), (filters) => Filters.from(sent(filters)).equals(filters)));
  });
});

describe('Filters.from', () => {
  it('takes null for not set, fills fields in, and an absent gain for 1, as nodes do', () => {
    const filters = Filters.from({ karaoke: null, lowPass: {}, equalizer: [{ band: 3 }], pluginFilters: {} });

    expect(sent(filters)).toEqual({ lowPass: { smoothing: 20 }, equalizer: [{ band: 3, gain: 1 }] });
  });

  it.for([
    [{ nightcore: {} }, 'Filters: there is no option "nightcore"; there are volume, equalizer, karaoke'],
    [{ volume: null }, 'Filters.volume must be a number from 0 to 5, but is null.'],
    [{ equalizer: {} }, 'Filters.equalizer: bands must be a list of { band, gain }, but is {}.'],
    [{ equalizer: [null] }, 'Filters.equalizer: a band must be { band, gain }, but is null.'],
    [{ karaoke: true }, 'Filters.karaoke: options must be an object, but is of type boolean.'],
    [{ timescale: { speed: null } }, 'Filters.timescale: speed must be a number from 0.01 to 100, but is null.'],
    [{ pluginFilters: null }, 'Filters.pluginFilters: options must be an object, but is null.'],
    [{ pluginFilters: [1] }, 'Filters.pluginFilters: options must be an object, but is a list.'],
    [[], 'Filters: options must be an object, but is a list.'],
    [null, 'Filters: options must be an object, but is null.'],
  ] as const)('refuses %j', ([data, message]) => {
    // As a file or a program without types would hand it over.
    expect(() => Filters.from(JSON.parse(JSON.stringify(data)))).toThrow(message);
    expect(() => Filters.from(JSON.parse(JSON.stringify(data)))).toThrow(TypeError);
  });
});

describe('a value out of range', () => {
  it('is refused by an error that names filter, field, range and value', () => {
    expect(() => new Filters().timescale({ speed: -5 })).toThrow(
      new RangeError('Filters.timescale: speed must be a number from 0.01 to 100, but is -5.'),
    );
    expect(() => new Filters().vibrato({ frequency: 0 })).toThrow(
      new RangeError('Filters.vibrato: frequency must be a number above 0, at most 14, but is 0.'),
    );
    expect(() => new Filters().volume(99)).toThrow(
      new RangeError('Filters.volume must be a number from 0 to 5, but is 99.'),
    );
    expect(() => new Filters().equalizer([{ band: 3, gain: 9 }])).toThrow(
      new RangeError('Filters.equalizer: gain of band 3 must be a number from -0.25 to 1, but is 9.'),
    );
    expect(() => new Filters().equalizer([{ band: 15, gain: 0 }])).toThrow(
      new RangeError('Filters.equalizer: band must be a whole number from 0 to 14, but is 15.'),
    );
  });

  it.for(FIELDS)('of %s: %s is refused on both sides, and at its ends taken', ([filter, field, bounds]) => {
    for (const value of [bounds.lowest, bounds.highest]) {
      expect(sent(setNumeric(new Filters(), filter, { [field]: value }))).toHaveProperty([filter, field], value);
    }
    for (const value of [bounds.tooLow, bounds.tooHigh, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => setNumeric(new Filters(), filter, { [field]: value })).toThrow(RangeError);
    }
    for (const value of [Number.NaN, '1', null, [], {}]) {
      expect(() => setNumeric(new Filters(), filter, { [field]: value })).toThrow(TypeError);
    }
  });

  it('changes nothing', () => {
    const filters = new Filters().timescale({ speed: 2 }).equalizer([{ band: 1, gain: 0 }]);
    const before = sent(filters);

    expect(() => filters.timescale({ speed: 1.5, pitch: 0 })).toThrow(RangeError);
    expect(() => filters.karaoke({ level: 2 })).toThrow(RangeError);
    expect(() => filters.equalizer([{ band: 2, gain: Number.NaN }])).toThrow(TypeError);
    expect(() => filters.apply({ volume: 0.5, karaoke: { level: 2 } })).toThrow(RangeError);

    expect(sent(filters)).toEqual(before);
  });
});

describe('a name that is misspelt', () => {
  it.for(NUMERIC_NAMES)('is refused as a field of %s', (filter) => {
    expect(() => setNumeric(new Filters(), filter, { sped: 1 })).toThrow(
      `Filters.${filter}: there is no option "sped"; there are`,
    );
  });

  it('is refused in a band, as a filter to remove, and as a preset', () => {
    const [band, name] = JSON.parse('[{"band":1,"gian":1},"kareoke"]');

    expect(() => new Filters().equalizer([band])).toThrow('Filters.equalizer: there is no option "gian"');
    expect(() => new Filters().remove(name)).toThrow('Filters.remove: name must be one of volume, equalizer, karaoke');
    expect(() => new Filters().apply(name)).toThrow('Filters.preset: name must be one of bassboost');
  });

  it('leaves the filters as they are when it stands among good ones', () => {
    const filters = new Filters().volume(0.5);
    expect(() => filters.remove('volume', JSON.parse('"kareoke"'))).toThrow(RangeError);
    expect(filters.names).toEqual(['volume']);
  });
});

describe('a filter of a plugin', () => {
  it.for([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a big number', 1n],
  ] as const)('cannot be %s', ([, value]) => {
    expect(() => new Filters().plugin('echo', value)).toThrow('Filters.plugin: the value of echo must be JSON, but is');
  });

  it('cannot hold itself, and needs a name', () => {
    const ring: Record<string, unknown> = {};
    ring.ring = ring;

    expect(() => new Filters().plugin('echo', ring)).toThrow(TypeError);
    expect(() => new Filters().plugin('', {})).toThrow(
      "Filters.plugin: name must be a text that is not empty, but is ''.",
    );
  });
});

describe('a node that lacks filters', () => {
  const filters = new Filters().volume(0.5).timescale().plugin('echo', { decay: 1 }).plugin('reverb', {});
  const poor = { filters: ['volume', 'karaoke', 'reverb'] };

  it('is told by the names that are set and not in its info', () => {
    expect(filters.unsupported(poor)).toEqual(['timescale', 'echo']);
    expect(filters.unsupported(INFO)).toEqual(['echo', 'reverb']);
    expect(new Filters().apply('karaoke').unsupported(INFO)).toEqual([]);
  });

  it('is refused by an error with a code, the node and the names', () => {
    const check = (): void => filters.checkSupported('eu-1', poor);

    expect(check).toThrow(FilterUnsupportedError);
    expect(check).toThrow(
      expect.objectContaining({
        code: 'FILTER_UNSUPPORTED',
        name: 'FilterUnsupportedError',
        node: 'eu-1',
        filters: ['timescale', 'echo'],
        message: 'Node eu-1 does not have the filters timescale, echo: its info.filters names those it has.',
      }),
    );
    expect(() => filters.checkSupported('eu-1', { filters: [...INFO.filters, 'echo', 'reverb'] })).not.toThrow();
  });

  it('can still be given the others', () => {
    const kept = filters.withoutUnsupported(poor);

    expect(sent(kept)).toEqual({ volume: 0.5, pluginFilters: { reverb: {} } });
    expect(() => kept.checkSupported('eu-1', poor)).not.toThrow();
    expect(filters.names).toEqual(['volume', 'timescale', 'echo', 'reverb']);
  });

  it('is given all it has and nothing it lacks, whatever is set', () => {
    const infos = fc.record({ filters: fc.subarray([...INFO.filters]) });
    fc.assert(
      fc.property(validFilters(), infos, (filters, info) => {
        const kept = filters.withoutUnsupported(info);
        expect([...kept.names, ...filters.unsupported(info)].sort()).toEqual([...filters.names].sort());
        expect(kept.unsupported(info)).toEqual([]);
        expect(filters.includes(kept)).toBe(true);
      }),
    );
  });
});
