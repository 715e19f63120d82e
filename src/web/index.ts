/** The page. No other room asks for it: a browser enters through main.tsx. */
export { App } from './shell/app.tsx'
export { pageSentences } from './shell/sentences.ts'
export { talkSentences } from './talk/sentences.ts'
export { wireSentences } from './wire/sentences.ts'
