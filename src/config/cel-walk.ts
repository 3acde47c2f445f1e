import type { ASTNode } from "@marcbachmann/cel-js";
import type { ViewSubject } from "../domain/view.js";
import { isSubject, operandsOf } from "./cel-environment.js";

/** Names that a macro has bound: they hide the subjects of the view. */
export type Bound = ReadonlySet<string>;
export const NOTHING_BOUND: Bound = new Set();

const MACROS: ReadonlySet<string> = new Set(["exists", "all", "exists_one", "map", "filter"]);

/** The variable of `list.exists(x, ...)` and its like; undefined where the node is none of them. */
export function macroVariableOf(node: ASTNode): string | undefined {
  if (node.op !== "rcall") return undefined;
  const [name, receiver, args] = node.args;
  const isBind = name === "bind" && receiver.op === "id" && receiver.args === "cel";
  const variable = args[0];
  return (isBind || MACROS.has(name)) && args.length > 1 && variable?.op === "id" ? variable.args : undefined;
}

/** Visits the operands, each with the names that are bound in it; without a macro's variable itself. */
export function visitOperands(node: ASTNode, bound: Bound, visit: (operand: ASTNode, bound: Bound) => void): void {
  const variable = macroVariableOf(node);
  if (variable === undefined || node.op !== "rcall") {
    for (const operand of operandsOf(node)) visit(operand, bound);
    return;
  }
  const [name, receiver, args] = node.args;
  const inside: Bound = new Set([...bound, variable]);
  if (name === "bind") {
    visit(args[1] as ASTNode, bound);
    visit(args[2] as ASTNode, inside);
    return;
  }
  visit(receiver, bound);
  for (const arg of args.slice(1)) visit(arg, inside);
}

export interface FieldRead {
  readonly subject: ViewSubject;
  /** undefined: named by something that is no text literal. */
  readonly field: string | undefined;
  /** Where the field's name stands. */
  readonly offset: number;
}

/** `orders.count` or `orders["count"]`. */
export function fieldReadOf(node: ASTNode, bound: Bound): FieldRead | undefined {
  if (node.op !== "." && node.op !== "[]") return undefined;
  const [of, field] = node.args;
  if (of.op !== "id" || bound.has(of.args) || !isSubject(of.args)) return undefined;
  if (typeof field === "string") return { subject: of.args, field, offset: node.pos };
  const literal = field.op === "value" && typeof field.args === "string" ? field.args : undefined;
  return { subject: of.args, field: literal, offset: field.start };
}

/** A number as it is written, also a negative one. */
export function numberLiteralOf(node: ASTNode): number | undefined {
  if (node.op === "value") return typeof node.args === "number" ? node.args : undefined;
  if (node.op !== "-_") return undefined;
  const positive = numberLiteralOf(node.args);
  return positive === undefined ? undefined : -positive;
}
