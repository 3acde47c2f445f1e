import type { ErrorCode } from "../domain/errors.js";

/** Why what a pin names can't be had (ServingSource.resolve, ScoringSource.resolve): it stays so until somebody does something, so nobody waits for it. */
const PIN_CODES = [
  "ATTUNE_MODEL_UNAVAILABLE",
  "ATTUNE_MODEL_INVALID",
  "ATTUNE_MODEL_TOO_LARGE",
  "ATTUNE_TENSORFLOW_UNAVAILABLE",
  "ATTUNE_CATALOGUE_GONE",
] as const;
export type PinCode = (typeof PIN_CODES)[number];

export function isPinCode(code: ErrorCode): code is PinCode {
  return (PIN_CODES as readonly ErrorCode[]).includes(code);
}

/** What an operator should look at; passed on as a log line and counted. */
export interface Alarm {
  readonly code: "ATTUNE_LOG_LOST" | "ATTUNE_LOG_DIVERGED" | PinCode;
  readonly partition: number;
  readonly message: string;
}
