import { type ASTNode, ParseError, type ParseResult, TypeError as CelTypeError } from "@marcbachmann/cel-js";
import { fieldOf, fieldsOf, isSubject, parseCel, SUBJECTS } from "./cel-environment.js";
import { comparedDaysOf } from "./cel-time.js";
import { type Bound, fieldReadOf, NOTHING_BOUND, visitOperands } from "./cel-walk.js";
import { suggestion } from "./spelling.js";

export interface CelOptions {
  /** standing.segments may be asked, and the event at hand: not in segments.yaml, where one segment can't wait for another. */
  readonly segmentsAllowed: boolean;
  /** The segments that there are; given, a segment asked for by another name is a mistake. */
  readonly segments?: ReadonlySet<string>;
}

export interface CelMistake {
  readonly offset: number;
  readonly message: string;
}

/** The names of CEL's types, which are values too: `type(x) == double`. */
const CONSTANTS: ReadonlySet<string> = new Set(
  "string bool int uint double map list bytes null_type type cel google".split(" "),
);

/** Everything that is wrong with the text, in the order of the text where names are wrong; else the first error of syntax or type. */
export function findMistakes(source: string, options: CelOptions): CelMistake[] {
  let parsed: ParseResult;
  try {
    parsed = parseCel(source);
  } catch (error) {
    return [syntaxMistake(error, source)];
  }
  const mistakes: CelMistake[] = [];
  const visit = (node: ASTNode, bound: Bound): void => {
    checkNode(node, bound, options, mistakes);
    if (fieldReadOf(node, bound) === undefined) visitOperands(node, bound, visit);
  };
  visit(parsed.ast, NOTHING_BOUND);
  if (mistakes.length > 0) return mistakes.toSorted((a, b) => a.offset - b.offset);
  const { error, type } = parsed.check();
  if (error !== undefined) return [typeMistake(error)];
  if (type === "bool") return [];
  const message =
    type === "dyn"
      ? "the result may be anything: compare it, e.g. with == true"
      : `the result is of type ${type}; a condition is true or false`;
  return [{ offset: 0, message }];
}

function checkNode(node: ASTNode, bound: Bound, options: CelOptions, mistakes: CelMistake[]): void {
  const add = (offset: number, message: string): void => {
    mistakes.push({ offset, message });
  };
  if (node.op === "id") {
    const name = node.args;
    if (bound.has(name) || CONSTANTS.has(name)) return;
    if (isSubject(name)) return add(node.pos, `"${name}" has fields: ${fieldsOf(name).join(", ")}`);
    return add(node.pos, `"${name}" is unknown; ${suggestion(name, [...SUBJECTS, ...bound])}`);
  }
  const read = fieldReadOf(node, bound);
  if (read !== undefined) {
    const { subject, field, offset } = read;
    if (field === undefined)
      return add(offset, `name the field of ${subject} as it is: ${fieldsOf(subject).join(", ")}`);
    if (fieldOf(subject, field) === undefined) {
      return add(offset, `${subject} has no field "${field}"; ${suggestion(field, fieldsOf(subject))}`);
    }
    if (options.segmentsAllowed) return;
    if (subject === "standing" && field === "segments") add(node.start, "a segment can't ask for segments");
    if (subject === "event") add(node.start, "a segment holds between events: it can't ask for the event at hand");
    return;
  }
  const days = comparedDaysOf(node, bound);
  if (days !== undefined && (node.op === "==" || node.op === "!=")) {
    const { subject, field } = days.read;
    return add(node.start, `${subject}.${field} is hardly ever exactly ${days.days}: use <, <=, > or >=`);
  }
  if (node.op === "[]") checkKey(node.args[0], node.args[1], bound, add);
  if (node.op === "in") checkSegmentName(node.args[0], node.args[1], bound, options, add);
  if (node.op === "call" && node.args[0] === "has" && node.args[1][0]?.op !== ".") {
    add(node.start, 'has() takes a field, as in has(person.traits.city); for a key write "city" in person.traits');
  }
  if (node.op === "rcall" && node.args[0] === "matches") checkPattern(node.args[2][0], node, add);
}

/** `"vip" in standing.segments` */
function checkSegmentName(
  name: ASTNode,
  list: ASTNode,
  bound: Bound,
  { segments }: CelOptions,
  add: (offset: number, message: string) => void,
): void {
  const read = fieldReadOf(list, bound);
  if (segments === undefined || read?.subject !== "standing" || read.field !== "segments") return;
  if (name.op !== "value" || typeof name.args !== "string" || segments.has(name.args)) return;
  add(name.pos, `there is no segment "${name.args}"; ${suggestion(name.args, [...segments])}`);
}

function checkKey(of: ASTNode, key: ASTNode, bound: Bound, add: (offset: number, message: string) => void): void {
  const read = fieldReadOf(of, bound);
  const type = read?.field === undefined ? undefined : fieldOf(read.subject, read.field)?.type;
  if (type?.startsWith("map") !== true || key.op !== "value" || typeof key.args === "string") return;
  add(key.pos, `the keys of ${read?.subject}.${read?.field} are texts`);
}

/** A pattern from outside could take any time. */
function checkPattern(
  pattern: ASTNode | undefined,
  node: ASTNode,
  add: (offset: number, message: string) => void,
): void {
  if (pattern === undefined) return;
  if (pattern.op !== "value" || typeof pattern.args !== "string") {
    return add(pattern.start ?? node.start, "matches() takes a pattern written as it is");
  }
  try {
    void new RegExp(pattern.args);
  } catch {
    add(pattern.pos, `"${pattern.args}" is no regular expression`);
  }
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^and\b/i, "write && for and"],
  [/^or\b/i, "write || for or"],
  [/^not\b/i, "write ! for not"],
  [/^=/, "write == to compare"],
  [/^<>/, "write != for unequal"],
  [/^&/, "write && for and"],
  [/^\|/, "write || for or"],
  [/^[\u2018-\u201f]/, 'write straight quotes: "text"'],
];

function syntaxMistake(error: unknown, source: string): CelMistake {
  if (!(error instanceof ParseError)) return { offset: 0, message: String(error) };
  const offset = Math.min(error.range?.start ?? 0, source.length);
  if (source.trim() === "") return { offset: 0, message: "the expression is empty" };
  const rest = source.slice(offset);
  // "not x" is only noticed at x, and "<>" at its end.
  const before = /not\s+$/i.exec(source.slice(0, offset));
  const start =
    before === null ? (rest.startsWith(">") && source[offset - 1] === "<" ? offset - 1 : offset) : before.index;
  const hint = HINTS.find(([pattern]) => pattern.test(source.slice(start)))?.[1];
  if (hint !== undefined) return { offset: start, message: hint };
  if (rest.trim() === "") return { offset, message: "the expression ends too early" };
  return { offset, message: lower(error.summary) };
}

function typeMistake(error: unknown): CelMistake {
  if (!(error instanceof CelTypeError)) return { offset: 0, message: String(error) };
  const offset = error.range?.start ?? 0;
  const operation = /^no such overload: (.*)$/.exec(error.summary)?.[1];
  if (operation !== undefined) {
    const hint = operation.includes("null") ? "; whether something is known is asked with has()" : "";
    return { offset, message: `these types don't go together: ${operation}${hint}` };
  }
  const call = /^found no matching overload for '(.*)'$/.exec(error.summary)?.[1];
  return { offset, message: call === undefined ? lower(error.summary) : `there is no function ${call}` };
}

function lower(summary: string): string {
  return summary.charAt(0).toLowerCase() + summary.slice(1);
}
