/** Said before anything else. @param isListenedTo - Whether what is played can be heard on the page. */
export function demoNotice(isListenedTo: boolean): string {
  const heard = isListenedTo ? 'what they play can be heard on the page' : 'nothing is heard';
  return `This is a demo: there is no Discord here. Servers and people are made up; ${heard}.
The bot they use is real, and so are its cache, its two audio nodes and every time you see.
`;
}

/** How to go on from here. @param pageUrl - Of the status page; undefined when there is none. */
export function introduction(pageUrl: string | undefined): string {
  return `
  its page    ${pageUrl ?? 'is off (HTTP=off)'}
  your bot    put DISCORD_TOKEN=… into the file .env and start it again: docs/guide/five-minutes.md
  search      npm start -- search "ode to joy"
  listen      npm start -- --listen, and open the page
  end         Ctrl+C
`;
}
