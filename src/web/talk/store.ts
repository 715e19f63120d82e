import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { ConnectionInfo, ListenerInfo } from '../../protocol/index.ts'
import { go, route } from '../store/route.ts'
import { remember, remembered } from '../store/storage.ts'
import { workbench } from '../store/workbench.ts'

export type ViewMode = 'stream' | 'writes' | 'hex'
const viewModes: readonly ViewMode[] = ['stream', 'writes', 'hex']

/** How the bytes are shown, for every connection. */
export const viewMode = signal<ViewMode>(
  viewModes.find((mode) => mode === remembered('talk.view')) ?? 'writes',
)

export function chooseView(mode: ViewMode): void {
  viewMode.value = mode
  remember('talk.view', mode)
}

/** The listener or connection that is looked at: `#/talk/3`. */
export const selected: ReadonlySignal<number | undefined> = computed(() => {
  const { view, rest } = route.value
  const number = Number(rest)
  return view === 'talk' && Number.isInteger(number) && number > 0 ? number : undefined
})

export function select(conn: number | undefined, how: 'push' | 'replace' = 'push'): void {
  go(conn === undefined ? '#/talk' : `#/talk/${conn}`, how)
}

export function connectionOf(conn: number | undefined): ConnectionInfo | undefined {
  return workbench.snapshot.value.connections.find((one) => one.conn === conn)
}

export function listenerOf(conn: number | undefined): ListenerInfo | undefined {
  return workbench.snapshot.value.listeners.find((one) => one.conn === conn)
}

/** Whether something can still be sent to it. */
export function canSend({ state }: ConnectionInfo): boolean {
  return state === 'ESTABLISHED' || state === 'CLOSE-WAIT'
}

/** Those ticked in the list, to be sent to together. */
export const picked = signal<ReadonlySet<number>>(new Set())

export function pick(conn: number, on: boolean): void {
  const next = new Set(picked.value)
  if (on) next.add(conn)
  else next.delete(conn)
  picked.value = next
}
