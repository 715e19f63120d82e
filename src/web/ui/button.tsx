import type { ButtonHTMLAttributes, ComponentChildren } from 'preact'

type ButtonProps = Omit<ButtonHTMLAttributes, 'children' | 'class'> & {
  /** `primary` once in a place; `bad` for what cannot be taken back. */
  readonly kind?: 'plain' | 'primary' | 'quiet' | 'bad'
  /** A picture alone: then `label` says what it does. */
  readonly icon?: ComponentChildren
  readonly label?: string
  readonly class?: string
  readonly children?: ComponentChildren
}

export function Button({ kind = 'plain', icon, label, children, class: more = '', ...rest }: ButtonProps) {
  const classes = `button ${kind} ${children === undefined ? 'icon-only' : ''} ${more}`
  return (
    <button
      type="button"
      {...rest}
      class={classes}
      {...(label === undefined ? {} : { 'aria-label': label, title: label })}
    >
      {icon}
      {children}
    </button>
  )
}
