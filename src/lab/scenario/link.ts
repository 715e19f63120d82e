import { own } from '../../base/index.ts'
import type { Side } from '../../trace/index.ts'
import { charset } from '../../charset/index.ts'
import { formatPath, parsePath, PathError } from '../../link/index.ts'
import { checkScenario } from './check.ts'
import { readOption, writeOption } from './options.ts'
import { ScenarioError } from './problem.ts'
import { STANDARD_SCENARIO, standardServer } from './standard.ts'
import { formatSteps, parseSteps } from './steps.ts'
import type { EngineOptions, PacketChange, Scenario } from './types.ts'
import { readNumber, readTime, writeTime } from './units.ts'

/** The version of the link; it grows when a key changes its meaning. */
export const SCENARIO_VERSION = 1
/** Longer links are refused: browsers and chats cut them. */
const MOST_LENGTH = 60_000
const MOST_CLIENTS = 1_000
const MOST_PACKET = 1_000_000_000

type Draft = { -readonly [Key in keyof Scenario]: Scenario[Key] }

/** Every key of a link but the engine's options (`client.sack=off`). */
const READERS: Readonly<Record<string, (draft: Draft, word: string) => void>> = {
  v(_draft, word) {
    if (word !== String(SCENARIO_VERSION))
      throw new ScenarioError('version', { word, known: SCENARIO_VERSION })
  },
  protocol(draft, word) {
    draft.protocol = choose('protocol', word, ['tcp', 'udp'])
  },
  ip(draft, word) {
    draft.ipv6 = choose('ip', word, ['4', '6']) === '6'
  },
  seed(draft, word) {
    draft.seed = readNumber(word, 'seed', 0, 0xffff_ffff)
  },
  path(draft, word) {
    const path = canonicalPath('path', word)
    draft.path = { client: path, server: path }
  },
  forward(draft, word) {
    draft.path = { ...draft.path, client: canonicalPath('forward', word) }
  },
  back(draft, word) {
    draft.path = { ...draft.path, server: canonicalPath('back', word) }
  },
  mtu(draft, word) {
    draft.mtu = readNumber(word, 'mtu', 256, 65_536)
  },
  encoding(draft, word) {
    const name = charset(word)?.name
    if (name === undefined) throw new ScenarioError('encoding', { word })
    draft.encoding = name
  },
  client(draft, word) {
    draft.client = { ...draft.client, steps: parseSteps(word) }
  },
  clients(draft, word) {
    draft.client = { ...draft.client, count: readNumber(word, 'clients', 1, MOST_CLIENTS) }
  },
  spacing(draft, word) {
    draft.client = { ...draft.client, spacing: readTime(word, 'spacing') }
  },
  bind(draft, word) {
    draft.client = { ...draft.client, bind: readNumber(word, 'bind', 0, 65_535) }
  },
  server(draft, word) {
    draft.server = { ...draft.server, steps: parseSteps(word) }
  },
  port(draft, word) {
    draft.server = { ...draft.server, port: readNumber(word, 'port', 1, 65_535) }
  },
  listen(draft, word) {
    draft.server = { ...draft.server, listen: choose('listen', word, ['on', 'off']) === 'on' }
  },
  backlog(draft, word) {
    draft.server = { ...draft.server, backlog: readNumber(word, 'backlog', 1, 65_535) }
  },
  accept(draft, word) {
    draft.server = { ...draft.server, accept: readNumber(word, 'accept', 0, MOST_CLIENTS) }
  },
  acceptAt(draft, word) {
    draft.server = { ...draft.server, acceptAt: readTime(word, 'acceptAt') }
  },
  stopAt(draft, word) {
    draft.server = { ...draft.server, stopAt: readTime(word, 'stopAt') }
  },
  until(draft, word) {
    draft.until = readTime(word, 'until')
  },
  lose: (draft, word) => change(draft, 'lose', word),
  duplicate: (draft, word) => change(draft, 'duplicate', word),
  corrupt: (draft, word) => change(draft, 'corrupt', word),
  delay: (draft, word) => change(draft, 'delay', word),
}
/** Given again and again, each time for another packet. */
const REPEATED: ReadonlySet<string> = new Set(['lose', 'duplicate', 'corrupt', 'delay'])

/**
 * Reads a scenario from a link: `path=delay+20ms&seed=7&lose=client.3`, with or without what stands before a `?`.
 * Whatever it does not say is as in `STANDARD_SCENARIO`.
 *
 * @throws {ScenarioError} What is wrong and what helps.
 */
export function parseScenario(link: string): Scenario {
  if (link.length > MOST_LENGTH)
    throw new ScenarioError('tooLong', { length: link.length, most: MOST_LENGTH })
  // A question mark behind the first equals sign belongs to a text.
  const query = link.replace(/^[^=?]*\?/, '')
  const draft: Draft = { ...STANDARD_SCENARIO }
  const seen = new Set<string>()
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const cut = pair.indexOf('=')
    const key = decode(cut < 0 ? pair : pair.slice(0, cut))
    const word = cut < 0 ? '' : decode(pair.slice(cut + 1))
    if (!REPEATED.has(key)) {
      if (seen.has(key)) throw new ScenarioError('twice', { word: key })
      seen.add(key)
    }
    readPair(draft, key, word)
  }
  if (!seen.has('server')) draft.server = { ...draft.server, steps: standardServer(draft.protocol) }
  return checkScenario(draft)
}

