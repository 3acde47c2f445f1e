import type { Facts } from "../../domain/consideration.js";
import { lastDayBefore, plain } from "./plain.js";

/** The facts with a coupon's: one treatment's alone. `expires`: ms, exclusive. */
export function withCoupon(facts: Facts, code: string, expires: number, zone: string): Facts {
  return plain({ ...facts, coupon: plain({ code, expires: lastDayBefore(expires, zone) }) });
}
