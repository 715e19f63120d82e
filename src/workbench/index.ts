/** The local server behind the page: HTTP, WebSocket, the sessions it holds (docs/workbench.md, docs/workbench-api.md). */
export { faultOf } from './failure.ts'
export { openWorkbench } from './server.ts'
export type { Workbench, WorkbenchOptions } from './server.ts'
export { workbenchSentences } from './sentences.ts'
