/**
 * Says that fields of a class hold floats: times, mostly. V8 gives fields that have held nothing but small integers another
 * shape than those that have held floats; times pass 2^31 ns, the limit, after two seconds, and in the middle of a run all
 * code made for the first shape would be thrown away and made anew. A class on the hot path calls this once, when it is
 * loaded, and its objects have the second shape from the first one on.
 *
 * @param one - An object of the class, for this alone: the fields are written.
 */
export function holdsFloats<Item extends object>(one: Item, ...fields: readonly (keyof Item)[]): void {
  for (const field of fields) one[field] = 0.5 as Item[keyof Item]
}
