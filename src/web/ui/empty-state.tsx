import type { ComponentChildren } from 'preact'

/** What stands where nothing is yet: what this place is for, and what to do. */
export function EmptyState(props: {
  readonly title: string
  readonly text?: ComponentChildren
  readonly children?: ComponentChildren
}) {
  return (
    <div class="empty-state">
      <h1>{props.title}</h1>
      {props.text !== undefined && <p class="quiet">{props.text}</p>}
      {props.children !== undefined && <div class="empty-actions">{props.children}</div>}
    </div>
  )
}
