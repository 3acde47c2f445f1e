import type { Predicate } from "./view.js";

/** A live segment: who meets the condition is in it from that event on (segments.yaml). */
export interface Segment {
  readonly id: string;
  /** A persona is a segment of which a person has at most one: the first that holds, in the order of the file. */
  readonly persona: boolean;
  readonly when: Predicate;
  /** Days that a person stays in after it stopped holding: against flapping; 0 = none. */
  readonly holdMs: number;
}
