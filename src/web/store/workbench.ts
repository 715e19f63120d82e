import { signal, type Signal } from '@preact/signals'

/**
 * Where the page stands with the workbench behind it. `none`: this is a static page; `lost`: it was there and does
 * not answer now; `refused`: it wants its token; `version`: it speaks another version.
 */
export type WorkbenchState = 'none' | 'connecting' | 'open' | 'lost' | 'refused' | 'version'

export const workbench: { readonly state: Signal<WorkbenchState> } = { state: signal<WorkbenchState>('none') }
