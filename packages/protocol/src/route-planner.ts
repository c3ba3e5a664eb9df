/** A block of addresses a node sends from. */
export interface IpBlock {
  readonly type: 'Inet4Address' | 'Inet6Address';
  /** How many addresses, in decimal digits: it can exceed what a number holds. */
  readonly size: string;
}

/** An address that a source turned away. */
export interface FailingAddress {
  readonly failingAddress: string;
  /** Unix time in milliseconds. */
  readonly failingTimestamp: number;
  readonly failingTime: string;
}

/** What every route planner tells. */
export interface RoutePlannerDetails {
  readonly ipBlock: IpBlock;
  readonly failingAddresses: readonly FailingAddress[];
}

/** Goes to the next address when one fails. */
export interface RotatingIpRoutePlanner {
  readonly class: 'RotatingIpRoutePlanner';
  readonly details: RoutePlannerDetails & {
    readonly rotateIndex: string;
    readonly ipIndex: string;
    readonly currentAddress: string;
  };
}

/** Takes a new address for each request. */
export interface NanoIpRoutePlanner {
  readonly class: 'NanoIpRoutePlanner';
  readonly details: RoutePlannerDetails & { readonly currentAddressIndex: string };
}

/** Takes a new address for each request, and the next block when one fails. */
export interface RotatingNanoIpRoutePlanner {
  readonly class: 'RotatingNanoIpRoutePlanner';
  readonly details: RoutePlannerDetails & { readonly blockIndex: string; readonly currentAddressIndex: string };
}

/** Takes a random address. */
export interface BalancingIpRoutePlanner {
  readonly class: 'BalancingIpRoutePlanner';
  readonly details: RoutePlannerDetails;
}

/** Answer of `GET /v4/routeplanner/status`; a node without a planner answers 204 and no body. */
export type RoutePlannerStatus =
  | RotatingIpRoutePlanner
  | NanoIpRoutePlanner
  | RotatingNanoIpRoutePlanner
  | BalancingIpRoutePlanner;
