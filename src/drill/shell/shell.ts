import { seconds, SynfinError, own } from '../../base/index.ts'
import { newStatistics, type TcpStatistics, type StackSettings } from '../../tcp/index.ts'
import { drillSentences as t } from '../sentences.ts'
import type { BackquotedCommand } from '../language/types.ts'
import { DrillFailure, DrillUnsupported } from '../run/verdict.ts'
import type { World } from '../run/world.ts'
import { parseCommand, type ShellCommand } from './parse-command.ts'
import { SUITE_DEFAULTS } from './profile.ts'
import { sysctlChange } from './sysctl.ts'

/** A script's shell: nothing is run, what a command changes is changed in the stack under test. */
export class Shell {
  readonly #world: World
  /** The settings before `set_sysctls.py` first changed them. */
  #saved: StackSettings | undefined
  /** What `nstat` has printed before. */
  #counters: TcpStatistics | undefined

  constructor(world: World) {
    this.#world = world
  }

  /** @throws {DrillUnsupported} For a command whose meaning is not known. @throws {DrillFailure} When it would fail. */
  run({ text }: BackquotedCommand): void {
    let input: readonly string[] | undefined
    for (const command of parseCommand(text)) {
      const output = this.#tried(command, input)
      input = command.isPiped ? (output ?? []) : undefined
    }
  }

