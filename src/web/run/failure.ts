import { SynfinError } from '../../base/index.ts'
import { sayError, type Lang } from '../../say/index.ts'

/** @returns Why a run failed, in the person's language; a fault of the program itself as it is told. */
export function sayFailure(error: unknown, lang: Lang): string {
  if (error instanceof SynfinError) return sayError(error, lang)
  return error instanceof Error ? error.message : String(error)
}
