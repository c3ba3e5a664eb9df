import type { Group } from '../environment.ts';
import { withFallback } from '../field.ts';
import { oneOf } from '../readers.ts';

/** The log. */
export function logging(): Group<'LOG_LEVEL' | 'LOG_FORMAT'> {
  const group = 'Log';
  return {
    LOG_LEVEL: withFallback(
      {
        group,
        about: 'The least severe that is logged; `silent` logs nothing.',
        allowed: 'trace, debug, info, warn, error, fatal or silent',
        fallback: 'info',
      },
      oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    ),
    LOG_FORMAT: withFallback(
      {
        group,
        about: 'Lines for people or for programs; `auto` is pretty on a terminal.',
        allowed: 'auto, json or pretty',
        fallback: 'auto',
      },
      oneOf('auto', 'json', 'pretty'),
    ),
  };
}
