import type { View } from "../domain/view.js";
import { type Binary, membersOf, sizeOf } from "./cel-values.js";

/** Closures put together from closures: the operators of CEL, with its rules for what can't be worked out. */

/** undefined: it can't be worked out (cel-values.ts). */
export type Evaluate = (view: View) => unknown;

/** Where a macro's variable stands while its body is worked out. */
export interface Cell {
  value: unknown;
}
/** An error beside a false is false, whichever comes first (CEL's commutative logic). */
export function and(left: Evaluate, right: Evaluate): Evaluate {
  return (view) => {
    const a = left(view);
    if (a === false) return false;
    const b = right(view);
    if (b === false) return false;
    return a === true && b === true ? true : undefined;
  };
}

export function or(left: Evaluate, right: Evaluate): Evaluate {
  return (view) => {
    const a = left(view);
    if (a === true) return true;
    const b = right(view);
    if (b === true) return true;
    return a === false && b === false ? false : undefined;
  };
}

export function not(of: Evaluate): Evaluate {
  return (view) => {
    const value = of(view);
    return typeof value === "boolean" ? !value : undefined;
  };
}

export function negative(of: Evaluate): Evaluate {
  return (view) => {
    const value = of(view);
    return typeof value === "number" ? -value : undefined;
  };
}

export function choice(condition: Evaluate, yes: Evaluate, no: Evaluate): Evaluate {
  return (view) => {
    const value = condition(view);
    return typeof value === "boolean" ? (value ? yes(view) : no(view)) : undefined;
  };
}

export function binary(operation: Binary, left: Evaluate, right: Evaluate): Evaluate {
  return (view) => {
    const a = left(view);
    if (a === undefined) return undefined;
    const b = right(view);
    return b === undefined ? undefined : operation(a, b);
  };
}

/** The most frequent conditions, without asking what the values are. */
export const COMPARE_NUMBER: Readonly<Record<string, (read: (view: View) => number, number: number) => Evaluate>> = {
  "==": (read, number) => (view) => read(view) === number,
  "!=": (read, number) => (view) => read(view) !== number,
  "<": (read, number) => (view) => read(view) < number,
  "<=": (read, number) => (view) => read(view) <= number,
  ">": (read, number) => (view) => read(view) > number,
  ">=": (read, number) => (view) => read(view) >= number,
};

export function sized(of: Evaluate): Evaluate {
  return (view) => sizeOf(of(view));
}

export function ofText(of: Evaluate, apply: (text: string) => unknown): Evaluate {
  return (view) => {
    const text = of(view);
    return typeof text === "string" ? apply(text) : undefined;
  };
}

export function ofTexts(of: Evaluate, part: Evaluate, apply: (text: string, part: string) => unknown): Evaluate {
  return (view) => {
    const text = of(view);
    const other = part(view);
    return typeof text === "string" && typeof other === "string" ? apply(text, other) : undefined;
  };
}

/** `exists` ends at the first true, `all` at the first false; an error counts where no member ends it. */
export function quantifier(isExists: boolean, of: Evaluate, cell: Cell, test: Evaluate): Evaluate {
  return (view) => {
    const members = membersOf(of(view));
    if (members === undefined) return undefined;
    let isUnknown = false;
    for (const member of members) {
      cell.value = member;
      const result = test(view);
      if (result === isExists) return isExists;
      if (typeof result !== "boolean") isUnknown = true;
    }
    return isUnknown ? undefined : !isExists;
  };
}
