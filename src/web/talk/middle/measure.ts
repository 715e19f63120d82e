import { signal, type Signal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'

/** What a pane has room for. */
export interface Room {
  readonly height: number
  readonly rowHeight: number
  /** Characters of the fixed-width font. */
  readonly columns: number
}

/** Time and direction stand before the text, and a scroll bar behind it. */
const GUTTER_COLUMNS = 24

/** Measures a pane, and again when it changes. */
export function useRoom(pane: RefObject<HTMLElement | null>): Signal<Room> {
  const room = useMemo(() => signal<Room>({ height: 0, rowHeight: 22, columns: 100 }), [])
  useEffect(() => {
    const element = pane.current
    if (element === null) return undefined
    const measure = (): void => {
      const probe = document.createElement('span')
      probe.className = 'row-probe'
      probe.textContent = '0'.repeat(100)
      element.append(probe)
      const { width, height } = probe.getBoundingClientRect()
      probe.remove()
      const isNarrow = element.clientWidth < 560
      const gutter = isNarrow ? 6 : GUTTER_COLUMNS
      const columns = Math.max(20, Math.floor(element.clientWidth / (width / 100)) - gutter)
      const next = { height: element.clientHeight, rowHeight: height, columns }
      const now = room.peek()
      if (now.height !== next.height || now.rowHeight !== next.rowHeight || now.columns !== columns)
        room.value = next
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return room
}
