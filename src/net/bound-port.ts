import { SynfinError } from '../base/index.ts'
import type { Binding } from './binding.ts'
import type { PortHolder, PortTable } from './ports.ts'
import type { BoundPort, Endpoint } from './types.ts'
import { netSentences as t } from './sentences.ts'

/** A port that is taken and not yet used. */
export class HeldPort implements BoundPort, PortHolder {
  readonly binding: Binding
  readonly reuse: boolean
  readonly listening = false
  readonly picked = false
  readonly #ports: PortTable
  #used = false

  constructor(ports: PortTable, binding: Binding, reuse: boolean) {
    this.#ports = ports
    this.binding = binding
    this.reuse = reuse
  }

  get local(): Endpoint {
    return { address: this.binding.text, port: this.binding.port }
  }

  close(): void {
    if (!this.#used) this.#ports.release(this)
    this.#used = true
  }

  /** @throws {SynfinError} EINVAL once it has been closed or used. */
  mustBeFree(): void {
    if (this.#used) throw new SynfinError('EINVAL', t.portSpent)
  }

  /** Hands the port over to a connection or a listener. @throws {SynfinError} EINVAL the second time. */
  use(): void {
    this.mustBeFree()
    this.close()
  }
}
