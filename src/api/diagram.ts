/** `synfin/diagram`: a connection as a sequence diagram. One layout, drawn as text and as SVG. */
export {
  type LayoutOptions,
  layoutSequence,
  renderSvg,
  renderText,
  type SequenceLayout,
  type SvgOptions,
} from '../diagram/index.ts'
