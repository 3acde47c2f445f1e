import { hourOfWeek } from "../../domain/hours-of-week.js";

/** Signs of attention of one person: when each was, ms, ascending, and in which hour of the local week. */
export interface PersonSigns {
  readonly times: readonly number[];
  readonly hours: Uint8Array;
}

/** What the send-time model is measured on. */
export interface Signs {
  readonly people: readonly PersonSigns[];
  readonly count: number;
  /** ms */
  readonly from: number;
  readonly until: number;
}

/** Signs by person; one that is said twice counts once. At least one. */
export function signsOf(timesByPerson: Iterable<Iterable<number>>, zone: string): Signs {
  const people = Array.from(timesByPerson, (given): PersonSigns => {
    const times = Float64Array.from(new Set(given)).sort();
    return { times: Array.from(times), hours: Uint8Array.from(times, (time) => hourOfWeek(zone, time)) };
  });
  return {
    people,
    count: people.reduce((sum, { times }) => sum + times.length, 0),
    from: people.reduce((first, { times }) => Math.min(first, times[0] ?? first), Number.POSITIVE_INFINITY),
    until: people.reduce((last, { times }) => Math.max(last, times.at(-1) ?? last), Number.NEGATIVE_INFINITY),
  };
}
