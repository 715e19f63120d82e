import type { TcpInfo } from '../../tcp/index.ts'
import { drillSentences as t } from '../sentences.ts'
import { runCode, UnknownName, type CodeValue } from '../code/evaluate.ts'
import { parseCode } from '../code/parse.ts'
import { CodeError } from '../code/tokens.ts'
import type { Code } from '../language/types.ts'
import { DrillFailure, DrillUnsupported } from './verdict.ts'
import type { World } from './world.ts'

/** Names of Linux's headers (uapi/linux/tcp.h, net/tcp_states.h). */
const CONSTANTS: Readonly<Record<string, number>> = {
  TCP_ESTABLISHED: 1,
  TCP_SYN_SENT: 2,
  TCP_SYN_RECV: 3,
  TCP_FIN_WAIT1: 4,
  TCP_FIN_WAIT2: 5,
  TCP_TIME_WAIT: 6,
  TCP_CLOSE: 7,
  TCP_CLOSE_WAIT: 8,
  TCP_LAST_ACK: 9,
  TCP_LISTEN: 10,
  TCP_CLOSING: 11,
  TCP_NEW_SYN_RECV: 12,
  TCP_CA_Open: 0,
  TCP_CA_Disorder: 1,
  TCP_CA_CWR: 2,
  TCP_CA_Recovery: 3,
  TCP_CA_Loss: 4,
  TCPI_OPT_TIMESTAMPS: 1,
  TCPI_OPT_SACK: 2,
  TCPI_OPT_WSCALE: 4,
  TCPI_OPT_ECN: 8,
  TCPI_OPT_ECN_SEEN: 16,
  TCPI_OPT_SYN_DATA: 32,
  TCPI_OPT_USEC_TS: 64,
  TCPI_OPT_TFO_CHILD: 128,
  TCP_INFINITE_SSTHRESH: 0x7fffffff,
}

/** The code of a script: its names live from one block to the next, the connection's variables are read anew. */
export class CodeRunner {
  readonly #world: World
  readonly #scope = new Map<string, CodeValue>(Object.entries(CONSTANTS))

  constructor(world: World) {
    this.#world = world
  }

  /** @throws {DrillFailure} When an assertion does not hold. @throws {DrillUnsupported} For code of another kind. */
  run(code: Code): void {
    try {
      const statements = parseCode(code.text)
      for (const [name, value] of this.#variables()) this.#scope.set(name, value)
      const broken = runCode(statements, this.#scope)
      if (broken !== undefined) {
        throw new DrillFailure(t.assertion, { what: broken.text, came: broken.message })
      }
    } catch (error) {
      if (error instanceof CodeError) throw new DrillUnsupported(error.sentence, error.args)
      if (error instanceof UnknownName)
        throw new DrillUnsupported(t.unknownVariable, { name: error.variable })
      throw error
    }
  }

  /** tcp_info of the socket under test, and SO_MEMINFO of its connection. */
  #variables(): readonly (readonly [string, CodeValue])[] {
    const flow = this.#world.tested
    const endpoint = flow === undefined ? undefined : this.#world.endpointOf(flow)
    const info: TcpInfo | undefined = endpoint?.info() ?? flow?.idleInfo?.()
    if (info === undefined) throw new DrillFailure(t.noInfo)
    const variables = Object.entries(info) as [string, number][]
    if (endpoint === undefined) return variables
    return [
      ...variables,
      ['SK_MEMINFO_RCVBUF', endpoint.getOption('receiveBuffer')],
      ['SK_MEMINFO_SNDBUF', endpoint.getOption('sendBuffer')],
    ]
  }
}
