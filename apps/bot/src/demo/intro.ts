/** Said before anything else. */
export const DEMO_NOTICE = `This is a demo: there is no Discord here. Servers and people are made up; what they play can be heard on the page.
The bot they use is real, and so are its cache, its two audio nodes and every time you see.
`;

/** How to go on from here. @param pageUrl - Of the status page; undefined when there is none. */
export function introduction(pageUrl: string | undefined): string {
  return `
  its page    ${pageUrl ?? 'is off (HTTP=off)'}
  your bot    put DISCORD_TOKEN=… into the file .env and start it again: docs/guide/five-minutes.md
  search      npm start -- search "ode to joy"
  end         Ctrl+C
`;
}
