/**
 * CEL's operations on plain values. undefined stands for CEL's error: a key that is missing, types that don't go together. It is a value
 * here and no exception, because it is the usual case (a trait that isn't known) and an exception costs a hundred times as much.
 */

export type Binary = (left: unknown, right: unknown) => unknown;

/** Both are numbers, texts or booleans, of the same kind. */
function areComparable(a: unknown, b: unknown): boolean {
  const type = typeof a;
  return type === typeof b && (type === "number" || type === "string" || type === "boolean");
}

type Ordered = number;

export const OPERATIONS: Readonly<Record<string, Binary>> = {
  // What is compared is made sure to be a scalar on one side at least.
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => (areComparable(a, b) ? (a as Ordered) < (b as Ordered) : undefined),
  "<=": (a, b) => (areComparable(a, b) ? (a as Ordered) <= (b as Ordered) : undefined),
  ">": (a, b) => (areComparable(a, b) ? (a as Ordered) > (b as Ordered) : undefined),
  ">=": (a, b) => (areComparable(a, b) ? (a as Ordered) >= (b as Ordered) : undefined),
  "+": (a, b) => {
    if (typeof a === "number" && typeof b === "number") return a + b;
    if (typeof a === "string" && typeof b === "string") return a + b;
    return undefined;
  },
  "-": (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : undefined),
  "*": (a, b) => (typeof a === "number" && typeof b === "number" ? a * b : undefined),
  "/": (a, b) => (typeof a === "number" && typeof b === "number" ? a / b : undefined),
  "%": (a, b) => (typeof a === "number" && typeof b === "number" ? a % b : undefined),
};

/** `of.key`, `of["key"]`, `of[0]` */
export function access(of: unknown, key: unknown): unknown {
  if (of instanceof Map) return (of as ReadonlyMap<unknown, unknown>).get(key);
  if (Array.isArray(of)) return typeof key === "number" ? (of as unknown[])[key] : undefined;
  if (typeof of !== "object" || of === null || typeof key !== "string") return undefined;
  return Object.hasOwn(of, key) ? (of as Record<string, unknown>)[key] : undefined;
}

/** `value in list`, `key in map` */
export function contains(value: unknown, collection: unknown): boolean | undefined {
  if (Array.isArray(collection)) return collection.includes(value);
  if (collection instanceof Map) return collection.get(value) !== undefined;
  if (typeof collection !== "object" || collection === null) return undefined;
  return typeof value === "string" && Object.hasOwn(collection, value);
}

export function sizeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map) return value.size;
  if (typeof value === "string") return Array.from(value).length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
}

/** What `exists` and `all` go over: a list, or a map's keys. */
export function membersOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...(value as ReadonlyMap<unknown, unknown>).keys()];
  return typeof value === "object" && value !== null ? Object.keys(value) : undefined;
}

export const TEXT_TESTS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

export const TEXT_CHANGES: Readonly<Record<string, (text: string) => string>> = {
  lowerAscii: (text) => text.toLowerCase(),
  upperAscii: (text) => text.toUpperCase(),
  trim: (text) => text.trim(),
};
