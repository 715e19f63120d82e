/** How much the workbench holds. */
export interface Bounds {
  /** Open connections. */
  readonly connections: number
  readonly listeners: number
  /** Connections that are over and still shown; the oldest is forgotten first. */
  readonly closed: number
  /** Bytes of reads and writes in memory, of all connections together and of one. */
  readonly memory: number
  readonly memoryEach: number
  /** Bytes in the session files of one connection, and of all together. */
  readonly file: number
  readonly disk: number
  /** Bytes that wait for peers that do not read, of all connections together. */
  readonly waiting: number
  /** Bytes of the reply rules of all listeners together, as JSON. */
  readonly rules: number
}

export const BOUNDS: Bounds = {
  connections: 1_000,
  listeners: 100,
  closed: 1_000,
  memory: 256 * 1024 * 1024,
  memoryEach: 4 * 1024 * 1024,
  file: 1024 * 1024 * 1024,
  disk: 4 * 1024 * 1024 * 1024,
  waiting: 256 * 1024 * 1024,
  rules: 32 * 1024 * 1024,
}
