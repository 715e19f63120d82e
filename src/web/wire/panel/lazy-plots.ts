import { signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { Plots } from '../plots/plots.tsx'

const loaded: Signal<typeof Plots | undefined> = signal(undefined)
let isAsked = false

/** The plots and their library, which come when they are first wanted. */
export const lazyPlots: Pick<ReadonlySignal<typeof Plots | undefined>, 'value'> = {
  get value() {
    if (!isAsked) {
      isAsked = true
      import('../plots/plots.tsx').then(
        (module) => (loaded.value = module.Plots),
        () => (isAsked = false),
      )
    }
    return loaded.value
  },
}
