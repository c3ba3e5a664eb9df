type PermissionName =
  | 'administrator'
  | 'viewChannel'
  | 'sendMessages'
  | 'embedLinks'
  | 'attachFiles'
  | 'readMessageHistory'
  | 'mentionEveryone'
  | 'connect'
  | 'speak'
  | 'useVoiceActivity'
  | 'useCommands'
  | 'setVoiceStatus';

/** Permissions of Discord that the fake looks at. */
export const Permission: Readonly<Record<PermissionName, bigint>> = {
  administrator: 1n << 3n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readMessageHistory: 1n << 16n,
  mentionEveryone: 1n << 17n,
  connect: 1n << 20n,
  speak: 1n << 21n,
  useVoiceActivity: 1n << 25n,
  useCommands: 1n << 31n,
  setVoiceStatus: 1n << 48n,
};

/** What everybody may in a new server. */
export const DEFAULT_PERMISSIONS: bigint =
  Permission.viewChannel |
  Permission.sendMessages |
  Permission.embedLinks |
  Permission.attachFiles |
  Permission.readMessageHistory |
  Permission.connect |
  Permission.speak |
  Permission.useVoiceActivity |
  Permission.useCommands |
  Permission.setVoiceStatus;

/** Whoever is an administrator, or owns the server, has them all. */
export const ALL_PERMISSIONS: bigint = (1n << 53n) - 1n;

/** Whether all of `wanted` are among them. */
export function permits(permissions: bigint, wanted: bigint): boolean {
  return (permissions & wanted) === wanted;
}
