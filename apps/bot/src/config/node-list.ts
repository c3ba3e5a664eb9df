import { REGIONS } from 'reprise';
import type { OutsideNode } from './bot-config.ts';
import type { Read } from './field.ts';
import { partsOf, webAddress } from './readers.ts';

/** How the bot's own node is called in the pool. */
export const OWN_NODE_NAME = 'own';

/** An outside node, but for its password. */
export type NodeAddress = Omit<OutsideNode, 'password'>;

/** What a part of the list may be, for messages and documentation. */
export const NODE_LIST_FORM: string =
  'a list of NAME=http://HOST:PORT or NAME@REGION=https://HOST, without users and passwords, each name once and none ' +
  `"${OWN_NODE_NAME}"; regions are ${Object.keys(REGIONS).join(', ')}`;

/** Outside nodes with their names and regions. */
export const nodeList: Read<readonly NodeAddress[]> = (text) => {
  const nodes = partsOf(text).map(nodeAddress);
  if (!nodes.every((node) => node !== undefined)) return undefined;
  const names = new Set(nodes.map(({ identifier }) => identifier));
  return names.size === nodes.length && !names.has(OWN_NODE_NAME) ? nodes : undefined;
};

function nodeAddress(part: string): NodeAddress | undefined {
  const [, identifier, region = 'global', address] = /^([\w.-]{1,64})(?:@([a-z]{1,32}))?=(.+)$/.exec(part) ?? [];
  const uri = webAddress(address ?? '');
  if (identifier === undefined || uri === undefined) return undefined;
  return region === 'global' || Object.hasOwn(REGIONS, region) ? { identifier, uri, region } : undefined;
}
