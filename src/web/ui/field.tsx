import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface FieldProps {
  readonly label: string
  /** What to put in, shown under the field. */
  readonly hint?: string | undefined
  /** What is wrong with it; replaces the hint. */
  readonly error?: string | undefined
  /** Draws the control, with the attributes that bind it to label and message. */
  readonly children: (bind: {
    readonly id: string
    readonly 'aria-describedby': string
    readonly 'aria-invalid': boolean
  }) => ComponentChildren
}

/** A control with its label above it, and under it a hint or what is wrong. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const isWrong = error !== undefined && error !== ''
  return (
    <div class={`field ${isWrong ? 'wrong' : ''}`}>
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-m`, 'aria-invalid': isWrong })}
      <p class="field-message" id={`${id}-m`} role={isWrong ? 'alert' : undefined}>
        {isWrong ? error : hint}
      </p>
    </div>
  )
}

interface SelectProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
  readonly isLabelHidden?: boolean
}

/** A select in one line with its label before it. */
export function Select<Value extends string>({
  label,
  value,
  options,
  onChange,
  isLabelHidden,
}: SelectProps<Value>) {
  const id = useId()
  return (
    <span class="select">
      <label for={id} class={isLabelHidden === true ? 'sr' : 'quiet'}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  )
}

/** A box to tick, with its sentence behind it. */
export function Check(props: {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (on: boolean) => void
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.isOn}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  )
}
