import type { HttpAnswer } from "./http-caller.js";

/** What a provider says in JSON; undefined where it says something else. */
export function answerJson({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A text or number at a path such as messages.0.id, as an id of at most 200 printable characters; undefined where there is none. */
export function idAt(json: unknown, path: string): string | undefined {
  let node = json;
  for (const key of path.split(".")) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<string, unknown>)[key];
  }
  const text = typeof node === "number" ? String(node) : node;
  return typeof text === "string" && /^[\w.:/+=-]{1,200}$/.test(text) ? text : undefined;
}
