import type { Clock } from '@reprise/clock';
import { z } from 'zod';
import type { OutsideNode } from '../../config/index.ts';
import { type Answer, type Check, failed, ok, warning } from '../finding.ts';
import { plain, reasonOf } from '../plain-text.ts';
import { type HttpAnswer, request } from './request.ts';

/** What is wanted of `GET /v4/info`. */
const infoSchema = z.object({
  version: z.object({ semver: z.string(), major: z.number() }),
  sourceManagers: z.array(z.string()),
});

/** A node of others: whether it is there, of version 4, takes the password, and can search where words are looked for. */
export function outsideNode(node: OutsideNode, searchSource: string, clock: Clock): Check {
  return {
    name: `node ${node.identifier}`,
    async run(signal) {
      const askedAt = clock.now();
      let answer: HttpAnswer;
      try {
        answer = await request(`${node.uri}/v4/info`, node.password, signal);
      } catch (error) {
        signal.throwIfAborted();
        const advice = `See whether it runs at ${node.uri}, and whether that can be reached from here.`;
        return failed(`It cannot be reached (${reasonOf(error)}).`, advice);
      }
      return answer.status === 200
        ? judge(answer.body, searchSource, clock.now() - askedAt)
        : refused(answer.status, node.uri);
    },
  };
}

function refused(status: number, uri: string): Answer {
  if (status === 401 || status === 403) {
    const advice = 'Set LAVALINK_PASSWORD to what stands under lavalink.server.password in its application.yml.';
    return failed(`It does not take the password (${status}).`, advice);
  }
  if (status === 404)
    return failed('It answers, but not as a Lavalink of version 4 (404).', `See what runs at ${uri}.`);
  return failed(`It answers ${status}.`, 'Look at its log.');
}

function judge(body: unknown, searchSource: string, tookMs: number): Answer {
  const { data } = infoSchema.safeParse(body);
  if (data === undefined) return failed('It answers, but not as a Lavalink.', 'See what runs there.');
  const { version, sourceManagers } = data;
  if (version.major !== 4) {
    return failed(`It is of version ${plain(version.semver)}.`, 'Run a Lavalink of version 4.');
  }
  const sources = sourceManagers.length === 0 ? 'none' : plain(sourceManagers.join(', '));
  const text = `Version ${plain(version.semver)}, answered in ${Math.round(tookMs)} ms; sources: ${sources}.`;
  if (!/^ytm?search$/.test(searchSource) || sourceManagers.includes('youtube')) return ok(text);
  const advice = 'Give it the plug-in youtube-source, or set DEFAULT_SEARCH_SOURCE to a source that it has.';
  return warning(`${text} It cannot make a ${searchSource}.`, advice);
}
