import path from "node:path";
import { Type } from "@sinclair/typebox";
import { withLock } from "../lock.js";
import { appendLine, readLines } from "./lines-file.js";

/** What promotion goes by: one version against another one on data that neither was trained on. */
export interface Evidence {
  /** The other version. */
  readonly against: string;
  /** What is lost by case, for people ("log loss"): lower is better. */
  readonly measure: string;
  readonly rows: number;
  readonly people: number;
  /** The mean loss of this version minus that of the other one: below 0 this one is better. The interval is over people. */
  readonly difference: { readonly value: number; readonly interval: readonly [low: number, high: number] };
  readonly metrics: Readonly<Record<string, number>>;
  readonly theirs: Readonly<Record<string, number>>;
  /** What they were compared on, for people. */
  readonly data: string;
}

const whole = Type.Integer({ minimum: 0 });
const metrics = Type.Record(Type.String(), Type.Number());
const FIELDS = {
  against: Type.String(),
  measure: Type.String(),
  rows: whole,
  people: whole,
  difference: Type.Object({ value: Type.Number(), interval: Type.Tuple([Type.Number(), Type.Number()]) }),
  metrics,
  theirs: metrics,
  data: Type.String(),
};
/** Evidence in a manifest. */
export const EVIDENCE_SCHEMA = Type.Object(FIELDS);

/** evidence.ndjson beside the versions: what was measured after a version was made, a line each, oldest first. */
export interface MeasuredEvidence extends Evidence {
  /** ISO 8601 */
  readonly at: string;
  readonly version: string;
}

const LINE = Type.Object({ ...FIELDS, at: Type.String(), version: Type.String() });
const EVIDENCE_FILE = "evidence.ndjson";
/** The newest are kept. */
const MOST_LINES = 1_000;

/** @param folder the model's, beside `versions` @throws AttuneError ATTUNE_MODEL_INVALID */
export async function appendEvidence(folder: string, evidence: MeasuredEvidence): Promise<void> {
  await withLock(path.join(folder, ".lock"), () =>
    appendLine(path.join(folder, EVIDENCE_FILE), LINE, evidence, MOST_LINES),
  );
}

/** @throws AttuneError ATTUNE_MODEL_INVALID */
export async function readEvidence(folder: string): Promise<MeasuredEvidence[]> {
  return readLines(path.join(folder, EVIDENCE_FILE), LINE);
}
