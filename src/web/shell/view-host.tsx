import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { pageSentences as p } from './sentences.ts'
import type { ViewName } from '../store/route.ts'
import { t } from '../store/settings.ts'
import { Button, EmptyState } from '../ui/index.ts'
import { ErrorBoundary } from './error-boundary.tsx'

/** Each view comes when it is first wanted. */
const loaders: Readonly<Record<ViewName, () => Promise<ComponentType>>> = {
  talk: () => import('../talk/index.tsx').then((module) => module.Talk),
  wire: () => import('../wire/index.tsx').then((module) => module.Wire),
  lab: () => import('../lab/index.tsx').then((module) => module.Lab),
  learn: () => import('../learn/index.tsx').then((module) => module.Learn),
}

const loaded = new Map<ViewName, ComponentType>()

export function ViewHost({ view }: { readonly view: ViewName }) {
  const attempt = useSignal(0)
  const state = useSignal<'loading' | 'ready' | 'failed'>(loaded.has(view) ? 'ready' : 'loading')
  const turn = attempt.value
  useEffect(() => {
    if (loaded.has(view)) return undefined
    let isGone = false
    state.value = 'loading'
    loaders[view]().then(
      (component) => {
        loaded.set(view, component)
        if (!isGone) state.value = 'ready'
      },
      () => {
        if (!isGone) state.value = 'failed'
      },
    )
    return () => {
      isGone = true
    }
  }, [view, turn])

  const View = loaded.get(view)
  if (state.value === 'ready' && View !== undefined) {
    return (
      <ErrorBoundary>
        <View />
      </ErrorBoundary>
    )
  }
  if (state.value === 'failed') {
    return (
      <EmptyState title={t(p.notLoaded)} text={t(p.notLoadedLong)}>
        {/* A browser remembers that a module failed: only a reload asks again for certain. */}
        <Button kind="primary" onClick={() => attempt.value++}>
          {t(p.tryAgain)}
        </Button>
        <Button onClick={() => location.reload()}>{t(p.reload)}</Button>
      </EmptyState>
    )
  }
  return (
    <p class="loading quiet" role="status">
      {t(p.loading)}
    </p>
  )
}
