import { InvalidNodeException } from '../errors/index.ts';
import type { Node } from '../node/node.ts';
import { candidatesOf, type NodePicker, ranked } from '../node/node-picker.ts';

/** Which nodes to take, and in what order of preference. */
export interface NodeWish {
  /** Prefer nodes of this region. */
  readonly region?: string | undefined;
  /** Try this one first, wherever it stands. */
  readonly node?: Node | string | undefined;
  /** Source that has to know the answer: nodes without it come last. */
  readonly source?: string | undefined;
}

/** A node in the order it will be asked. */
export interface RankedNode {
  readonly node: Node;
  /** It has the source, as far as anybody can say: its "nothing found" is final. */
  readonly canAnswer: boolean;
}

/** The nodes of a pool by their identifiers, and the choice among those that can be asked. */
export class NodeRegistry {
  readonly #nodes = new Map<string, Node>();
  readonly #picker: NodePicker;

  constructor(picker: NodePicker) {
    this.#picker = picker;
  }

  add(node: Node): void {
    this.#nodes.set(node.identifier, node);
  }

  /** All of them, connected or not, as a copy. */
  snapshot(): Map<string, Node> {
    return new Map(this.#nodes);
  }

  /** @throws {@link InvalidNodeException} when there is no node of this name. */
  byIdentifier(identifier: string): Node {
    const node = this.#nodes.get(identifier);
    if (node !== undefined) return node;
    throw new InvalidNodeException(`There is no node ${JSON.stringify(identifier)}; there are ${this.#names()}.`);
  }

  /** The best node, of the region if one of it can be asked. @throws {@link InvalidNodeException} when none can. */
  best(region?: string): Node {
    const available = this.#available();
    const near = available.filter((node) => node.region === region);
    const [best] = this.#rank(near.length > 0 ? near : available);
    if (best !== undefined) return best;
    throw this.#noneAvailable();
  }

  /** Every node that can be asked, in the order to ask them. @throws {@link InvalidNodeException} when none can. */
  order({ region, node, source }: NodeWish): RankedNode[] {
    const named = typeof node === 'string' ? this.byIdentifier(node) : node;
    const available = this.#available();
    if (available.length === 0) throw this.#noneAvailable();
    const canAnswer = (one: Node): boolean => source === undefined || hasSource(one, source);
    const groups = [
      available.filter((one) => one === named),
      available.filter((one) => one !== named && canAnswer(one) && one.region === region),
      available.filter((one) => one !== named && canAnswer(one) && one.region !== region),
      available.filter((one) => one !== named && !canAnswer(one)),
    ];
    return groups.flatMap((group) => this.#rank(group)).map((one) => ({ node: one, canAnswer: canAnswer(one) }));
  }

  #available(): Node[] {
    return [...this.#nodes.values()].filter((node) => node.isAvailable);
  }

  /** Best first; the degraded ones after all others, however little they have to do. */
  #rank(nodes: readonly Node[]): Node[] {
    const ready = ranked(candidatesOf(nodes.filter(({ state }) => state === 'ready')), this.#picker);
    const degraded = ranked(candidatesOf(nodes.filter(({ state }) => state === 'degraded')), this.#picker);
    return [...ready, ...degraded].map(({ node }) => node);
  }

  #noneAvailable(): InvalidNodeException {
    const states = [...this.#nodes.values()].map(({ identifier, state }) => `${identifier} is ${state}`);
    return new InvalidNodeException(
      `No node is connected (${states.join(', ')}); those that are not refused are tried again.`,
    );
  }

  #names(): string {
    return [...this.#nodes.keys()].map((name) => JSON.stringify(name)).join(', ');
  }
}

function hasSource(node: Node, source: string): boolean {
  return node.info?.sourceManagers.includes(source) ?? false;
}
