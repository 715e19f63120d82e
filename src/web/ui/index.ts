/** The small parts of which every view is made. */

export { Badge } from './badge.tsx'
export { Button } from './button.tsx'
export { Dialog } from './dialog.tsx'
export { EmptyState } from './empty-state.tsx'
export { Check, Field, Select } from './field.tsx'
export { Icon } from './icon.tsx'
export { Menu, type MenuItem } from './menu.tsx'
export { Split } from './split.tsx'
export { Tabs } from './tabs.tsx'
export { tokenColor } from './token-color.ts'
