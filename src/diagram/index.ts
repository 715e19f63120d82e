/** A connection as a sequence diagram: one layout, drawn as terminal text and as SVG. */
export { foldOf, layoutBands } from './bands.ts'
export { ColumnStore } from './columns.ts'
export type { SegmentColumns } from './columns.ts'
export { arrowLabel, arrowStyle, foldLabel, lostLabel, summaryLines } from './label.ts'
export type { ArrowLabel } from './label.ts'
export { layoutSequence } from './layout.ts'
export { layoutRows, ROW } from './rows.ts'
export type { RowOptions, RowTable } from './rows.ts'
export { renderText } from './text/render-text.ts'
export type { TextDiagramOptions } from './text/render-text.ts'
export { renderSvg } from './svg/render-svg.ts'
export type { SvgOptions } from './svg/render-svg.ts'
export type { SvgTheme } from './svg/theme.ts'
export type {
  ArrowStyle,
  LayoutArrow,
  LayoutFold,
  LayoutNote,
  LayoutOptions,
  LayoutRow,
  SequenceLayout,
  StateBand,
} from './types.ts'
export { diagramWords } from './sentences.ts'
