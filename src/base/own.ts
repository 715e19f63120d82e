/**
 * What a table holds under a key that came from outside: a word someone typed, a name in a file, a field of a message.
 * Every object also answers to `constructor`, `toString` and `__proto__`, which no table means: a plain `table[key]`
 * finds a function there and goes on with it. So input indexes a table only through here (`test/tables.test.ts` holds it).
 *
 * @returns The value of the table's own key, undefined when it has no such key.
 */
export function own<Table extends object>(table: Table, key: PropertyKey): Table[keyof Table] | undefined {
  return isKeyOf(table, key) ? table[key] : undefined
}

/** @returns Whether the table has this key itself. */
export function isKeyOf<Table extends object>(table: Table, key: PropertyKey): key is keyof Table {
  return Object.hasOwn(table, key)
}
