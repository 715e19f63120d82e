import type { ComponentChildren } from 'preact'

/** A short fact with a shape before it, so that it is never the colour alone. */
export function Badge(props: {
  readonly tone?: 'plain' | 'good' | 'warn' | 'bad' | 'accent'
  readonly children: ComponentChildren
  readonly title?: string
}) {
  const { tone = 'plain', children, title } = props
  return (
    <span class={`badge ${tone}`} {...(title === undefined ? {} : { title })}>
      {children}
    </span>
  )
}
