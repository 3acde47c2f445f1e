import type { JsonObject, JsonValue } from "../../domain/event.js";
import { textOf } from "../../domain/fields.js";
import type { Coupon } from "../../domain/coupon.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

const NAMES = ["coupon", "coupon_id", "coupon_name", "coupon_code", "discount_code", "code"];
const CODE_CHARS = 64;
const MOST_CODES = 16;

/** Marks codes of this person that the event names as used, or as free again (`time` 0: taken out of the cart). */
export function useCoupons(draft: ProfileDraft, properties: JsonObject, time: number): void {
  const given = draft.read("coupons");
  if (given.length === 0) return;
  const codes = codesOf(properties);
  for (let i = 0; i < given.length; i++) {
    const coupon = given[i] as Coupon;
    if (!codes.has(coupon.code.toLowerCase()) || (coupon.used === 0) === (time === 0)) continue;
    draft.write("coupons")[i] = { ...coupon, used: time };
  }
}

/** Of the order or of its products, in lower case: people type codes as they like. */
function codesOf(properties: JsonObject): ReadonlySet<string> {
  const codes = new Set<string>();
  const add = (value: JsonValue | undefined): void => {
    const code = textOf(value, CODE_CHARS);
    if (code !== undefined && codes.size < MOST_CODES) codes.add(code.toLowerCase());
  };
  for (const name of NAMES) add(properties[name]);
  const lists = [properties["coupons"], properties["products"]];
  for (const list of lists) {
    if (!Array.isArray(list)) continue;
    for (const entry of list) {
      if (typeof entry === "object" && entry !== null && !Array.isArray(entry)) add(entry["coupon"] ?? entry["code"]);
      else add(entry);
    }
  }
  return codes;
}
