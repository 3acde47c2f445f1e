import type { EngineContext } from "../../../domain/context.js";
import type { Habit, Interests, Responses, View, WeightedKeys } from "../../../domain/profile.js";
import { movedHour } from "../../../domain/hours-of-week.js";
import { decay } from "../../../domain/time.js";

/** Decayed weights add as of the later of the two moments. */

export function mergeInterests(into: Interests, from: View<Interests>, { limits, halfLives }: EngineContext): void {
  const at = Math.max(into.at, from.at);
  const own = decay(at - into.at, halfLives.interest);
  const given = decay(at - from.at, halfLives.interest);
  into.at = at;
  into.categories = mergeKeys(into.categories, own, from.categories, given, limits.categories);
  into.tags = mergeKeys(into.tags, own, from.tags, given, limits.tags);
}

/** The strongest `limit` keys of both, strongest first. */
function mergeKeys(a: WeightedKeys, factorA: number, b: WeightedKeys, factorB: number, limit: number): WeightedKeys {
  const sums = new Map<string, number>();
  a.keys.forEach((key, i) => sums.set(key, (a.weights[i] as number) * factorA));
  b.keys.forEach((key, i) => sums.set(key, (sums.get(key) ?? 0) + (b.weights[i] as number) * factorB));
  const entries = [...sums].sort(([keyA, x], [keyB, y]) => y - x || (keyA < keyB ? -1 : 1)).slice(0, limit);
  return { keys: entries.map(([key]) => key), weights: entries.map(([, weight]) => Math.fround(weight)) };
}

/** By the receiver's clock. */
export function mergeHabit(into: Habit, from: View<Habit>, { halfLives }: EngineContext): void {
  const at = Math.max(into.at, from.at);
  const own = decay(at - into.at, halfLives.habit);
  const given = decay(at - from.at, halfLives.habit);
  const sums = new Map<number, number>();
  into.hours.forEach((hour, i) => sums.set(hour, (into.weights[i] as number) * own));
  from.hours.forEach((hour, i) => {
    const local = movedHour(hour, into.offset - from.offset);
    sums.set(local, (sums.get(local) ?? 0) + (from.weights[i] as number) * given);
  });
  const hours = [...sums.keys()].sort((a, b) => a - b);
  into.at = at;
  into.hours = hours;
  into.weights = hours.map((hour) => Math.fround(sums.get(hour) as number));
}

export function mergeResponses(into: Responses, from: View<Responses>, { halfLives }: EngineContext): void {
  const at = Math.max(into.at, from.at);
  const own = decay(at - into.at, halfLives.response);
  const given = decay(at - from.at, halfLives.response);
  const length = Math.max(into.counts.length, from.counts.length);
  into.at = at;
  into.counts = Array.from({ length }, (_, i) =>
    Math.fround((into.counts[i] ?? 0) * own + (from.counts[i] ?? 0) * given),
  );
  into.ignored = mergeIgnored(into.ignored, from.ignored);
}

/** By channel: since when and how many were not answered, and the last answer. An answer counts against what either was sent before it. */
function mergeIgnored(own: readonly number[], given: readonly number[]): number[] {
  const merged = Array.from({ length: Math.max(own.length, given.length) }, () => 0);
  for (let at = 0; at < merged.length; at += 3) {
    const answered = Math.max(own[at + 2] ?? 0, given[at + 2] ?? 0);
    let [first, count] = [0, 0];
    for (const side of [own, given]) {
      const since = side[at] ?? 0;
      if (since === 0 || since <= answered) continue;
      first = first === 0 ? since : Math.min(first, since);
      count += side[at + 1] ?? 0;
    }
    [merged[at], merged[at + 1], merged[at + 2]] = [first, count, answered];
  }
  return merged;
}
