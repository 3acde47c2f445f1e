import type { LoggedChoices, Policy } from "./choices.js";

/** Every choice is as likely as any other; saying nothing is one of them. */
export function uniform({ from, until }: LoggedChoices): Policy {
  return {
    fill(row, into) {
      const count = (until[row] as number) - (from[row] as number);
      into.fill(1 / count, 0, count);
    },
  };
}
