import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./packages/${path}/src/index.ts`, import.meta.url));

const config: ViteUserConfig = defineConfig({
  resolve: {
    // Tests run on the sources, so that a failure points at the line to mend.
    alias: {
      '@reprise/options': source('options'),
      '@reprise/clock': source('clock'),
      '@reprise/devkit': source('devkit'),
      '@reprise/protocol': source('protocol'),
      '@reprise/cache': source('cache'),
      '@reprise/node': source('node'),
      '@reprise/bot': fileURLToPath(new URL('./apps/bot/src/index.ts', import.meta.url)),
      reprise: source('client'),
    },
  },
  test: {
    include: ['{packages,apps}/*/test/**/*.test.ts', 'test/**/*.test.ts', 'benchmarks/test/**/*.test.ts'],
    typecheck: { enabled: true, include: ['packages/*/test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
    reporters: ['default', './scripts/summary-reporter.ts'],
    // Two cores: a third worker only makes the timing of the others worse.
    maxWorkers: 2,
    testTimeout: 60_000,
    // Many tests listen in real time, and the machine of a check has other guests. What needs a second try is named at the end.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});

export default config;
