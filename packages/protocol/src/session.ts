/** Whether a session outlives its WebSocket, and how long. */
export interface SessionState {
  readonly resuming: boolean;
  /** **Seconds** (the protocol's only duration that is not milliseconds). */
  readonly timeout: number;
}

/** Body of `PATCH /v4/sessions/{sessionId}`; an empty one reads the state. */
export type SessionUpdate = Partial<SessionState>;
