/** A view that may be written to. */
export type Writable<View> = { -readonly [Name in keyof View]: View[Name] }

/** What the rest of the engine may only read, for a test that sets the scene. */
export function writable<View extends object>(view: View): Writable<View> {
  return view
}
