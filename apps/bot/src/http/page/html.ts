import type { html } from 'hono/html';

/** What the template makes: every value in it is escaped. */
export type Html = ReturnType<typeof html>;
