/** How a talk is read and written: names of charsets. */
export interface CharsetChoice {
  /** `auto`: UTF-8 or GB18030, by what the bytes allow. */
  readonly reads: string
  /** `same`: as is read. */
  readonly writes: string
}

export const AUTO = 'auto'
export const SAME = 'same'
