import { personOfToken, personToken, type PersonKey } from "./person.js";

/** A person's timer: when it is due, it comes back through the log as an event of type "timer". What it is about stands in the profile. */
export interface Timer {
  readonly person: PersonKey;
  /** Which rule set it, e.g. "cart-abandoned". Lower-case letters, digits and hyphens. */
  readonly kind: string;
  /** What it is about, e.g. an action's name; "" where the kind says it all. Same alphabet. */
  readonly ref: string;
  /** ms since the epoch. */
  readonly due: number;
}

/** A review that nobody planned but somebody asked for: where the person stands is worked out anew, by the definitions as they are then. */
export const ASKED_REVIEW = { kind: "review", ref: "asked" } as const;

export function isAskedReview({ kind, ref }: Pick<Timer, "kind" | "ref">): boolean {
  return kind === ASKED_REVIEW.kind && ref === ASKED_REVIEW.ref;
}

/** A timer's id within its partition: one timer a person, kind and ref; setting it again moves it. */
export function timerId(timer: Pick<Timer, "person" | "kind" | "ref">): string {
  return `${personToken(timer.person)}/${timer.kind}/${timer.ref}`;
}

export function parseTimerId(id: string, due: number): Timer | undefined {
  const [token, kind, ref] = id.split("/");
  const person = token === undefined ? undefined : personOfToken(token);
  return person === undefined || !kind || ref === undefined ? undefined : { person, kind, ref, due };
}

/** The id of the event that a due timer becomes: the same however often it is noticed. */
export function timerEventId(id: string, due: number): string {
  return `timer/${id}/${due}`;
}
