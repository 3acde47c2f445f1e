import type { ErrorCode } from "../domain/errors.js";

/** Why a pin can't be served (ServingSource.resolve): it stays so until somebody does something, so nobody waits for it. */
const SERVING_CODES = [
  "ATTUNE_MODEL_UNAVAILABLE",
  "ATTUNE_MODEL_INVALID",
  "ATTUNE_MODEL_TOO_LARGE",
  "ATTUNE_CATALOGUE_GONE",
] as const;
export type ServingCode = (typeof SERVING_CODES)[number];

export function isServingCode(code: ErrorCode): code is ServingCode {
  return (SERVING_CODES as readonly ErrorCode[]).includes(code);
}

/** What an operator should look at; passed on as a log line and counted. */
export interface Alarm {
  readonly code: "ATTUNE_LOG_LOST" | "ATTUNE_LOG_DIVERGED" | ServingCode;
  readonly partition: number;
  readonly message: string;
}
