import { RestClient } from '../rest/rest-client.ts';
import type { NodeSettings } from './node-options.ts';
import { NodeSocket, type SocketListener, type SocketOptions } from './node-socket.ts';

/** Makes the calls of a node. One that keeps connections open can be told to make new ones. */
export type Caller = Pick<RestClient, 'request' | 'abortAll' | 'close'> & Partial<Pick<RestClient, 'renew'>>;

/** Brings the messages of a node, from the moment it begins to open. */
export type OpenSocket = Pick<NodeSocket, 'close'>;

/** The way to a node and back: calls go out, messages come in. */
export interface NodeWire {
  caller(settings: NodeSettings, clientName: string): Caller;
  open(settings: NodeSettings, options: SocketOptions, listener: SocketListener): OpenSocket;
}

/** HTTP and a WebSocket. */
export const network: NodeWire = {
  caller: (settings, clientName) => new RestClient(settings, clientName),
  open: (settings, options, listener) => new NodeSocket(settings, options, listener),
};
