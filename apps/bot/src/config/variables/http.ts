import type { Group } from '../environment.ts';
import { optional, withFallback } from '../field.ts';
import { headerText, host, hostHeader, list, onOff } from '../readers.ts';
import { number } from './numbers.ts';

/** Status page and interface. */
export function http(): Group<'HTTP' | 'HTTP_HOST' | 'HTTP_PORT' | 'HTTP_PASSWORD' | 'HTTP_ALLOWED_HOSTS'> {
  const group = 'Status page and interface';
  return {
    HTTP: withFallback(
      {
        group,
        about: 'Whether there is a status page, metrics and an interface.',
        allowed: 'on or off',
        fallback: 'on',
      },
      onOff,
    ),
    HTTP_HOST: withFallback(
      {
        group,
        about: 'Address it listens on. Anything but loopback needs HTTP_PASSWORD.',
        allowed: 'the name or address of this machine, without a port',
        fallback: '127.0.0.1',
      },
      host,
    ),
    HTTP_PORT: number(group, 'Port it listens on; 0 for any free one.', 0, 65_535, '8090'),
    HTTP_PASSWORD: optional(
      {
        group,
        about: 'What it is opened with.',
        allowed: '16 to 256 characters that an HTTP header can carry',
        isSecret: true,
      },
      headerText(16, 256),
    ),
    HTTP_ALLOWED_HOSTS: withFallback(
      {
        group,
        about: 'Names it may be called by, besides the one it listens on; for a proxy in front of it.',
        allowed: 'a list of names, such as bot.example.org',
        fallback: '',
      },
      list(hostHeader),
    ),
  };
}
