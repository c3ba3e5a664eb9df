import type { Json } from '../json.ts';

/** Errors of Discord by their code: the status they come with, and what they say. */
const ERRORS: Readonly<Record<number, readonly [status: number, message: string]>> = {
  10003: [404, 'Unknown Channel'],
  10004: [404, 'Unknown Guild'],
  10007: [404, 'Unknown Member'],
  10008: [404, 'Unknown Message'],
  10013: [404, 'Unknown User'],
  10015: [404, 'Unknown Webhook'],
  10062: [404, 'Unknown interaction'],
  10063: [404, 'Unknown application command'],
  20012: [403, 'You are not authorized to perform this action on this application'],
  40005: [413, 'Request entity too large'],
  40032: [400, 'Target user is not connected to voice.'],
  40060: [400, 'Interaction has already been acknowledged.'],
  50001: [403, 'Missing Access'],
  50005: [403, 'Cannot edit a message authored by another user'],
  50006: [400, 'Cannot send an empty message'],
  50013: [403, 'Missing Permissions'],
  50027: [401, 'Invalid Webhook Token'],
  50035: [400, 'Invalid Form Body'],
  50109: [400, 'The request body contains invalid JSON.'],
};

/** A refusal, as Discord words it. */
export class ApiError extends Error {
  override readonly name: string = 'ApiError';
  readonly status: number;
  readonly body: Json;

  constructor(status: number, body: Json) {
    super(String(body.message));
    this.status = status;
    this.body = body;
  }
}

/** The error of that code; one that nobody knows comes with 400. */
export function apiError(code: number, errors?: object): ApiError {
  const [status, message] = ERRORS[code] ?? [400, 'Error'];
  return new ApiError(status, { message, code, ...(errors === undefined ? {} : { errors }) });
}

/** An error that has a status and no code of its own. */
export function statusError(status: number, message: string): ApiError {
  return new ApiError(status, { message: `${status}: ${message}`, code: 0 });
}
