import { readFileSync, writeFileSync } from 'node:fs';
import { envExample, withTables } from './documents.ts';

// Writes what the documents say of the settings: npm run -s node -- apps/bot/src/config/write-docs.ts
const guide = new URL('../../../../docs/guide/configuration.md', import.meta.url);
writeFileSync(guide, withTables(readFileSync(guide, 'utf8')));
writeFileSync(new URL('../../.env.example', import.meta.url), envExample());
