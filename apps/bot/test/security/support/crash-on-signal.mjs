// Runs before a program of a test: lets it crash by a signal as a bug would, with secrets in the error, and writes down what
// it tells the processes that it starts.
import processes from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { fork } = processes;
processes.fork = (...args) => {
  const child = fork(...args);
  const { send } = child;
  child.send = (message, ...rest) => {
    appendFileSync(process.env.CANARY_FILE ?? '', `${JSON.stringify(message)}\n`);
    return send.call(child, message, ...rest);
  };
  return child;
};
syncBuiltinESMExports();

process.on('SIGUSR2', () => {
  const { DISCORD_TOKEN, LAVALINK_PASSWORD, HTTP_PASSWORD, VALKEY_URL } = process.env;
  const cause = new Error(`for ${encodeURIComponent(HTTP_PASSWORD ?? '')} at ${VALKEY_URL}`);
  void Promise.reject(new Error(`A bug with ${DISCORD_TOKEN} and ${JSON.stringify(LAVALINK_PASSWORD)}`, { cause }));
});
