import type { LoggedChoices, Policy } from "./choices.js";

/** Always the choice of which most is expected; of equals the first. With a model that has not seen the row: a policy trained on other people. */
export function greedy({ from, until }: LoggedChoices): Policy {
  return {
    fill(row, into, expected) {
      const count = (until[row] as number) - (from[row] as number);
      let best = 0;
      for (let at = 1; at < count; at++) if ((expected[at] as number) > (expected[best] as number)) best = at;
      into.fill(0, 0, count);
      into[best] = 1;
    },
  };
}
