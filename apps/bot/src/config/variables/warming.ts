import type { Group } from '../environment.ts';
import { milliseconds, number } from './numbers.ts';

/** Looking popular songs up before they are asked for. */
export function warming(): Group<'WARM_AFTER_MS' | 'WARM_BUDGET_MS' | 'WARM_LIMIT'> {
  const group = 'Warming';
  return {
    WARM_AFTER_MS: milliseconds(
      group,
      'Idle time after the start until popular songs are looked up.',
      0,
      86_400_000,
      '10000',
    ),
    WARM_BUDGET_MS: milliseconds(group, 'Time that may take.', 1_000, 86_400_000, '60000'),
    WARM_LIMIT: number(group, 'Songs that are looked up; 0 for none.', 0, 1_000, '20'),
  };
}
