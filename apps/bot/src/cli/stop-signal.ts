/** Whoever runs it may kill it after that time: what is not done by then is left. In milliseconds. */
const LONGEST_STOP_MS = 4_500;
/** Ctrl+C comes twice: from the terminal, and from npm, which hands on what the terminal has told everybody. */
const ECHO_MS = 1_000;

/** Aborted by SIGINT or SIGTERM. A second one, and a stop that takes too long, end the process at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const end = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) process.exit(1);
    stop.abort();
    process.off(signal, end);
    const echo = (): void => undefined;
    process.on(signal, echo);
    setTimeout(() => process.off(signal, echo).on(signal, end), ECHO_MS).unref();
    setTimeout(() => process.exit(), LONGEST_STOP_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  return stop.signal;
}
