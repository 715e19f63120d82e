import * as fc from 'fast-check'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** What all properties of a run are drawn from. */
    seed: number
  }
}

/** The same cases at every run: a test that turns red does so because something has changed. */
fc.configureGlobal({ seed: inject('seed') })
