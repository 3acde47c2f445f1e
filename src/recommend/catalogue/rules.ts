import type { ItemFields, ItemSource, ObservedItem } from "../../domain/item.js";
import { DECLARED } from "./shared-catalogue.js";

export type Field = keyof typeof DECLARED;

/** A link, a picture or a stock is never taken from an event: whoever holds a site's public write key could send one. */
export const OBSERVED = ["type", "title", "category", "brand", "price"] as const satisfies (keyof ObservedItem)[];

/** What of a record counts, and which fields are declared after it (bits of DECLARED). */
export interface Taken {
  readonly fields: ItemFields;
  readonly declared: number;
}

/**
 * Declared beats observed, field by field; of equals the later. A declaration of nothing takes the earlier one back and leaves what was observed.
 */
export function take(fields: ItemFields, source: ItemSource, declared: number): Taken {
  const taken: Record<string, unknown> = {};
  let after = declared;
  for (const name in fields) {
    const field = name as Field;
    const value = fields[field];
    const bit = DECLARED[field];
    if (source === "observed") {
      const isTaken = (OBSERVED as readonly string[]).includes(field) && (declared & bit) === 0;
      if (isTaken && !isNothing(field, value)) taken[field] = value;
    } else if (!isNothing(field, value)) {
      taken[field] = value;
      after |= bit;
    } else if ((declared & bit) !== 0) {
      taken[field] = value;
      after &= ~bit;
    }
  }
  return { fields: taken, declared: after };
}

function isNothing(field: Field, value: unknown): boolean {
  switch (field) {
    case "type":
      return false;
    case "inStock":
      return value === true;
    case "tags":
      return (value as readonly string[]).length === 0;
    case "publishedAt":
      return value === 0;
    case "expiresAt":
      return value === Number.POSITIVE_INFINITY;
    default:
      return value === "" || value === undefined;
  }
}
