import { own } from '../../base/index.ts'
import { drillSentences as t } from '../sentences.ts'
import type { Expression, StructField } from '../language/types.ts'
import { DrillFailure, DrillUnsupported } from '../run/verdict.ts'
import { SYMBOLS } from './symbols.ts'

/** The arguments of a call, read as C would. */
export class Arguments {
  readonly name: string
  readonly #args: readonly Expression[]

  constructor(name: string, args: readonly Expression[]) {
    this.name = name
    this.#args = args
  }

  get count(): number {
    return this.#args.length
  }

  /** @throws {DrillFailure} When the call is given another number of arguments. */
  expectCount(count: number): void {
    if (this.#args.length !== count) {
      throw new DrillFailure(t.argumentCount, { call: this.name, wanted: count, given: this.#args.length })
    }
  }

  at(index: number): Expression {
    const arg = this.#args[index]
    if (arg === undefined) {
      throw new DrillFailure(t.argumentCount, { call: this.name, wanted: index + 1, given: this.count })
    }
    return arg
  }

  /** `...`: whatever the harness puts there. */
  isAny(index: number): boolean {
    return this.at(index).kind === 'any'
  }

  isNull(index: number): boolean {
    const arg = this.at(index)
    return arg.kind === 'symbol' && arg.name === 'NULL'
  }

  number(index: number): number {
    return numberOf(this.at(index), this.name)
  }

  /** A number handed over by reference: `[4]`. */
  reference(index: number): number {
    const arg = this.at(index)
    if (arg.kind === 'list' && arg.items.length === 1) return numberOf(arg.items[0] as Expression, this.name)
    throw badArgument(this.name, index)
  }
}

/** @throws {DrillUnsupported} For a name that is not known. */
export function numberOf(value: Expression, call: string): number {
  switch (value.kind) {
    case 'integer':
      return value.value
    case 'symbol': {
      const number = own(SYMBOLS, value.name)
      if (number === undefined) throw new DrillUnsupported(t.unknownSymbol, { name: value.name })
      return number
    }
    case 'or':
      // The highest bit is set in some: JavaScript's own `|` would make a negative number of it.
      return Number(value.parts.reduce((sum, part) => sum | BigInt(numberOf(part, call)), 0n))
    case 'function':
      if ((value.name === 'htons' || value.name === 'htonl') && value.args.length === 1) {
        return numberOf(value.args[0] as Expression, call)
      }
      throw new DrillUnsupported(t.unknownSymbol, { name: `${value.name}()` })
    default:
      throw new DrillFailure(t.notNumber, { call })
  }
}

/** @returns The fields of `{…}` by name. @throws {DrillFailure} When it is none. */
export function fieldsOf(value: Expression, call: string): ReadonlyMap<string, StructField> {
  if (value.kind !== 'struct') throw new DrillFailure(t.notStruct, { call })
  return new Map(value.fields.flatMap((field) => (field.key === undefined ? [] : [[field.key, field]])))
}

/** @returns A field's number. @throws {DrillFailure} When it is not there. */
export function fieldNumber(fields: ReadonlyMap<string, StructField>, key: string, call: string): number {
  const field = fields.get(key)
  if (field === undefined) throw new DrillFailure(t.noField, { call, field: key })
  return numberOf(field.value, call)
}

/** @returns The items of `[…]`. @throws {DrillFailure} When it is none. */
export function itemsOf(value: Expression, call: string): readonly Expression[] {
  if (value.kind !== 'list') throw new DrillFailure(t.notList, { call })
  return value.items
}

export function badArgument(call: string, index: number): DrillUnsupported {
  return new DrillUnsupported(t.badArgument, { call, number: index + 1 })
}
