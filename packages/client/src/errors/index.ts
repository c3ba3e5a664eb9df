export { LavalinkLoadException, LoadTimeoutError } from './load-errors.ts';
export {
  type HttpAnswer,
  InvalidNodeException,
  NodeHttpError,
  NodeResponseError,
  NodeTimeoutError,
  NodeUnreachableError,
  PluginMissingError,
} from './node-errors.ts';
export { PoolConnectedError, PoolNotConnectedError } from './pool-errors.ts';
export { RepriseError, type RepriseErrorCode } from './reprise-error.ts';
