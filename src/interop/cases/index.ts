import { conversations } from './conversations.ts'
import { endings } from './endings.ts'
import { flows } from './flows.ts'
import type { InteropCase } from './types.ts'

/** Every case, in the order in which they run. */
export const interopCases: readonly InteropCase[] = [...conversations, ...endings, ...flows]
export type { InteropCase } from './types.ts'
