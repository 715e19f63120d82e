import { userInfo } from 'node:os'
import { SynfinError, type Explanation, type Reason, type ReasonArgs } from '../../base/index.ts'
import { MissingProgram } from '../program/program.ts'
import { liveCaptureSentences as t } from './sentences.ts'
import type { CaptureTool } from './tools.ts'

/** Why packets cannot be captured: no program for it, no permission, no such interface, or the program ended. */
export type CaptureErrorCode =
  | 'SYNFIN_CAPTURE_TOOL'
  | 'SYNFIN_CAPTURE_PERMISSION'
  | 'SYNFIN_CAPTURE_INTERFACE'
  | 'SYNFIN_CAPTURE_FILTER'
  | 'SYNFIN_CAPTURE_ENDED'

/** A live capture that could not begin, or that ended by itself. */
export class CaptureError extends SynfinError {
  override readonly name = 'CaptureError'
  /** The one command that helps, where there is one. */
  readonly hint: string | undefined

  constructor(code: CaptureErrorCode, reason: Reason, args: ReasonArgs = {}, hint?: string) {
    super(code, reason, args)
    this.hint = hint
  }
}

export function noTool(): CaptureError {
  return new CaptureError('SYNFIN_CAPTURE_TOOL', t.noTool, {}, new MissingProgram('tcpdump').hint)
}

/** Names the permission that a tool lacks, and the one command that grants it. */
export function noPermission(tool: CaptureTool, device: string): CaptureError {
  const { permission, hint } = missing(tool)
  const args = { tool: tool.name, interface: device, permission }
  return new CaptureError('SYNFIN_CAPTURE_PERMISSION', t.noPermission, args, hint)
}

function missing(tool: CaptureTool): {
  readonly permission: Explanation
  readonly hint: string | undefined
} {
  if (process.platform === 'darwin') {
    return { permission: { reason: t.bpf, args: {} }, hint: 'sudo chmod o+r /dev/bpf*' }
  }
  if (process.platform === 'win32') return { permission: { reason: t.npcap, args: {} }, hint: undefined }
  if (tool.isForbidden) {
    const group = 'wireshark'
    return {
      permission: { reason: t.group, args: { group } },
      hint: `sudo usermod -aG ${group} ${userInfo().username}`,
    }
  }
  return {
    permission: { reason: t.capabilities, args: {} },
    hint: `sudo setcap cap_net_raw,cap_net_admin=eip ${tool.path}`,
  }
}

/** What a tool's last words mean. */
export function explainEnd(
  tool: CaptureTool,
  words: string,
  where: { readonly interface: string; readonly filter: string },
): CaptureError {
  if (/permission|not permitted|EACCES|EPERM/i.test(words)) return noPermission(tool, where.interface)
  if (/no such device|no device named|doesn't exist/i.test(words)) {
    return new CaptureError('SYNFIN_CAPTURE_INTERFACE', t.noInterface, { interface: where.interface })
  }
  if (/filter/i.test(words)) {
    return new CaptureError('SYNFIN_CAPTURE_FILTER', t.badFilter, { tool: tool.name, filter: where.filter })
  }
  const reason = words.trim().split('\n').at(-1) ?? ''
  return new CaptureError('SYNFIN_CAPTURE_ENDED', t.ended, { tool: tool.name, reason })
}
