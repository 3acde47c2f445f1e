import type { LoggedChoices, Policy } from "./choices.js";

/**
 * A policy that another log shows at work, as far as it goes by the group alone: it makes each choice as often as that log has it in the group. Counting is
 * right also where the policy has changed on the way; the probabilities of those choices that it made would lean towards what it made often.
 */
export function loggedPolicy(choices: LoggedChoices, other: LoggedChoices): Policy {
  const shares = sharesOf(other);
  const { arms, groups, group, from, until, arm } = choices;
  return {
    fill(row, into) {
      const of = shares.get(groups[group[row] as number] as string);
      const first = from[row] as number;
      for (let at = first; at < (until[row] as number); at++)
        into[at - first] = of?.get(arms[arm[at] as number] as string) ?? 0;
    },
  };
}

/** By group and arm; they add up to 1 in each group. */
function sharesOf({ count, arms, groups, group, chosen, arm }: LoggedChoices): Map<string, Map<string, number>> {
  const rows = new Map<string, number>();
  const shares = new Map(groups.map((name) => [name, new Map<string, number>()]));
  for (let row = 0; row < count; row++) {
    const name = groups[group[row] as number] as string;
    const which = arms[arm[chosen[row] as number] as number] as string;
    const of = shares.get(name);
    rows.set(name, (rows.get(name) ?? 0) + 1);
    of?.set(which, (of.get(which) ?? 0) + 1);
  }
  for (const [name, of] of shares) for (const [which, count] of of) of.set(which, count / (rows.get(name) as number));
  return shares;
}
