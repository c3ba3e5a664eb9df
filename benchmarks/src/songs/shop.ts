/** Where songs are, and a node that finds them by yt-dlp. */
export interface Shop {
  /** The node. */
  readonly nodeUrl: string;
  /** The web site: `/song-NUMBER.wav`, and `/list-NUMBER`, a feed of the songs 1 to NUMBER. */
  readonly siteUrl: string;
}

/** Commands of the process that has both. */
export interface ShopCommands {
  /** Answers why there is none where yt-dlp is missing. */
  open(): Promise<Shop | { readonly missing: string }>;
}
