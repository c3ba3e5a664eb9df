import type { NetworkingState } from '@discordjs/voice';

/**
 * Lets a socket fall silent with its connection. The library has a new one send once more in the next turn of the event loop,
 * and if the connection was closed by then, what that throws would end the process.
 */
export function stillSocket(state: NetworkingState): void {
  if (!('udp' in state)) return;
  const { udp } = state;
  // Handed on from state to state: once is enough.
  if (Object.hasOwn(udp, 'keepAlive')) return;
  const { destroy } = udp;
  const sendsOn = Reflect.get(udp, 'keepAlive');
  let isDestroyed = false;
  Object.assign(udp, {
    destroy: () => {
      isDestroyed = true;
      destroy.call(udp);
    },
    keepAlive: () => {
      if (!isDestroyed && typeof sendsOn === 'function') sendsOn.call(udp);
    },
  });
}
