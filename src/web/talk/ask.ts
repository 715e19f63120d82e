import type { RequestOf, RequestType, ResultOf } from '../../protocol/index.ts'
import { toast } from '../store/toasts.ts'
import { workbench, WorkbenchFault } from '../store/workbench.ts'

/** What went wrong, with what helps. */
export function faultText(error: unknown): string {
  if (error instanceof WorkbenchFault) {
    return error.hint === undefined ? error.message : `${error.message} ${error.hint}`
  }
  return error instanceof Error ? error.message : String(error)
}

/** Asks the workbench, and tells the person when it does not work. @returns Undefined then. */
export async function ask<Type extends RequestType>(
  type: Type,
  asking: Omit<RequestOf<Type>, 'type' | 'id'>,
): Promise<ResultOf<Type> | undefined> {
  try {
    return await workbench.request(type, asking)
  } catch (error) {
    toast(faultText(error), 'bad')
    return undefined
  }
}
