import { DAY } from "../../domain/time.js";
import type { Timeline } from "../rows/timeline.js";

/** In the order of the network's outputs. */
export const INTENT_HEADS = ["session", "day", "churn"] as const;
const HEADS = INTENT_HEADS.length;
const NOT_KNOWN = -1;
export const ERASED = 2 ** 32 - 1;

export interface LabelRules {
  /** A visit ends after this long without an event, ms (EngineContext.sessionGapMs). */
  readonly sessionGapMs: number;
  /** Without a visit for this long somebody is lost, ms. */
  readonly churnMs: number;
  /** Until when it is known what happened, ms. */
  readonly until: number;
}

/** What came after each moment, by its number as it came. */
export interface IntentLabels {
  /** INTENT_HEADS a moment: 1, 0, or -1 where it isn't known. */
  readonly labels: Float32Array;
  /** When each was known, ms. */
  readonly knownAt: Float64Array;
  /** When it was, ms. */
  readonly times: Float64Array;
  /** Of which visit it is, any numbers. */
  readonly visits: Uint32Array;
  /** Whose it was; ERASED of who was forgotten since. */
  readonly people: Uint32Array;
}

/**
 * session: an order before the visit ends. day: an order within 24 hours. churn: no further visit within `churnMs`. A yes is not known before a no would have
 * been: else of the newest moments only those with a yes would count.
 * @param moments how many came
 */
export function labelMoments(
  timeline: Timeline,
  moments: number,
  { sessionGapMs, churnMs, until }: LabelRules,
): IntentLabels {
  const labels = new Float32Array(moments * HEADS).fill(NOT_KNOWN);
  const knownAt = new Float64Array(moments * HEADS).fill(Number.POSITIVE_INFINITY);
  const times = new Float64Array(moments);
  const visits = new Uint32Array(moments);
  const people = new Uint32Array(moments).fill(ERASED);
  let next = NOBODY;
  let visit = 0;
  for (let place = timeline.count - 1; place >= 0; place--) {
    const time = timeline.time[place] as number;
    const person = timeline.person[place] as number;
    const number = timeline.number[place] as number;
    if (next.person !== person) next = { ...NOBODY, person };
    // The next moment of a visit, where there is one, goes on with this one's or begins another.
    const isSame = next.time - time <= sessionGapMs;
    if (!isSame) visit++;
    const visitEnd = isSame ? next.visitEnd : time;
    const visitOrder = isSame && (next.isOrder || next.visitOrder);
    const nextVisit = isSame ? next.nextVisit : next.time;
    const say = (head: number, isYes: boolean, known: number): void => {
      knownAt[number * HEADS + head] = known;
      if (known <= until) labels[number * HEADS + head] = isYes ? 1 : 0;
    };
    people[number] = person;
    times[number] = time;
    visits[number] = visit;
    say(0, visitOrder, visitEnd + sessionGapMs);
    say(1, next.orderTime - time <= DAY, time + DAY);
    say(2, nextVisit - time > churnMs, time + churnMs);
    const isOrder = timeline.isOrder(place);
    const orderTime = isOrder ? time : next.orderTime;
    if (timeline.isActive(place) || isOrder)
      next = { person, time, isOrder, visitEnd, visitOrder, nextVisit, orderTime };
  }
  return { labels, knownAt, times, visits, people };
}

/** The next moment of a visit, seen from before it. */
interface Next {
  readonly person: number;
  readonly time: number;
  readonly isOrder: boolean;
  readonly visitEnd: number;
  /** An order after it, in its visit. */
  readonly visitOrder: boolean;
  /** When the visit after its own begins. */
  readonly nextVisit: number;
  /** Of the next order, this one included. */
  readonly orderTime: number;
}

const NOBODY: Next = {
  person: -1,
  time: Number.POSITIVE_INFINITY,
  isOrder: false,
  visitEnd: 0,
  visitOrder: false,
  nextVisit: Number.POSITIVE_INFINITY,
  orderTime: Number.POSITIVE_INFINITY,
};
