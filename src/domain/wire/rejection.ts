import type { ErrorCode } from "../errors.js";
import type { PersonKey } from "../person.js";

/** Why something that came in is not accepted. A value, not a throw: bad input is expected. */
export interface Rejection {
  readonly ok: false;
  readonly code: ErrorCode;
  /** What is wrong, naming the field. Holds none of its content: messages are logged and shown. */
  readonly message: string;
  /** Whose event it was, where its ids were good: lets erasure find its dead letter. */
  readonly person?: PersonKey;
}

export function reject(code: ErrorCode, message: string): Rejection {
  return { ok: false, code, message };
}
