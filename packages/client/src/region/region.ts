import type { RegionMap } from './region-map.ts';

/** What an endpoint that says nothing of its place gets. */
const UNKNOWN_REGION = 'global';

// Anchored on both sides: "discord" itself contains Chicago's "ord".
const AIRPORT_HOST = /^[a-z]-([a-z]{3})\d+-[0-9a-z]+\.discord\.(?:media|gg)(?::\d{1,5})?$/;
const NAMED_HOST = /^(?:vip-)?([a-z][a-z-]{0,30}?)\d+(?:-[a-z0-9-]{1,30})?\.discord\.(?:media|gg)(?::\d{1,5})?$/;

/** Tells the region of a voice endpoint by its exact airport code or name, never by a part of a word. */
export class RegionTable {
  readonly #regionOf = new Map<string, string>();

  constructor(regions: RegionMap) {
    for (const [region, places] of Object.entries(regions)) {
      for (const place of places) {
        // The first region that names a place has it, as in the map's order.
        if (!this.#regionOf.has(place)) this.#regionOf.set(place, region);
      }
    }
  }

  /** The region of an endpoint as Discord sends it, port or not; `'global'` when it is unknown or absent. */
  regionFromEndpoint(endpoint: string | null | undefined): string {
    const place = placeOf(endpoint);
    return (place !== undefined && this.#regionOf.get(place)) || UNKNOWN_REGION;
  }
}

/** Longer than any host name: what is beyond is not looked at. */
const LONGEST_ENDPOINT = 253;

function placeOf(endpoint: string | null | undefined): string | undefined {
  if (typeof endpoint !== 'string' || endpoint.length > LONGEST_ENDPOINT) return undefined;
  const host = endpoint
    .toLowerCase()
    .replace(/^wss?:\/\//, '')
    .replace(/\/.*$/, '');
  return AIRPORT_HOST.exec(host)?.[1] ?? NAMED_HOST.exec(host)?.[1];
}
