import { type Rejection, reject } from "./rejection.js";
import { EVENT_DEPTH, EVENT_NODES } from "./limits.js";

/** One bounded walk over a JSON value. */
export interface Walk {
  /** Strings may have lone surrogates: JSON text can hold them only as a \ud escape, so most walks need not look. */
  readonly surrogates: boolean;
  /**
   * Take the prototype off every object, and the key `__proto__` away, in place: then no key of a stranger can be mistaken for a
   * method or reach a prototype. Only for values that were just parsed and belong to nobody else.
   */
  readonly seal: boolean;
  /** The first thing that is wrong. */
  wrong: Rejection | undefined;
  nodes: number;
  /** A key `__proto__` was met (and, when sealing, removed). */
  poisoned: boolean;
}

export function startWalk(options: { surrogates: boolean; seal: boolean }): Walk {
  return { surrogates: options.surrogates, seal: options.seal, wrong: undefined, nodes: 0, poisoned: false };
}

const TOO_DEEP = reject("ATTUNE_EVENT_TOO_DEEP", `nested deeper than ${EVENT_DEPTH} levels`);
const TOO_MANY = reject("ATTUNE_EVENT_TOO_LARGE", `more than ${EVENT_NODES} objects and arrays`);
const NOT_FINITE = reject("ATTUNE_EVENT_NUMBER", "a number is not finite");
const SURROGATE = reject("ATTUNE_EVENT_NOT_UTF8", "a string has a lone surrogate");
const NO_JSON = reject("ATTUNE_EVENT_FIELD", "a value is none of JSON's");

/** Checks a value at `depth` (1 = the event itself); false when something is wrong. Recursion is bounded by the depth. */
export function walkTree(value: unknown, depth: number, walk: Walk): boolean {
  switch (typeof value) {
    case "string":
      return !walk.surrogates || value.isWellFormed() || fail(walk, SURROGATE);
    case "number":
      return Number.isFinite(value) || fail(walk, NOT_FINITE);
    case "boolean":
    case "undefined":
      return true;
    case "object":
      break;
    default:
      return fail(walk, NO_JSON);
  }
  if (value === null) return true;
  if (depth > EVENT_DEPTH) return fail(walk, TOO_DEEP);
  if (++walk.nodes > EVENT_NODES) return fail(walk, TOO_MANY);
  if (!Array.isArray(value)) return walkObject(value as Record<string, unknown>, depth, walk);
  for (let i = 0; i < value.length; i++) {
    if (!walkTree(value[i], depth + 1, walk)) return false;
  }
  return true;
}

function walkObject(object: Record<string, unknown>, depth: number, walk: Walk): boolean {
  for (const key in object) {
    if (key === "__proto__") {
      walk.poisoned = true;
      if (walk.seal) delete object[key];
    } else if (walk.surrogates && !key.isWellFormed()) {
      return fail(walk, SURROGATE);
    } else if (!walkTree(object[key], depth + 1, walk)) {
      return false;
    }
  }
  if (walk.seal) Object.setPrototypeOf(object, null);
  return true;
}

function fail(walk: Walk, wrong: Rejection): false {
  walk.wrong = wrong;
  return false;
}

/** A copy without any key `__proto__`. The value was walked: it is bounded and plain JSON. */
export function withoutPrototypeKeys(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === "__proto__" ? undefined : inner)));
}
