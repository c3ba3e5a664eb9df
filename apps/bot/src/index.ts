export type { CachedSong, SongRecord } from './songs/cached-song.ts';
export {
  CachedSongProcessor,
  type PlaylistOptions,
  type ProcessorStats,
  type SongList,
  type SongOptions,
  type SongsOptions,
} from './songs/cached-song-processor.ts';
export type { CachedSongProcessorOptions, SongCacheOptions, SongPool } from './songs/processor-options.ts';
export { SongNotFoundError } from './songs/song-errors.ts';
export type { SongOutcome, SongProgress } from './songs/song-outcome.ts';
