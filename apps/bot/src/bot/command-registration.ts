import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Client } from 'discord.js';
import type { CommandDefinition } from '../commands/definition.ts';
import { isMissing, writeWhole } from './whole-file.ts';

/**
 * Tells Discord of the commands, if they are others than it was told last: it counts how often it is told.
 *
 * @param file - Where it is written down what Discord was told, and of which application.
 * @returns Whether it was told.
 */
export async function registerCommands(
  client: Client<true>,
  commands: readonly CommandDefinition[],
  file: string,
): Promise<boolean> {
  const told = createHash('sha256')
    .update(JSON.stringify([client.application.id, commands]))
    .digest('hex');
  if ((await lastTold(file)) === told) return false;
  await client.application.commands.set([...commands]);
  await writeWhole(file, told);
  return true;
}

async function lastTold(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
