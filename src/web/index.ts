/** The page. No other room asks for it: a browser enters through main.tsx. */
export { App } from './shell/app.tsx'
