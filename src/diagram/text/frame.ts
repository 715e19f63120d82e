/** Where the columns of a text picture are. */
export interface Frame {
  readonly width: number
  /** Columns of the time, which begins at 0. */
  readonly time: number
  /** Columns of a state's name. */
  readonly state: number
  /** The column of each lane. */
  readonly clientBar: number
  readonly serverBar: number
  /** Where the sentences beside the picture begin; undefined: they stand beneath each arrow. */
  readonly side: number | undefined
}

/** The narrowest picture. */
export const NARROWEST = 60
/** From here on the sentences stand beside the picture. */
const WIDE = 118
/** Below this the states are written as `ss` writes them. */
const FULL_STATES = 76

/** Divides `width` columns (at least 60) between time, states, lanes and, where there is room, sentences. */
export function frameOf(width: number, sentences: boolean): Frame {
  const full = width >= FULL_STATES
  const time = full ? 8 : 7
  const state = full ? 12 : 10
  const clientBar = time + 1 + state + 1
  const beside = sentences && width >= WIDE
  const pictured = beside ? Math.max(80, Math.floor(width * 0.62)) : Math.min(width, 120)
  const serverBar = pictured - state - 2
  return { width, time, state, clientBar, serverBar, side: beside ? pictured + 2 : undefined }
}
