/** Reading what models are trained on: the log, or a file in one of several forms. Everything streams; the columns are what stays in memory. */
export { type FormOptions, formOf, PRESETS } from "./file-form.js";
export { readFile } from "./file.js";
export { readLog } from "./log.js";
export type { ReadOptions, ReadResult, RejectedRow } from "./reading.js";
