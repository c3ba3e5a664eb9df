export type { CachedSong, SongRecord } from './songs/cached-song.ts';
export { CachedSongProcessor, type ProcessorStats } from './songs/cached-song-processor.ts';
export type { CachedSongProcessorOptions, SongCacheOptions, SongPool } from './songs/processor-options.ts';
export { SongNotFoundError } from './songs/song-errors.ts';
export type { PlaylistOptions, SongOptions, SongsOptions } from './songs/song-options.ts';
export type { SongList, SongOrList, SongOutcome, SongProgress } from './songs/song-outcome.ts';
