/** Capture files in and out: pcap and pcapng, link layers. */
export { type Capture, CaptureReader, type CaptureReaderOptions, readCapture } from './capture-reader.ts'
export { type CaptureWriterOptions, PcapngWriter, writePcap, writePcapng } from './capture-writer.ts'
export type { CapturedPacket } from './captured-packet.ts'
export { type CaptureProblem, type CaptureProblemKey, explainCaptureProblem } from './problem.ts'
export type { CaptureInterface } from './records.ts'
export { captureSentences } from './sentences.ts'
