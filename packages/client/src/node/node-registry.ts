import { InvalidNodeException } from '../errors/index.ts';
import type { Node } from './node.ts';
import { candidatesOf, type NodePicker, ranked } from './node-picker.ts';

/** Which nodes to take, and in what order of preference. */
export interface NodeWish {
  /** Prefer nodes of this region. */
  readonly region?: string | undefined;
  /** Try this one first, wherever it stands. */
  readonly node?: Node | undefined;
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

  /** Whether any of them has ever been ready. */
  get wasAnyReady(): boolean {
    return [...this.#nodes.values()].some((node) => node.info !== undefined);
  }

  /** Whether any of them can be asked now. */
  get isAnyAvailable(): boolean {
    return [...this.#nodes.values()].some((node) => node.isAvailable);
  }

  /** Whether a node that can be asked has a source. */
  someHas(source: string): boolean {
    return [...this.#nodes.values()].some((node) => node.isAvailable && hasSource(node, source));
  }

  /** Somebody waits for a node, whichever. */
  hurry(): void {
    for (const node of this.#nodes.values()) node.hurry();
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
    const [best] = this.order({ region });
    if (best === undefined) throw this.#noneAvailable();
    return best.node;
  }

  /** Every node that can be asked, in the order to ask them. @throws {@link InvalidNodeException} when none can. */
  order({ region, node: named, source }: NodeWish): RankedNode[] {
    const canAnswer = (node: Node): boolean => source === undefined || hasSource(node, source);
    const order: RankedNode[] = [];
    const groups = Map.groupBy(
      [...this.#nodes.values()].filter((node) => node.isAvailable),
      (node) => (node === named ? 0 : 1 + rankOf(canAnswer(node), node.state === 'ready', node.region === region)),
    );
    for (const [, group] of [...groups].sort(([a], [b]) => a - b)) {
      const best = ranked(candidatesOf(group), this.#picker);
      order.push(...best.map(({ node }) => ({ node, canAnswer: canAnswer(node) })));
    }
    if (order.length === 0) throw this.#noneAvailable();
    return order;
  }

  /**
   * The best node to put a player on; undefined when there is none but those in `except`.
   *
   * The region decides among nodes that are loaded alike only: Discord has chosen a central voice server already, and a
   * crowded node is heard while a far one is not.
   */
  bestHome({ region, source }: Pick<NodeWish, 'region' | 'source'>, except: ReadonlySet<Node>): Node | undefined {
    const nodes = [...this.#nodes.values()].filter((node) => node.isAvailable && !node.isDraining && !except.has(node));
    const canAnswer = nodes.filter((node) => source === undefined || hasSource(node, source));
    const able = canAnswer.length > 0 ? canAnswer : nodes;
    const well = able.filter((node) => node.state === 'ready' && !node.load.isEjected);
    const candidates = candidatesOf(well.length > 0 ? well : able);
    const least = Math.min(...candidates.map(({ penalty }) => penalty));
    const near = candidates.filter(({ node, penalty }) => node.region === region && penalty <= least + LOADED_ALIKE);
    const [best] = ranked(near.length > 0 ? near : candidates, this.#picker);
    return best?.node;
  }

  /** Whether a node that is well has so much less to do than another one that moving a player there evens them out. */
  isLighter(node: Node, than: Node): boolean {
    if (node.state !== 'ready' || node.isDraining || node.load.isEjected) return false;
    const [own, other] = candidatesOf([node, than]);
    return own !== undefined && other !== undefined && own.penalty + UNEVEN <= other.penalty;
  }

  /** The node a caller names, by its identifier or as itself. @throws {@link InvalidNodeException} when it is not of this pool. */
  resolve(named: Node | string): Node {
    const node = this.byIdentifier(typeof named === 'string' ? named : named.identifier);
    if (typeof named === 'string' || node === named) return node;
    throw new InvalidNodeException(`Node ${JSON.stringify(named.identifier)} belongs to another pool.`);
  }

  #noneAvailable(): InvalidNodeException {
    const states = [...this.#nodes.values()].map(({ identifier, state, why }) => `${identifier} is ${state}: ${why}`);
    return new InvalidNodeException(`No node is connected. ${states.join('; ')}.`);
  }

  #names(): string {
    return [...this.#nodes.keys()].map((name) => JSON.stringify(name)).join(', ');
  }
}

/** Difference of penalties, in playing players, up to which nodes count as loaded alike. */
const LOADED_ALIKE = 1;
/** Difference from which a move is worth it: after it the nodes are still not the other way round. */
const UNEVEN = 3;

/** What can answer comes before what cannot, what is well before what is not, what is near before what is far. */
function rankOf(canAnswer: boolean, isReady: boolean, isNear: boolean): number {
  return (canAnswer ? 0 : 4) + (isReady ? 0 : 2) + (isNear ? 0 : 1);
}

export function hasSource(node: Node, source: string): boolean {
  return node.info?.sourceManagers.includes(source) ?? false;
}