function readPair(draft: Draft, key: string, word: string): void {
  const option = /^(client|server)\.(\w+)$/.exec(key)
  if (option !== null) {
    const [, side, name] = option as unknown as [string, Side, string]
    draft.options = { ...draft.options, [side]: { ...draft.options[side], ...readOption(name, word) } }
    return
  }
  const read = own(READERS, key)
  if (read === undefined) {
    throw new ScenarioError('unknownKey', { word: key, allowed: Object.keys(READERS) })
  }
  read(draft, word)
}

/**
 * @returns The scenario as a query that a person can read; what is as in `STANDARD_SCENARIO` is left out, the version
 *   stands first. `parseScenario` reads it back.
 */
export function formatScenario(scenario: Scenario): string {
  const { protocol, ipv6, seed, path, mtu, encoding, client, server, until } = scenario
  const standard = STANDARD_SCENARIO
  const pairs: [string, string][] = [['v', String(SCENARIO_VERSION)]]
  const say = (key: string, value: string | number, usual: string | number | undefined): void => {
    if (value !== usual) pairs.push([key, String(value)])
  }
  say('protocol', protocol, standard.protocol)
  say('ip', ipv6 ? 6 : 4, 4)
  say('seed', seed, standard.seed)
  if (path.client === path.server) say('path', path.client, standard.path.client)
  else pairs.push(['forward', path.client], ['back', path.server])
  say('mtu', mtu, standard.mtu)
  say('encoding', encoding, standard.encoding)
  say('client', formatSteps(client.steps), formatSteps(standard.client.steps))
  say('clients', client.count, standard.client.count)
  say('spacing', writeTime(client.spacing), writeTime(standard.client.spacing))
  if (client.bind !== undefined) pairs.push(['bind', String(client.bind)])
  say('server', formatSteps(server.steps), formatSteps(standardServer(protocol)))
  say('port', server.port, standard.server.port)
  say('listen', server.listen ? 'on' : 'off', 'on')
  say('backlog', server.backlog, standard.server.backlog)
  if (server.accept !== undefined) pairs.push(['accept', String(server.accept)])
  if (server.acceptAt !== undefined) pairs.push(['acceptAt', writeTime(server.acceptAt)])
  if (server.stopAt !== undefined) pairs.push(['stopAt', writeTime(server.stopAt)])
  if (until !== undefined) pairs.push(['until', writeTime(until)])
  for (const side of ['client', 'server'] as const) pairs.push(...formatOptions(side, scenario.options[side]))
  for (const edit of scenario.changes) pairs.push([edit.change, formatChange(edit)])
  return pairs.map(([key, value]) => `${key}=${encode(value)}`).join('&')
}

function formatOptions(side: Side, options: EngineOptions): [string, string][] {
  return Object.entries(options).map(([name, value]) => [
    `${side}.${name}`,
    writeOption(name as keyof EngineOptions, value),
  ])
}

/** @returns `client.3`, and `client.3:50ms` for a delay. */
export function formatChange(change: PacketChange): string {
  const place = `${change.side}.${change.number}`
  return change.change === 'delay' ? `${place}:${writeTime(change.by)}` : place
}

function change(draft: Draft, kind: PacketChange['change'], word: string): void {
  const match = /^(client|server)\.([1-9]\d{0,9})(?::(.+))?$/.exec(word)
  const [, side, digits, by] = (match ?? []) as unknown as [string, Side, string, string | undefined]
  if (match === null || Number(digits) > MOST_PACKET || (by === undefined) !== (kind !== 'delay')) {
    throw new ScenarioError(kind === 'delay' ? 'delayedPacket' : 'packet', { word })
  }
  const place = { side, number: Number(digits) }
  const edit: PacketChange =
    kind === 'delay'
      ? { ...place, change: kind, by: readTime(by ?? '', 'delay') }
      : { ...place, change: kind }
  draft.changes = [...draft.changes, edit]
}

/** @returns The path in one way of writing it. @throws {ScenarioError} */
export function canonicalPath(key: string, word: string): string {
  try {
    return formatPath(parsePath(word))
  } catch (error) {
    if (!(error instanceof PathError)) throw error
    throw new ScenarioError('path', { key, why: { reason: error.reason, args: error.args } })
  }
}

function choose<Choice extends string>(key: string, word: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((name) => name === word)
  if (choice === undefined) throw new ScenarioError('choice', { word, key, allowed: choices })
  return choice
}

/** Escapes what a query cannot hold, and nothing else, so that it stays readable. A plus stands for a blank. */
function encode(value: string): string {
  return encodeURIComponent(value)
    .replaceAll('%20', '+')
    .replace(/%(?:2C|3A|3B|7C|2F|40)/g, (code) => decodeURIComponent(code))
}

/** A percent sign that begins no code is what a person typed: `loss 1%`. */
function decode(word: string): string {
  try {
    return decodeURIComponent(word.replaceAll('+', ' ').replace(/%(?![0-9a-f]{2})/gi, '%25'))
  } catch {
    throw new ScenarioError('encoded', { word: word.slice(0, 40) })
  }
}
