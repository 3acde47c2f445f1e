import type { ASTNode } from "@marcbachmann/cel-js";
import type { View } from "../domain/view.js";
import { fieldOf, operandsOf } from "./cel-environment.js";
import {
  and,
  binary,
  type Cell,
  choice,
  COMPARE_NUMBER,
  type Evaluate,
  negative,
  not,
  ofText,
  ofTexts,
  or,
  quantifier,
  sized,
} from "./cel-combinators.js";
import { access, contains, OPERATIONS, TEXT_CHANGES, TEXT_TESTS } from "./cel-values.js";
import { fieldReadOf, macroVariableOf, NOTHING_BOUND, numberLiteralOf } from "./cel-walk.js";

/**
 * A checked expression as closures over the view: several times faster than the library's evaluation, and a key that is missing costs no
 * exception. It covers what conditions are made of; the rest stays with the library, and a property test holds both to the same answers.
 */

type Cells = ReadonlyMap<string, Cell>;

class NotCovered extends Error {}

/** undefined: the expression uses something that is left to the library. */
export function compileClosure(ast: ASTNode): Evaluate | undefined {
  try {
    return compile(ast, new Map());
  } catch (error) {
    if (error instanceof NotCovered) return undefined;
    throw error;
  }
}

function compile(node: ASTNode, cells: Cells): Evaluate {
  switch (node.op) {
    case "value": {
      const literal = node.args;
      if (typeof literal === "object" && literal !== null) throw new NotCovered();
      return () => literal;
    }
    case "id": {
      const cell = cells.get(node.args);
      if (cell === undefined) throw new NotCovered();
      return () => cell.value;
    }
    case ".":
    case "[]":
      return compileAccess(node, cells);
    case "&&":
      return and(compile(node.args[0], cells), compile(node.args[1], cells));
    case "||":
      return or(compile(node.args[0], cells), compile(node.args[1], cells));
    case "!_":
      return not(compile(node.args, cells));
    case "-_":
      return negative(compile(node.args, cells));
    case "?:":
      return choice(compile(node.args[0], cells), compile(node.args[1], cells), compile(node.args[2], cells));
    case "in":
      return compileIn(node.args[0], node.args[1], cells);
    case "list":
      return compileList(node.args, cells);
    case "call":
      return compileCall(node, cells);
    case "rcall":
      return compileMethod(node, cells);
    case "map":
    case ".?":
    case "[?]":
      throw new NotCovered();
    default:
      return compileOperation(node, cells);
  }
}

function readerOf(node: ASTNode, cells: Cells): { read: Evaluate; type: string } | undefined {
  const found = fieldReadOf(node, cells.size === 0 ? NOTHING_BOUND : new Set(cells.keys()));
  if (found?.field === undefined) return undefined;
  const { subject, field } = found;
  const type = fieldOf(subject, field)?.type;
  if (type === undefined) throw new NotCovered();
  return { read: (view) => (view[subject] as Readonly<Record<string, unknown>>)[field], type };
}

function compileAccess(node: ASTNode & { op: "." | "[]" }, cells: Cells): Evaluate {
  const reader = readerOf(node, cells);
  if (reader !== undefined) return reader.read;
  const [ofNode, keyNode] = node.args;
  const of = compile(ofNode, cells);
  const literal = keyOf(keyNode);
  if (literal !== undefined) return (view) => access(of(view), literal);
  const key = compile(keyNode as ASTNode, cells);
  return (view) => access(of(view), key(view));
}

function keyOf(key: ASTNode | string): string | number | undefined {
  if (typeof key === "string") return key;
  if (key.op !== "value") return undefined;
  return typeof key.args === "bigint" ? Number(key.args) : typeof key.args === "string" ? key.args : undefined;
}

function compileOperation(node: ASTNode, cells: Cells): Evaluate {
  const operation = OPERATIONS[node.op];
  if (operation === undefined) throw new NotCovered();
  const [leftNode, rightNode] = node.args as [ASTNode, ASTNode];
  const isEquality = node.op === "==" || node.op === "!=";
  if (isEquality && !isScalar(leftNode, cells) && !isScalar(rightNode, cells)) throw new NotCovered();
  // Whole numbers (size) divide without a rest among themselves.
  if ((node.op === "/" || node.op === "%") && hasCall(leftNode) && hasCall(rightNode)) throw new NotCovered();
  if (node.op === "+" && !isScalar(leftNode, cells) && !isScalar(rightNode, cells)) throw new NotCovered();
  const left = compile(leftNode, cells);
  const number = numberLiteralOf(rightNode);
  if (number !== undefined && readerOf(leftNode, cells)?.type === "double") {
    const compare = COMPARE_NUMBER[node.op];
    if (compare !== undefined) return compare(left as (view: View) => number, number);
  }
  return binary(operation, left, compile(rightNode, cells));
}

