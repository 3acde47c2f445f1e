import { type ASTNode, Environment, type ParseResult } from "@marcbachmann/cel-js";
import { type View, VIEW_SCHEMA, type ViewField, type ViewSubject } from "../domain/view.js";

/**
 * CEL (https://github.com/google/cel-spec) over the view. All numbers are doubles: whole-number literals are read as doubles too, so that
 * `orders.count >= 3` and `orders.revenue / orders.count > 50` mean what they say. Only list indexes stay whole numbers.
 */

export const SUBJECTS = Object.keys(VIEW_SCHEMA) as ViewSubject[];
const SCHEMA: Readonly<Record<string, Readonly<Record<string, ViewField>>>> = VIEW_SCHEMA;

export function isSubject(name: string): name is ViewSubject {
  return Object.hasOwn(SCHEMA, name);
}

export function fieldsOf(subject: ViewSubject): string[] {
  return Object.keys(SCHEMA[subject] as object);
}

export function fieldOf(subject: ViewSubject, field: string): ViewField | undefined {
  const fields = SCHEMA[subject] as Record<string, ViewField>;
  return Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/** What a subject is for the library, which knows objects by their class: the fields of the view's own object. */
class Subject {
  readonly of: Readonly<Record<string, unknown>>;
  constructor(of: Readonly<Record<string, unknown>>) {
    this.of = of;
  }
}
const WRAPPERS = new Map<ViewSubject, typeof Subject>();
const environment = createEnvironment();

function createEnvironment(): Environment {
  const created = new Environment({
    limits: { maxAstNodes: 500, maxDepth: 40, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 },
  });
  for (const subject of SUBJECTS) {
    const Wrapper = class extends Subject {};
    const fields: Record<string, string> = {};
    for (const field of fieldsOf(subject)) {
      fields[field] = (fieldOf(subject, field) as ViewField).type;
      Object.defineProperty(Wrapper.prototype, field, {
        get(this: Subject) {
          return this.of[field];
        },
      });
    }
    WRAPPERS.set(subject, Wrapper);
    created.registerType(`view.${subject}`, { ctor: Wrapper, fields });
    created.registerVariable(subject, `view.${subject}`);
  }
  registerDoubles(created);
  return created;
}

/** size() and indexOf() give whole numbers: they go together with doubles. */
function registerDoubles(created: Environment): void {
  type Numeric = number | bigint;
  const operators: Record<string, (a: Numeric, b: Numeric) => number> = {
    "+": (a, b) => Number(a) + Number(b),
    "-": (a, b) => Number(a) - Number(b),
    "*": (a, b) => Number(a) * Number(b),
    "/": (a, b) => Number(a) / Number(b),
    "%": (a, b) => Number(a) % Number(b),
  };
  for (const [operator, apply] of Object.entries(operators)) {
    created.registerOperator(`int ${operator} double: double`, apply);
    created.registerOperator(`double ${operator} int: double`, apply);
  }
  created.registerOperator("double % double: double", (a: number, b: number) => a % b);
  // == is registered both ways round.
  created.registerOperator("int == double", (a: Numeric, b: Numeric) => Number(a) === Number(b));
  created.registerFunction("string.substring(double): string", (text: string, from: number) => text.slice(from));
  created.registerFunction("string.substring(double, double): string", (text: string, from: number, to: number) =>
    text.slice(from, to),
  );
}

/** @throws ParseError */
export function parseCel(source: string): ParseResult {
  const parsed = environment.parse(source);
  makeDoubles(parsed.ast);
  return parsed;
}

/** The library's own evaluation, for what closures.ts doesn't know. @throws EvaluationError where it can't be worked out */
export function evaluateByLibrary(parsed: ParseResult, reads: Iterable<ViewSubject>, view: View): unknown {
  const context: Record<string, Subject> = {};
  for (const subject of reads) context[subject] = new (WRAPPERS.get(subject) as typeof Subject)(view[subject]);
  return parsed(context);
}

function makeDoubles(node: ASTNode): void {
  if (node.op === "value") {
    const { args } = node;
    const isWhole = typeof args === "bigint" || (typeof args === "object" && args !== null && isUnsigned(args));
    if (isWhole) (node as { args: unknown }).args = Number(args);
    return;
  }
  for (const child of operandsOf(node)) {
    if (node.op === "[]" && child === node.args[1] && child.op === "value") continue;
    makeDoubles(child);
  }
}

function isUnsigned(literal: object): boolean {
  return typeof literal.valueOf() === "bigint";
}

/** The nodes right below this one, macros as they were written. */
export function operandsOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case "value":
    case "id":
      return [];
    case ".":
    case ".?":
      return [node.args[0]];
    case "call":
      return node.args[1];
    case "rcall":
      return [node.args[1], ...node.args[2]];
    case "map":
      return node.args.flat();
    case "!_":
    case "-_":
      return [node.args];
    default:
      return node.args;
  }
}
