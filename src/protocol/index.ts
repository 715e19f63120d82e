/** The version of the messages between page and workbench; both ends refuse another one. */
export const PROTOCOL_VERSION = 1
