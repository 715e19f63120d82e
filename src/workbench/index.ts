/** The local server behind the page: HTTP, WebSocket, the sessions it holds (docs/workbench.md, docs/api.md). */
export { openWorkbench } from './server.ts'
export type { Workbench, WorkbenchOptions } from './server.ts'
