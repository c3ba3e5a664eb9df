// Lets a plain `node` process run the sources of the workspace: `@reprise/x` is its `src/index.ts`, as in the tests.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const name = /^@reprise\/(\w+)$/.exec(specifier)?.[1];
    if (name === undefined) return next(specifier, context);
    return next(new URL(`../../../${name}/src/index.ts`, import.meta.url).href, context);
  },
});
