import { registerHooks } from 'node:module';

const sources = new URL('../../../../', import.meta.url);

// Processes that tests start run on the sources, as the tests do.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'lmdb' && process.env.WITHOUT_LMDB === 'yes') return next('not-installed', context);
    const name = /^@reprise\/(\w+)$/.exec(specifier)?.[1];
    return name === undefined ? next(specifier, context) : next(new URL(`${name}/src/index.ts`, sources).href, context);
  },
});
