/** How the width of the picture is shared out. */
import type { Side } from '../../../trace/index.ts'

export interface Places {
  readonly width: number
  /** Right edge of the times; -1: there is no room for them. */
  readonly timeX: number
  readonly laneX: Readonly<Record<Side, number>>
  /** The most that a window's ribbon is wide. */
  readonly ribbon: number
  /** Names of states stand beside the lanes; else they run along them. */
  readonly wideStates: boolean
  /** Where sentences begin; undefined: there is no room for them. */
  readonly wordsX: number | undefined
}

const WORDS_FROM = 1000

/**
 * @param width - Pixels of the whole picture.
 * @param times - Pixels of the longest time that is written in it.
 */
export function placesOf(width: number, times: number): Places {
  const isNarrow = width < 560
  const timeX = Math.max(isNarrow ? 54 : 76, Math.ceil(times) + 4)
  const ribbon = isNarrow ? 14 : 28
  const states = isNarrow ? 19 : 106
  const words = width >= WORDS_FROM ? Math.min(420, Math.floor(width * 0.32)) : 0
  const client = timeX + ribbon + states
  const server = width - ribbon - states - words
  return {
    width,
    timeX,
    laneX: { client, server: Math.max(client + 60, server) },
    ribbon,
    wideStates: !isNarrow,
    wordsX: words === 0 ? undefined : width - words + 8,
  }
}

/** The half width of the band of states. */
export const BAND = 4

/** @returns The side's direction outwards: -1 to the left. */
export function outward(side: Side): 1 | -1 {
  return side === 'client' ? -1 : 1
}