  #tried(command: ShellCommand, input: readonly string[] | undefined): readonly string[] | undefined {
    try {
      return this.#one(command, input)
    } catch (error) {
      // The engine has the setting, but not this value.
      if (error instanceof SynfinError) throw unsupported(command)
      throw error
    }
  }

  /** @param input - The lines that come through a pipe. @returns The lines that the command writes. */
  #one(command: ShellCommand, input: readonly string[] | undefined): readonly string[] | undefined {
    const { words } = command
    const [path = '', ...args] = words
    const name = path.split('/').at(-1) ?? path
    if (name === 'defaults.sh') {
      this.#world.host.configureTcp(SUITE_DEFAULTS)
      return undefined
    }
    if (name === 'set_sysctls.py') {
      this.#saved ??= { ...this.#world.host.tcpSettings }
      for (const arg of args) this.#sysctl(arg, command)
      return undefined
    }
    if (/^sysctl_restore_.*\.sh$/.test(name)) {
      if (this.#saved !== undefined) this.#world.host.configureTcp(this.#saved)
      return undefined
    }
    switch (name) {
      case 'grep':
        return this.#grep(args, input, command)
      case 'nstat':
        return this.#nstat(args)
      default:
        this.#quiet(name, args, command)
        return undefined
    }
  }

  /** Commands that write nothing. */
  #quiet(name: string, args: readonly string[], command: ShellCommand): void {
    const { output } = command
    switch (name) {
      case 'sysctl':
        for (const arg of args) if (!arg.startsWith('-')) this.#sysctl(arg, command)
        return
      case 'ip':
        return this.#ip(args, command)
      case 'tc':
        return this.#tc(args, command)
      case 'ethtool':
        return ethtool(args, command)
      case 'cat':
      case 'true':
      case 'sync':
        return undefined
      case 'sleep':
        // A shell that waits holds the script up: nothing else happens meanwhile that it could see.
        return this.#sleep(args, command)
      case 'echo':
        if (output === undefined) return undefined
        if (output === '/sys/module/tcp_cubic/parameters/hystart_detect' && args[0] === '3') return undefined
        return this.#sysctl(`${output}=${args.join(' ')}`, command)
      default:
        throw unsupported(command)
    }
  }

  #sleep([time = '']: readonly string[], command: ShellCommand): void {
    if (!/^\d{1,5}(\.\d+)?$/.test(time)) throw unsupported(command)
    this.#world.advanceTo(this.#world.now + seconds(Number(time)))
  }

  /** Counters since they were last looked at; `-n` only remembers them, `-s` does not. */
  #nstat(args: readonly string[]): readonly string[] {
    const now = Object.assign(newStatistics(), this.#world.host.tcpStatistics)
    const before = this.#counters
    if (!args.includes('-s')) this.#counters = now
    if (args.includes('-n')) return []
    return Object.entries(now).flatMap(([name, value]) => {
      const more = Number(value) - Number(before === undefined ? 0 : own(before, name))
      return more === 0 ? [] : [`TcpExt${name} ${more} 0.0`]
    })
  }

  #sysctl(assignment: string, command: ShellCommand): void {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(assignment) ?? []
    if (/[./]tcp_fastopen/.test(name)) {
      // Only off is what the engine has.
      if (value.trim() === '0') return
      throw new DrillUnsupported(t.noFastOpen)
    }
    const change = sysctlChange(name, value)
    if (change === undefined) throw unsupported({ ...command, words: [name === '' ? assignment : name] })
    this.#world.host.configureTcp(change)
  }

  #ip(args: readonly string[], command: ShellCommand): void {
    const words = args.filter((arg) => arg !== '-6' && arg !== '-4')
    const [object, verb] = words
    // Nothing is remembered from one connection to the next.
    if (object === 'tcp_metrics' && verb === 'flush') return
    const after = (word: string): number | undefined => {
      const at = words.indexOf(word)
      if (at < 0) return undefined
      return Number(words[words[at + 1] === 'lock' ? at + 2 : at + 1])
    }
    const routeMtu = after('mtu')
    if (object === 'link' && verb === 'set' && routeMtu !== undefined) {
      this.#world.outside.link.setMtu(routeMtu)
      return
    }
    if (object !== 'route') throw unsupported(command)
    const advertised = after('advmss')
    const headers = this.#world.settings.local.version === 4 ? 40 : 60
    // `advmss` is a cap: the engine announces what fits its MTU, and no less.
    if (advertised !== undefined && advertised < (routeMtu ?? this.#world.outside.link.mtu) - headers) {
      throw unsupported(command)
    }
    if (words.some((word) => ROUTE_UNKNOWN.has(word))) throw unsupported(command)
    if (routeMtu !== undefined) this.#world.outside.link.setMtu(routeMtu)
    const initialWindow = after('initcwnd')
    if (initialWindow !== undefined) this.#world.host.configureTcp({ initialWindow })
  }

  /** The queue of the device: `fq` paces, `pfifo` is what there is else, with `limit 0` nothing gets through. */
  #tc(args: readonly string[], command: ShellCommand): void {
    const [object, verb] = args
    if (object !== 'qdisc') throw unsupported(command)
    const { link } = this.#world.outside
    this.#world.host.configureTcp({ fairQueue: false, deviceFull: false })
    if (verb === 'delete' || verb === 'del') {
      link.forward.setPath('')
      return
    }
    if (args.includes('fq')) {
      this.#world.host.configureTcp({ fairQueue: true })
      return
    }
    const limit = args.indexOf('limit')
    if (!args.includes('pfifo') || (limit >= 0 && args[limit + 1] !== '0')) throw unsupported(command)
    // Nothing gets through, and TCP gets the ICMP error.
    this.#world.host.configureTcp({ deviceFull: limit >= 0 })
    link.forward.setPath(limit >= 0 ? 'loss 100%' : '')
  }

  /** Lines that hold a text: of the pipe, or of /proc/net/tcp, where `0A` is a listener. */
  #grep(
    args: readonly string[],
    input: readonly string[] | undefined,
    command: ShellCommand,
  ): readonly string[] {
    const [pattern = '', ...files] = args.filter((arg) => !/^-[qi]+$/.test(arg))
    const isOfTable = files.length > 0 && files.every((file) => /^\/proc\/net\/tcp6?$/.test(file))
    if (isOfTable === (input !== undefined)) throw unsupported(command)
    const found = (input ?? this.#listeners()).filter((line) => line.includes(pattern))
    if (found.length === 0 && !command.isPiped) {
      throw new DrillFailure(t.commandFailed, { command: command.words.join(' ') })
    }
    return found
  }

  #listeners(): readonly string[] {
    return [...this.#world.listening].map(
      (port) => `:${port.toString(16).toUpperCase().padStart(4, '0')} 0A 0`,
    )
  }
}

/** Words of `ip route` that the engine has nothing for. */
const ROUTE_UNKNOWN = new Set([
  'quickack',
  'initrwnd',
  'rto_min',
  'window',
  'cwnd',
  'ssthresh',
  'rtt',
  'rttvar',
  'reordering',
  'congctl',
  'features',
  'hoplimit',
])

/**
 * Whether segments are cut by the card, by the kernel before it, or by TCP: on the wire of the engine each is one by
 * itself in any case, and what comes in is taken as it comes.
 */
function ethtool(args: readonly string[], command: ShellCommand): void {
  const isOffload = args[0] === '-K' && args.slice(2).every((word, i) => i % 2 === 1 || OFFLOADS.has(word))
  if (!isOffload) throw unsupported(command)
}

const OFFLOADS = new Set(['tso', 'gso', 'gro', 'lro', 'tx', 'rx', 'sg'])

function unsupported({ words }: ShellCommand): DrillUnsupported {
  return new DrillUnsupported(t.unsupportedCommand, { command: words.join(' ') })
}
