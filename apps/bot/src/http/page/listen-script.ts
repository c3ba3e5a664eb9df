/**
 * What the page runs while it is listened to. Sound that a browser could not play in time it plays later, and stays behind for as
 * long as it plays: so what waits to be played is played a little faster, at its pitch, until no more of it waits than is needed.
 */
export const LISTEN_SCRIPT: string = `'use strict';
const MOST_WAITING_S = 0.35;
const ENOUGH_WAITING_S = 0.22;
const FASTER = 1.12;
for (const audio of document.querySelectorAll('audio')) {
  audio.addEventListener('timeupdate', () => {
    const { buffered, currentTime } = audio;
    const waiting = buffered.length === 0 ? 0 : buffered.end(buffered.length - 1) - currentTime;
    if (waiting > MOST_WAITING_S) audio.playbackRate = FASTER;
    else if (waiting < ENOUGH_WAITING_S) audio.playbackRate = 1;
  });
}
`;