const SCALARS: ReadonlySet<string> = new Set(["double", "string", "bool"]);
const SCALAR_OPERATORS: ReadonlySet<string> = new Set([..."< <= > >= == != in && || !_ -_ - * / %".split(" ")]);

/** Whether the value can only be a number, text, boolean or null: then equality is identity. */
function isScalar(node: ASTNode, cells: Cells): boolean {
  if (node.op === "value" || SCALAR_OPERATORS.has(node.op)) return true;
  if (node.op === "call") return node.args[0] === "size" || node.args[0] === "has";
  if (node.op === "rcall") return node.args[0] === "size" || TEXT_CHANGES[node.args[0]] !== undefined;
  const reader = readerOf(node, cells);
  if (reader !== undefined) return SCALARS.has(reader.type);
  if (node.op !== "." && node.op !== "[]") return false;
  const of = readerOf(node.args[0], cells)?.type;
  return of === "list<string>" || of === "map<string, double>";
}

function hasCall(node: ASTNode): boolean {
  return node.op === "call" || node.op === "rcall" || operandsOf(node).some(hasCall);
}

function compileIn(valueNode: ASTNode, listNode: ASTNode, cells: Cells): Evaluate {
  const value = compile(valueNode, cells);
  const collection = compile(listNode, cells);
  // Lists and maps in lists are compared by the library.
  if (!isScalar(valueNode, cells) && !(listNode.op === "list" && listNode.args.every((e) => isScalar(e, cells)))) {
    if (readerOf(listNode, cells) === undefined) throw new NotCovered();
  }
  return binary(contains, value, collection);
}

function compileList(elements: readonly ASTNode[], cells: Cells): Evaluate {
  const compiled = elements.map((element) => compile(element, cells));
  if (elements.every((element) => element.op === "value" || numberLiteralOf(element) !== undefined)) {
    const list = elements.map((element) => (element.op === "value" ? element.args : numberLiteralOf(element)));
    return () => list;
  }
  return (view) => {
    const list: unknown[] = [];
    for (const element of compiled) {
      const value = element(view);
      if (value === undefined) return undefined;
      list.push(value);
    }
    return list;
  };
}

function compileCall(node: ASTNode & { op: "call" }, cells: Cells): Evaluate {
  const [name, args] = node.args;
  const [first] = args;
  if (args.length !== 1 || first === undefined) throw new NotCovered();
  if (name === "size") return sized(compile(first, cells));
  if (name !== "has" || first.op !== ".") throw new NotCovered();
  if (readerOf(first, cells) !== undefined) return () => true;
  const [ofNode, key] = first.args;
  const of = compile(ofNode, cells);
  return (view) => {
    const value = of(view);
    return value === undefined ? undefined : access(value, key) !== undefined;
  };
}

function compileMethod(node: ASTNode & { op: "rcall" }, cells: Cells): Evaluate {
  const [name, receiver, args] = node.args;
  const [first, second] = args;
  const variable = macroVariableOf(node);
  if (variable !== undefined) {
    if ((name !== "exists" && name !== "all") || args.length !== 2) throw new NotCovered();
    const cell: Cell = { value: undefined };
    const test = compile(second as ASTNode, new Map([...cells, [variable, cell]]));
    return quantifier(name === "exists", compile(receiver, cells), cell, test);
  }
  const of = compile(receiver, cells);
  if (first === undefined) {
    if (name === "size") return sized(of);
    const change = TEXT_CHANGES[name];
    if (change === undefined) throw new NotCovered();
    return ofText(of, change);
  }
  if (second !== undefined) throw new NotCovered();
  if (name === "matches" && first.op === "value" && typeof first.args === "string") {
    const pattern = new RegExp(first.args);
    return ofText(of, (text) => pattern.test(text));
  }
  const test = TEXT_TESTS[name];
  if (test === undefined) throw new NotCovered();
  return ofTexts(of, compile(first, cells), test);
}
