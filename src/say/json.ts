import { HIDDEN } from './visible.ts'

/** The version of every line that `--json` writes (docs/json.md); it grows when a key changes its meaning or goes. */
export const EVENT_VERSION = 2

/**
 * A value as JSON that is safe to look at: what `JSON.stringify` leaves as it is and a terminal obeys or does not show
 * (DEL, C1 controls, bidirectional overrides, line separators, invisible characters) is written as `\uXXXX`. Read back,
 * the value is the same.
 *
 * @param indent - Spaces of one level; 0 writes one line.
 */
export function toJson(value: unknown, indent = 0): string {
  // Of C0 only the line ends of an indented document are left, and they stand between the values.
  return JSON.stringify(value, undefined, indent).replaceAll(HIDDEN, (hidden) =>
    hidden === '\n' ? hidden : Array.from({ length: hidden.length }, (_, at) => escaped(hidden, at)).join(''),
  )
}

function escaped(text: string, at: number): string {
  return `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`
}
