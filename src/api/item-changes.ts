import { Type } from "@sinclair/typebox";
import { AttuneError, type ErrorCode } from "../domain/errors.js";
import { bodyCheck, mistakeIn } from "./checked.js";
import { refTo } from "./schemas/fields.js";
import { type ItemChangeJson, itemChangeSchema, type ItemFieldsJson, type ItemsTakenJson } from "./schemas/item.js";

/** What the shop says of an item. put: this is all there is to say; patch: what is left out stays. */
export type ItemDeclaration =
  | { readonly change: "put" | "patch"; readonly id: string; readonly fields: ItemFieldsJson }
  | { readonly change: "remove"; readonly id: string };

/** What became of declarations: those that are right are stored durably, whatever the others are. */
export interface DeclaredItems {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly rejected: readonly { readonly index: number; readonly code: ErrorCode; readonly message: string }[];
}

/** Declares items to the catalogue. @throws AttuneError ATTUNE_LOG_UNAVAILABLE | ATTUNE_LOG_FULL */
export type DeclareItems = (declarations: readonly ItemDeclaration[]) => Promise<DeclaredItems>;

const MOST_CHANGES = 500;
const LENGTH = { minItems: 1, maxItems: MOST_CHANGES };

/** As documented. */
export const changesSchema = Type.Object(
  { items: Type.Array(refTo(itemChangeSchema), LENGTH) },
  { additionalProperties: false },
);

/** As checked before each is looked at. */
const isList = bodyCheck(Type.Object({ items: Type.Array(Type.Unknown(), LENGTH) }, { additionalProperties: false }));
const isChange = bodyCheck(itemChangeSchema);

/** A body of the route: what its items are is not looked at yet. */
export function checkedChanges(value: unknown): { value: unknown } | { error: Error } {
  const wrong = mistakeIn(isList, value);
  return wrong === undefined ? { value } : { error: new AttuneError("ATTUNE_API_PARAMETER", `the body: ${wrong}`) };
}

/** Takes each change for itself. */
export async function takeChanges(changes: readonly unknown[], declare: DeclareItems): Promise<ItemsTakenJson> {
  const results = changes.map((change, index) => resultOf(change, index));
  const good = results.flatMap(({ index, status }) => (status === "accepted" ? [index] : []));
  const taken = await declare(good.map((index) => declarationOf(changes[index] as ItemChangeJson)));
  for (const { index, code, message } of taken.rejected) {
    const result = results[good[index] ?? -1];
    if (result !== undefined) Object.assign(result, { status: "rejected", code, message });
  }
  const { created, changed, unchanged, removed } = taken;
  const rejected = results.filter(({ status }) => status === "rejected").length;
  return { success: true, created, changed, unchanged, removed, rejected, results };
}

function resultOf(change: unknown, index: number): ItemsTakenJson["results"][number] {
  const wrong = mistakeIn(isChange, change);
  const id = typeof change === "object" && change !== null ? (change as { id?: unknown }).id : undefined;
  const named = { index, ...(typeof id === "string" ? { id: id.slice(0, 256) } : {}) };
  if (wrong === undefined) return { ...named, status: "accepted" };
  return { ...named, status: "rejected", code: "ATTUNE_API_PARAMETER", message: wrong };
}

function declarationOf({ id, change = "put", ...fields }: ItemChangeJson): ItemDeclaration {
  return change === "delete" ? { change: "remove", id } : { change, id, fields };
}
