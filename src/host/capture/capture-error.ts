import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { SynfinError } from '../../base/index.ts'
import { type Lang, say } from '../../say/index.ts'
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

  constructor(code: CaptureErrorCode, message: string, hint?: string) {
    super(code, message)
    this.hint = hint
  }
}

/** How tcpdump is installed where this package manager is. */
const INSTALL: readonly (readonly [manager: string, command: string])[] = [
  ['/usr/bin/apt-get', 'sudo apt-get install tcpdump'],
  ['/usr/bin/dnf', 'sudo dnf install tcpdump'],
  ['/usr/bin/pacman', 'sudo pacman -S tcpdump'],
  ['/sbin/apk', 'sudo apk add tcpdump'],
]

export function noTool(lang: Lang): CaptureError {
  const hint =
    process.platform === 'win32'
      ? 'winget install WiresharkFoundation.Wireshark'
      : INSTALL.find(([manager]) => existsSync(manager))?.[1]
  return new CaptureError('SYNFIN_CAPTURE_TOOL', say(t.noTool, lang), hint)
}

/** Names the permission that a tool lacks, and the one command that grants it. */
export function noPermission(tool: CaptureTool, device: string, lang: Lang): CaptureError {
  const { permission, hint } = missing(tool, lang)
  const message = say(t.noPermission, lang, { tool: tool.name, interface: device, permission })
  return new CaptureError('SYNFIN_CAPTURE_PERMISSION', message, hint)
}

function missing(
  tool: CaptureTool,
  lang: Lang,
): { readonly permission: string; readonly hint: string | undefined } {
  if (process.platform === 'darwin') {
    return { permission: say(t.bpf, lang), hint: 'sudo chmod o+r /dev/bpf*' }
  }
  if (process.platform === 'win32') return { permission: say(t.npcap, lang), hint: undefined }
  if (tool.isForbidden) {
    const group = 'wireshark'
    return {
      permission: say(t.group, lang, { group }),
      hint: `sudo usermod -aG ${group} ${userInfo().username}`,
    }
  }
  return {
    permission: say(t.capabilities, lang),
    hint: `sudo setcap cap_net_raw,cap_net_admin=eip ${tool.path}`,
  }
}

/** What a tool's last words mean. */
export function explainEnd(
  tool: CaptureTool,
  words: string,
  where: { readonly interface: string; readonly filter: string },
  lang: Lang,
): CaptureError {
  if (/permission|not permitted|EACCES|EPERM/i.test(words)) return noPermission(tool, where.interface, lang)
  if (/no such device|no device named|doesn't exist/i.test(words)) {
    const message = say(t.noInterface, lang, { interface: where.interface })
    return new CaptureError('SYNFIN_CAPTURE_INTERFACE', message)
  }
  if (/filter/i.test(words)) {
    const message = say(t.badFilter, lang, { tool: tool.name, filter: where.filter })
    return new CaptureError('SYNFIN_CAPTURE_FILTER', message)
  }
  const reason = words.trim().split('\n').at(-1) ?? ''
  return new CaptureError('SYNFIN_CAPTURE_ENDED', say(t.ended, lang, { tool: tool.name, reason }))
}
