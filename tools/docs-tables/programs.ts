import { packageOf, type Program, programNames } from '../../src/host/index.ts'
import { code, table } from './markdown.ts'

/** What each program is called for. */
const USES: Readonly<Record<Program, string>> = {
  curl: 'a case of `lab interop`',
  dumpcap: 'live capture, where tcpdump is not there or may not',
  ip: '`--tun`, `lab interop`: gives the TUN device its addresses',
  iperf3: 'cases of `lab interop`',
  ncat: 'a case of `lab interop`',
  nginx: 'a case of `lab interop`',
  open: '`--open` on macOS',
  python3: 'cases of `lab interop`',
  rundll32: '`--open` on Windows',
  sh: '`--run`',
  tcpdump: 'live capture',
  tshark: "the last case of `lab interop`: what Wireshark's expert says of it all",
  unshare: '`--tun` and `lab interop` without root: a namespace of their own',
  'xdg-open': '`--open` on Linux',
}

const MANAGERS = ['/usr/bin/apt-get', '/usr/bin/dnf', '/usr/bin/pacman', '/sbin/apk']

/** @returns A Markdown table: every program that synfin may call, and the package that has it. */
export function programTable(): string {
  const rows = programNames.map((program) => {
    const names = MANAGERS.map((manager) => packageOf(program, 'linux', (path) => path === manager).name)
    const isSystem = packageOf(program, 'linux', () => false).isSystem
    const packages = isSystem ? [`of ${names[0]}`, '', '', ''] : names.map(code)
    return [code(program), USES[program], ...packages]
  })
  return table(['program', 'for', 'Debian', 'Fedora', 'Arch', 'Alpine'], rows)
}
