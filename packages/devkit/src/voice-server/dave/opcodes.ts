/** What is said about end-to-end encryption: as JSON up to 24 and with 31, the rest as bytes. */
export const DaveOpcode = {
  clientsConnect: 11,
  executeTransition: 22,
  readyForTransition: 23,
  prepareEpoch: 24,
  externalSender: 25,
  keyPackage: 26,
  proposals: 27,
  commitWelcome: 28,
  announceCommit: 29,
  welcome: 30,
  invalidCommitWelcome: 31,
} as const;

/** The version of the protocol, the only one there is. */
export const DAVE_VERSION = 1;
