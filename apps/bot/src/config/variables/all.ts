import { z } from 'zod';
import type { Fields } from '../environment.ts';
import { discord } from './discord.ts';
import { http } from './http.ts';
import { logging } from './logging.ts';
import { nodes } from './nodes.ts';
import { players } from './players.ts';
import { storage } from './storage.ts';
import { warming } from './warming.ts';

/** All variables, in the order of the documentation. @param cwd - Where relative paths start. */
export function environment(cwd: string): z.ZodObject<Fields> {
  return z.object({
    ...discord(),
    ...nodes(cwd),
    ...players(),
    ...storage(cwd),
    ...warming(),
    ...http(),
    ...logging(),
  });
}
