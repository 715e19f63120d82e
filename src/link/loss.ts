import type { Random } from '../base/index.ts'
import type { LossModel } from './path.ts'

/** Decides packet after packet whether it is lost. */
export interface Loss {
  /** @returns True when this packet is lost. Called once a packet: the models remember. */
  next(): boolean
}

/** @returns The loss model of a path, at its start. */
export function createLoss(model: LossModel, random: Random): Loss {
  switch (model.model) {
    case 'random':
      return { next: () => random.chance(model.percent / 100) }
    case 'nth':
      return every(model.n)
    case 'gemodel':
      return new GilbertElliott(model, random)
    default:
      return new FourStates(model, random)
  }
}

function every(n: number): Loss {
  let count = 0
  return {
    next: () => {
      count = (count + 1) % n
      return count === 0
    },
  }
}

/**
 * Gilbert 1960 and Elliott 1963, as netem: the state moves first, and the loss is drawn with the chance of the state
 * before the move. Loss over all: ((1-k) r + (1-h) p) / (p + r).
 */
class GilbertElliott implements Loss {
  readonly #random: Random
  readonly #p: number
  readonly #r: number
  readonly #lossBad: number
  readonly #lossGood: number
  #bad = false

  constructor(model: Extract<LossModel, { model: 'gemodel' }>, random: Random) {
    this.#random = random
    this.#p = model.p / 100
    this.#r = (model.r ?? 100 - model.p) / 100
    this.#lossBad = (model.lossBad ?? 100) / 100
    this.#lossGood = (model.lossGood ?? 0) / 100
  }

  next(): boolean {
    const wasBad = this.#bad
    if (this.#random.chance(wasBad ? this.#r : this.#p)) this.#bad = !wasBad
    return this.#random.chance(wasBad ? this.#lossBad : this.#lossGood)
  }
}

/** The four states of Salsano's model, in netem's numbering; in states 3 and 4 the packet is lost. */
class FourStates implements Loss {
  readonly #random: Random
  readonly #p13: number
  readonly #p31: number
  readonly #p32: number
  readonly #p23: number
  readonly #p14: number
  #state: 1 | 2 | 3 | 4 = 1

  constructor(model: Extract<LossModel, { model: 'state' }>, random: Random) {
    this.#random = random
    this.#p13 = model.p13 / 100
    this.#p31 = (model.p31 ?? 100 - model.p13) / 100
    this.#p32 = (model.p32 ?? 0) / 100
    this.#p23 = (model.p23 ?? 100) / 100
    this.#p14 = (model.p14 ?? 0) / 100
  }

  next(): boolean {
    this.#state = this.#move(this.#random.uniform())
    return this.#state >= 3
  }

  #move(u: number): 1 | 2 | 3 | 4 {
    switch (this.#state) {
      case 1:
        if (u < this.#p14) return 4
        return u < this.#p14 + this.#p13 ? 3 : 1
      case 2:
        return u < this.#p23 ? 3 : 2
      case 3:
        if (u < this.#p32) return 2
        return u < this.#p32 + this.#p31 ? 1 : 3
      default:
        return 1
    }
  }
}
