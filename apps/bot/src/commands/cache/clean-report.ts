import { StoreError } from '@reprise/cache';
import type { CleanReport, CleanRequest } from '../../cluster/cluster.ts';
import type { Texts } from '../../texts/texts.ts';
import type { Use } from '../use.ts';
import { Figures } from './figures.ts';

/** Cleans the cache in all processes, and says what became of it. @param isDryRun - Only counts. */
export async function cleanAndTell(use: Use, request: CleanRequest, isDryRun: boolean): Promise<string> {
  const { services, texts } = use;
  try {
    const report = await services.cluster.clean(request, { isDryRun });
    const told = reportText(request, report, texts);
    if (services.songs.cache.store?.isFailing !== true) return told;
    return `${told}\n⚠️ ${isDryRun ? texts.cache.storeNotCounted : texts.cache.storeGone}`;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    services.log.warn('The store of songs could not be cleaned.', { mode: request.mode, error });
    return `⚠️ ${isDryRun ? texts.cache.storeNotCounted : texts.cache.storeGone}`;
  }
}

function reportText(request: CleanRequest, report: CleanReport, texts: Texts): string {
  const { cleaning } = texts.cache;
  const { entries, isDryRun, remaining } = report;
  if (request.mode === 'failed') {
    return isDryRun ? cleaning.wouldRemoveFailures(entries) : cleaning.removedFailures(entries);
  }
  const bytes = new Figures(texts).bytes(report.bytes);
  return isDryRun ? cleaning.wouldRemove(entries, bytes, remaining) : cleaning.removed(entries, bytes, remaining);
}
