/** What a misspelt name was probably meant to be, for messages. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `did you mean "${near}"?`;
  return known.length === 0 ? "there is none" : `known here: ${known.join(", ")}`;
}

/** The same for names of two parts, "loyalty.points": what there is of the same subject. */
export function dottedSuggestion(name: string, known: readonly string[]): string {
  if (nearest(name, known) !== undefined) return suggestion(name, known);
  const subject = `${name.split(".", 1)[0]}.`;
  const related = known.filter((each) => each.startsWith(subject));
  return suggestion(name, related.length > 0 ? related : known);
}

/** The name that is `most` letters away at most, whatever its capitals; undefined where there is none. */
export function nearest(
  name: string,
  known: readonly string[],
  most: number = name.length <= 3 ? 1 : 2,
): string | undefined {
  const lower = name.toLowerCase();
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of known) {
    const away = distance(candidate.toLowerCase(), lower);
    if (away < least) {
      least = away;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein's distance, for a handful of short keys. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
