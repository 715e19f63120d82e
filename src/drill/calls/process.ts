import { drillSentences as t } from '../sentences.ts'
import { ScriptFlow } from '../run/flow.ts'
import { DrillFailure } from '../run/verdict.ts'
import type { World } from '../run/world.ts'
import type { Descriptor } from './descriptor.ts'
import type { Attempt } from './result.ts'
import { StreamSocket } from './stream-socket.ts'
import type { Arguments } from './values.ts'

/** The process that makes a script's calls: its descriptors by the script's numbers. */
export class Process {
  readonly world: World
  readonly descriptors: Map<number, Descriptor> = new Map()

  constructor(world: World) {
    this.world = world
  }

  /** A socket that is now the one under test. */
  newSocket(): StreamSocket {
    return new StreamSocket(this.world, this.world.addFlow(new ScriptFlow('new', 0, 0)))
  }

  /** @returns The descriptor that the argument names; undefined when it names none (EBADF). */
  descriptor(args: Arguments, index: number): Descriptor | undefined {
    return this.descriptors.get(args.number(index))
  }

  /** Gives a new descriptor the script's number. @throws {DrillFailure} When the number is taken. */
  assign(number: number, descriptor: Descriptor): void {
    if (this.descriptors.has(number)) throw new DrillFailure(t.descriptorTaken, { number })
    this.descriptors.set(number, descriptor)
  }
}

/** Makes one call. */
export type CallHandler = (args: Arguments, process: Process) => Attempt
