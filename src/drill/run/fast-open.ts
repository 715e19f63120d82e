import { drillSentences as t } from '../sentences.ts'
import type { OptionSpec, TcpLine } from '../language/types.ts'
import { DrillUnsupported } from './verdict.ts'

/**
 * A cookie of TCP fast open (RFC 7413), which the engine does not have: what a script expects after one comes in, or that
 * one goes out, says nothing about the engine. A mere request for one is ignored, as by a Linux whose listeners do not
 * offer it.
 *
 * @param isIncoming - The script sends it.
 * @throws {DrillUnsupported}
 */
export function refuseFastOpen({ options }: TcpLine, isIncoming: boolean): void {
  if (options === 'any') return
  if (options.some((option) => isFastOpen(option) && (!isIncoming || hasCookie(option)))) {
    throw new DrillUnsupported(t.noFastOpen)
  }
}

function isFastOpen(option: OptionSpec): option is Extract<OptionSpec, { kind: 'FO' | 'FOEXP' }> {
  return option.kind === 'FO' || option.kind === 'FOEXP'
}

function hasCookie({ cookie }: Extract<OptionSpec, { kind: 'FO' | 'FOEXP' }>): boolean {
  return cookie.length > 0
}
