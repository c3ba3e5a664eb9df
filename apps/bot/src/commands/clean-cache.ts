import type { CleanRequest } from '../cluster/cluster.ts';
import { cleanAndTell } from './cache/clean-report.ts';
import { askToRemoveAll, assertOwner } from './cache/confirm-all.ts';
import type { Command } from './command.ts';
import type { CommandUse } from './command-use.ts';

const MODES = ['expired', 'failed', 'unused', 'guild', 'all'] as const satisfies readonly CleanRequest['mode'][];
/** What removes songs that other servers ask for. */
const OF_ALL_SERVERS: readonly CleanRequest['mode'][] = ['unused', 'all'];
const DAYS = { kind: 'number', name: 'days', min: 1, max: 365 } as const;
const USUAL_DAYS = 30;

/** Removes songs from the cache, or counts what would be removed. */
export const cleanCache: Command = {
  options: [{ kind: 'pick', name: 'mode', values: MODES, isRequired: true }, DAYS, { kind: 'flag', name: 'dry_run' }],
  async run(use) {
    const request = wanted(use);
    const isDryRun = use.interaction.options.getBoolean('dry_run') ?? false;
    if (OF_ALL_SERVERS.includes(request.mode)) assertOwner(use);
    const isToConfirm = request.mode === 'all' && !isDryRun;
    await use.answer(isToConfirm ? await askToRemoveAll(use) : await cleanAndTell(use, request, isDryRun));
  },
};

function wanted({ guild, interaction }: CommandUse): CleanRequest {
  const mode = MODES.find((value) => value === interaction.options.getString('mode', true)) ?? 'expired';
  switch (mode) {
    case 'unused':
      return { mode, days: interaction.options.getInteger(DAYS.name) ?? USUAL_DAYS };
    case 'guild':
      return { mode, guildId: guild.id };
    default:
      return { mode };
  }
}
