import { defineConfig, type UserConfig } from 'tsdown';

const config: UserConfig = defineConfig({
  workspace: ['packages/*', 'apps/*'],
  entry: ['src/{index,cli,main,own-node,sound-worker}.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node22.19',
  dts: true,
  sourcemap: false,
  // One extension for every consumer: the packages are "type": "module", so .js is ESM and .d.ts its types.
  fixedExtension: false,
  clean: true,
  // Whoever starts the bot for the first time is not asked to make its build faster.
  checks: { bundlerTimings: false },
});

export default config;
