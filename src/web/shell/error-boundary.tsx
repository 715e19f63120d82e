import { Component, type ComponentChildren } from 'preact'
import { pageSentences as p } from './sentences.ts'
import { t } from '../store/settings.ts'
import { Button, EmptyState } from '../ui/index.ts'

interface State {
  readonly error: unknown
  readonly isBroken: boolean
}

/** An error in a view leaves the rest of the page usable. */
export class ErrorBoundary extends Component<{ readonly children: ComponentChildren }, State> {
  override state: State = { error: undefined, isBroken: false }

  override componentDidCatch(error: unknown): void {
    console.error(error)
    this.setState({ error, isBroken: true })
  }

  override render() {
    if (!this.state.isBroken) return this.props.children
    const { error } = this.state
    const reason = error instanceof Error ? error.message : String(error)
    return (
      <EmptyState title={t(p.broke)} text={t(p.brokeLong, { reason })}>
        <Button kind="primary" onClick={() => this.setState({ error: undefined, isBroken: false })}>
          {t(p.tryAgain)}
        </Button>
        <Button onClick={() => location.reload()}>{t(p.reload)}</Button>
      </EmptyState>
    )
  }
}
