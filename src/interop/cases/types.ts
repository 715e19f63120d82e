import type { Program } from '../../host/index.ts'
import type { Sentence } from '../../say/index.ts'
import type { InteropWorld } from '../world.ts'

/** One thing that the engine and the kernel do together. */
export interface InteropCase {
  /** Its stable name, as on the command line. */
  readonly name: string
  readonly title: Sentence
  /** Commands without which it is skipped. */
  readonly needs: readonly Program[]
  /** @returns What was measured, if anything. @throws When it did not come out as it must. */
  run(world: InteropWorld): Promise<string | void>
}
