/** The systems' package managers: where each lies, and how it is asked for a package. */
const MANAGERS = {
  debian: { at: '/usr/bin/apt-get', install: 'sudo apt-get install' },
  fedora: { at: '/usr/bin/dnf', install: 'sudo dnf install' },
  arch: { at: '/usr/bin/pacman', install: 'sudo pacman -S' },
  alpine: { at: '/sbin/apk', install: 'sudo apk add' },
} as const

type System = keyof typeof MANAGERS

/** A package that is called the same everywhere, or its name where it is not. */
type Names = { readonly debian: string } & Partial<Readonly<Record<System | 'homebrew' | 'winget', string>>>

/** A program that comes with its system and has no package. */
interface OfSystem {
  readonly system: string
}

/** A program that synfin may call. */
export type Program =
  | 'curl'
  | 'dumpcap'
  | 'ip'
  | 'iperf3'
  | 'ncat'
  | 'nginx'
  | 'open'
  | 'python3'
  | 'rundll32'
  | 'sh'
  | 'tcpdump'
  | 'tshark'
  | 'unshare'
  | 'xdg-open'

const wireshark: Omit<Names, 'debian'> = {
  fedora: 'wireshark-cli',
  arch: 'wireshark-cli',
  homebrew: 'wireshark',
  winget: 'WiresharkFoundation.Wireshark',
}

/** The package that has each. */
const PROGRAMS: Readonly<Record<Program, Names | OfSystem>> = {
  curl: { debian: 'curl' },
  dumpcap: { ...wireshark, debian: 'wireshark-common' },
  ip: { debian: 'iproute2', fedora: 'iproute' },
  iperf3: { debian: 'iperf3' },
  ncat: { debian: 'ncat', fedora: 'nmap-ncat', arch: 'nmap', alpine: 'nmap-ncat' },
  nginx: { debian: 'nginx-light', fedora: 'nginx', arch: 'nginx', alpine: 'nginx' },
  open: { system: 'macOS' },
  python3: { debian: 'python3', arch: 'python' },
  rundll32: { system: 'Windows' },
  sh: { debian: 'dash', fedora: 'bash', arch: 'bash', alpine: 'busybox' },
  tcpdump: { debian: 'tcpdump', homebrew: 'tcpdump', winget: 'WiresharkFoundation.Wireshark' },
  tshark: { ...wireshark, debian: 'tshark' },
  unshare: { debian: 'util-linux', alpine: 'util-linux-misc' },
  'xdg-open': { debian: 'xdg-utils' },
}

export const programNames: readonly Program[] = Object.keys(PROGRAMS) as Program[]

/** What has a program: a package, or the system itself; and the command that installs it. */
export interface Package {
  readonly name: string
  /** Undefined where no package manager is known. */
  readonly install: string | undefined
  /** It comes with the system, whose name this is. */
  readonly isSystem: boolean
}

/**
 * The package that has a program, by the name it has on this machine; Debian's where the package manager is another.
 *
 * @param exists - Whether a file is there.
 */
export function packageOf(
  program: Program,
  platform: NodeJS.Platform,
  exists: (path: string) => boolean,
): Package {
  const names = PROGRAMS[program]
  if ('system' in names) return { name: names.system, install: undefined, isSystem: true }
  const other = platform === 'darwin' ? names.homebrew : platform === 'win32' ? names.winget : undefined
  if (other !== undefined) {
    const manager = platform === 'darwin' ? 'brew' : 'winget'
    return { name: other, install: `${manager} install ${other}`, isSystem: false }
  }
  const systems = Object.keys(MANAGERS) as System[]
  const system = platform === 'linux' ? systems.find((one) => exists(MANAGERS[one].at)) : undefined
  const name = (system === undefined ? undefined : names[system]) ?? names.debian
  const install = system === undefined ? undefined : `${MANAGERS[system].install} ${name}`
  return { name, install, isSystem: false }
}
