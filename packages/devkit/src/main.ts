// The program of a NodeProcess: starts the audio node it is told to, and ends with whoever started it.
import { AudioNode } from '@reprise/node';
import type { ProcessConfig, ProcessReport } from './process/process-message.ts';
import { madeUpTracks } from './tracks/made-up-tracks.ts';
import { FakeVoice } from './voice/fake-voice.ts';

process.once('message', (config: ProcessConfig) => {
  start(config).catch((error: unknown) => {
    report({ error: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
    process.disconnect?.();
  });
});
process.once('disconnect', () => process.exit());

async function start({ node: options, voice, madeUpTracks: names }: ProcessConfig): Promise<void> {
  const node = new AudioNode({
    ...options,
    voice: typeof voice === 'string' ? voice : new FakeVoice(voice),
    sources: names.map((name) => madeUpTracks(name)),
  });
  await node.start();
  process.once('SIGTERM', () => void node.close().finally(() => process.exit()));
  report({ port: node.port });
}

function report(message: ProcessReport): void {
  process.send?.(message);
}
