import type { CapUse, Factors, GuardVerdict } from "./consideration.js";
import type { Channel } from "./message.js";
import type { PersonKey } from "./person.js";
import type { ReasonCode } from "./reasons.js";
import type { ModelVersions } from "./scoring.js";
import type { TimeChoice } from "./timing.js";

/** Where in the funnel a candidate ended. */
export type Stage =
  | "candidates"
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

/** One action x treatment that was considered, with what it weighed. */
export interface Candidate extends Factors {
  readonly action: string;
  readonly treatment: string;
  readonly channel: Channel;
  /** The step of an escalation, from 1; left out for a first message. */
  readonly step?: number;
  readonly stage: Stage;
  readonly code: ReasonCode;
  /** What the reason was about: "3 of 3 in 7 days", "consent marketing/email: unknown". For people, no personal data. */
  readonly detail?: string;
  /** The probability with which it was to be chosen; 0 where it ended before arbitration. */
  readonly probability: number;
  /** What the guard said, where it was asked and didn't simply allow. */
  readonly guard?: GuardVerdict;
  /** Where its treatment recommends: what it asked for and got. */
  readonly recommended?: CandidateRecommendation;
}

export interface CandidateRecommendation {
  readonly scenario: string;
  /** The scenarios of the fallback chain that items come from. */
  readonly answeredBy: readonly string[];
  /** Best first; those that the guard took out are not among them. */
  readonly items: readonly string[];
}

/** The record of one choice. Its id is a function of the event's own id and the occasion, never of a log position. */
export interface Decision {
  readonly id: string;
  readonly person: PersonKey;
  readonly occasion: string;
  /** Which one (Moment.subject). */
  readonly subject: string;
  readonly ref: string;
  /** The id of the event that opened or fired the occasion. */
  readonly cause: string;
  /** Event time, ms since the epoch. */
  readonly time: number;
  /** Which configuration decided, and which population snapshot ("" = none yet). */
  readonly contextVersion: string;
  readonly population: string;
  /** Recommender.version, where a candidate asked for recommendations. */
  readonly recommender?: string;
  /** The versions that scored the person and the candidates. */
  readonly models?: ModelVersions;
  readonly outcome: "message" | "silence" | "held";
  readonly reason: ReasonCode;
  readonly candidates: readonly Candidate[];
  /** `<action>/<treatment>` of the winner and of the one that would have won without it ("" = say nothing). */
  readonly winner?: string;
  readonly runnerUp?: string;
  /** The winner's score minus the runner-up's. */
  readonly margin?: number;
  /** The exact probability with which this choice was made. */
  readonly selectionProbability: number;
  /** The probability of saying nothing. */
  readonly silenceProbability: number;
  readonly mode: "best" | "explore" | "control";
  /** `<experiment>/<variant>` of the candidates' variants. */
  readonly variants?: readonly string[];
  /** The winner's caps before it was counted. */
  readonly caps?: readonly CapUse[];
  /** The winner's entry in the consent ledger: its place and hash. */
  readonly consent?: { readonly place: number; readonly hash: string };
  /** The segments the person was in. */
  readonly segments: readonly string[];
  readonly message?: string;
  /** Where the time was chosen. */
  readonly timing?: TimeChoice;
  /** The decision that chose the time for which the moment has waited, or waits on: its `timing` says how likely that was. */
  readonly timedBy?: string;
  /** Held until, ms. */
  readonly until?: number;
}
