import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { AudioNode, AudioNodeError, type Log } from '@reprise/node';
import { z } from 'zod';
import type { BotConfig } from '../../config/index.ts';
import { type Answer, type Check, failed, ok, warning } from '../finding.ts';
import { reasonOf } from '../plain-text.ts';
import { request } from './request.ts';

const DAY_MS = 86_400_000;
/** Sites change: what is older is often refused. */
const OLD_DAYS = 60;
const UPDATE = "Install or update it, such as by: pipx install 'yt-dlp[default]', or pipx upgrade yt-dlp.";
/** What pipx has installed is on the PATH of the next terminal only, and not of a service. */
const INSTALL =
  "Install it, such as by: pipx install 'yt-dlp[default]' && pipx ensurepath, and open a new terminal; or name it by YTDLP_PATH, or set YTDLP=off.";

const sourcesSchema = z.object({ sourceManagers: z.array(z.string()) });

/** Starts the bot's own node on a free port, as the bot does, and asks it what it can load. */
export function ownNode({ ownNode: config, nodes }: BotConfig, now: () => number): Check {
  return {
    name: 'own node',
    async run(signal) {
      if (!config.isOn) return ok('It is off.');
      const lines: string[] = [];
      try {
        const sources = await sourcesOf(config, lines, signal);
        return judge(config, sources, lines.find((line) => line.includes('yt-dlp')) ?? '', nodes.length > 0, now);
      } catch (error) {
        signal.throwIfAborted();
        const text = `It does not start (${reasonOf(error)}).`;
        return failed(
          text,
          error instanceof AudioNodeError ? 'See whether MUSIC_DIR is a folder.' : 'Look at its log.',
        );
      }
    },
  };
}

async function sourcesOf(
  { musicDir, playsWebLinks, isYtDlpOn, ytDlpPath }: BotConfig['ownNode'],
  lines: string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const say = (line: string): void => void lines.push(line);
  const log: Log = { info: say, warn: say, error: say };
  const password = randomUUID();
  await using node = new AudioNode({
    port: 0,
    password,
    log,
    http: playsWebLinks,
    ytdlp: ytDlpPath === undefined ? isYtDlpOn : isYtDlpOn && { path: ytDlpPath },
    ...(musicDir === undefined ? {} : { musicDir }),
  });
  await node.start();
  const { body } = await request(`${node.url}/v4/info`, password, signal);
  return sourcesSchema.parse(body).sourceManagers;
}

function judge(
  { isYtDlpOn, ytDlpPath }: BotConfig['ownNode'],
  sources: readonly string[],
  said: string,
  hasOthers: boolean,
  now: () => number,
): Answer {
  const starts = `It starts; sources: ${sources.join(', ')}.`;
  if (!isYtDlpOn) return ok(`${starts} yt-dlp is off.`);
  if (!sources.includes('ytdlp')) {
    if (ytDlpPath !== undefined) return failed(said, `${UPDATE} Or mend YTDLP_PATH, or set YTDLP=off.`);
    return warning(`${said}${hasOthers ? '' : ' YouTube and others cannot be played.'}`, INSTALL);
  }
  const days = ageDays(said, now());
  const text = `${starts} ${said}`;
  return days > OLD_DAYS ? warning(`${text} That is ${days} days old.`, UPDATE) : ok(text);
}

/** yt-dlp calls its versions by their day. */
function ageDays(said: string, now: number): number {
  const [, year, month, day] = /yt-dlp (\d{4})\.(\d{2})\.(\d{2})/.exec(said) ?? [];
  return year === undefined ? 0 : Math.floor((now - Date.UTC(Number(year), Number(month) - 1, Number(day))) / DAY_MS);
}

/** Whether there is an ffmpeg: the own node plays by it what is neither WAV nor Opus. */
export function ffmpeg({ isOn, ffmpegPath = 'ffmpeg' }: BotConfig['ownNode']): Check {
  return {
    name: 'ffmpeg',
    async run(signal) {
      try {
        const { stdout } = await promisify(execFile)(ffmpegPath, ['-version'], { signal, maxBuffer: 65_536 });
        return ok(`Version ${/^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown'}.`);
      } catch (error) {
        signal.throwIfAborted();
        if (!isOn) return ok('There is none; the other nodes do without it.');
        return warning(
          `There is none (${reasonOf(error)}): the own node plays only WAV and Opus.`,
          'Install it, such as by: apt-get install ffmpeg; or set FFMPEG_PATH.',
        );
      }
    },
  };
}
