import { wireSentences as w } from './sentences.ts'
import { pageSentences as p } from '../shell/sentences.ts'
import type { PageCommand } from '../store/commands.ts'
import type { WireActions } from './actions.ts'
import type { WireState } from './model/state.ts'

/** The keys of the Wire view, and what the palette offers of it. */
export function wireCommands(state: WireState, isLive: boolean, act: WireActions): PageCommand[] {
  const group = p.wire
  const one = (
    id: string,
    title: PageCommand['title'],
    keys: readonly string[],
    run: () => void,
    isKeyOnly = false,
  ): PageCommand => ({ id: `wire-${id}`, title, group, keys, run, ...(isKeyOnly ? { isKeyOnly } : {}) })
  return [
    one('search', w.search, ['/'], () => document.querySelector<HTMLElement>('.wire-query')?.focus()),
    one('down', w.next, ['j', 'ArrowDown'], () => act.move(1), true),
    one('up', w.previous, ['k', 'ArrowUp'], () => act.move(-1), true),
    one('start', w.jumpStart, ['Home'], () => act.toEdge('start')),
    one('end', w.jumpEnd, ['End'], () => act.toEdge('end')),
    ...(isLive ? [one('live', w.pause, [' '], act.toggleLive)] : []),
    one('scale', w.scaleTime, ['t'], () => {
      state.scale.value = state.scale.value === 'rows' ? 'time' : 'rows'
      state.zoom.value = 1
    }),
    one('fold', w.fold, ['f'], () => {
      if (act.refold !== undefined) act.refold()
      else {
        state.fold.value = !state.fold.value
        state.open.value = []
      }
    }),
    one('in', w.zoomIn, ['+', '='], () => state.zoomBy(1.4)),
    one('out', w.zoomOut, ['-'], () => state.zoomBy(1 / 1.4)),
    one('zoom', w.zoomReset, ['0'], () => (state.zoom.value = 1)),
    one('next', w.next, ['n'], () => act.stepMatch(1), true),
    one('clear', w.clearSearch, ['Escape'], act.clear, true),
  ]
}
