import type { ASTNode } from "@marcbachmann/cel-js";
import { type Crossing, NEVER_DAYS, type ViewSubject } from "../domain/view.js";
import { fieldOf } from "./cel-environment.js";
import { type Bound, type FieldRead, fieldReadOf, NOTHING_BOUND, numberLiteralOf, visitOperands } from "./cel-walk.js";

/** What a condition depends on: which subjects, and how time alone may change its answer. */
export interface Dependencies {
  readonly reads: ReadonlySet<ViewSubject>;
  readonly crossings: readonly Crossing[];
  readonly drifts: boolean;
}

const COMPARISONS: ReadonlySet<string> = new Set(["<", "<=", ">", ">=", "==", "!="]);

export function dependenciesOf(ast: ASTNode): Dependencies {
  const reads = new Set<ViewSubject>();
  const crossings = new Map<string, Crossing>();
  let drifts = false;

  const visit = (node: ASTNode, bound: Bound): void => {
    const compared = comparedDaysOf(node, bound);
    if (compared !== undefined) {
      const { subject, field = "" } = compared.read;
      reads.add(subject);
      if (compared.days >= 0 && compared.days < NEVER_DAYS) {
        crossings.set(`${subject}.${field}.${compared.days}`, { subject, field, days: compared.days });
      }
      return;
    }
    const read = fieldReadOf(node, bound);
    if (read === undefined) return visitOperands(node, bound, visit);
    reads.add(read.subject);
    const moves = read.field === undefined ? "drifts" : fieldOf(read.subject, read.field)?.moves;
    // What ends is looked at then (engine/segments): it needs no daily look.
    if (moves !== undefined && moves !== "ends") drifts = true;
  };
  visit(ast, NOTHING_BOUND);
  return { reads, crossings: [...crossings.values()], drifts };
}

/** `orders.daysSinceLast > 90`, either way round: days that rise with time against a number that doesn't. */
export function comparedDaysOf(node: ASTNode, bound: Bound): { read: FieldRead; days: number } | undefined {
  if (!COMPARISONS.has(node.op)) return undefined;
  const [left, right] = node.args as [ASTNode, ASTNode];
  return daysAgainst(left, right, bound) ?? daysAgainst(right, left, bound);
}

function daysAgainst(field: ASTNode, number: ASTNode, bound: Bound): { read: FieldRead; days: number } | undefined {
  const read = fieldReadOf(field, bound);
  const days = numberLiteralOf(number);
  if (read?.field === undefined || days === undefined) return undefined;
  return fieldOf(read.subject, read.field)?.moves === "days" ? { read, days } : undefined;
}
