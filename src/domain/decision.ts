import type { Channel } from "./message.js";
import type { PersonKey } from "./person.js";
import type { ReasonCode } from "./reasons.js";

/** Where in the funnel a candidate ended. */
export type Stage =
  | "consent"
  | "eligibility"
  | "applicability"
  | "suitability"
  | "preference"
  | "contact-policy"
  | "guard"
  | "copy"
  | "arbitration"
  | "emitted";

/** One action x treatment that was considered. */
export interface Candidate {
  readonly action: string;
  readonly treatment: string;
  readonly channel: Channel;
  readonly stage: Stage;
  readonly code: ReasonCode;
  /** What the reason was about: "3 of 3 e-mails in 7 days", "consent email: unknown". For people, no personal data. */
  readonly detail?: string;
  /** The factors of arbitration: propensity, context, value, levers; priority is their product. */
  readonly p: number;
  readonly c: number;
  readonly v: number;
  readonly l: number;
  readonly priority: number;
}

/** The record of one choice. Its id is a function of the event's own id and the occasion, never of a log position. */
export interface Decision {
  readonly id: string;
  readonly person: PersonKey;
  readonly occasion: string;
  /** The id of the event that opened or fired the occasion. */
  readonly cause: string;
  /** Event time, ms since the epoch. */
  readonly time: number;
  /** Which configuration decided. */
  readonly contextVersion: string;
  readonly outcome: "message" | "silence";
  readonly reason: ReasonCode;
  readonly candidates: readonly Candidate[];
  /** `<action>/<treatment>` of the winner and of the one that would have won without it. */
  readonly winner?: string;
  readonly runnerUp?: string;
  /** The probability with which this choice was made; 1 for a deterministic one. */
  readonly selectionProbability: number;
  readonly message?: string;
}
