import { type Static, Type } from "@sinclair/typebox";
import { duration, entry, group, id, list, oneOf, text } from "./fields.js";

/** What stands in config/coupons.yaml. */

/** Made for development; `attune doctor` warns of it: whoever knows the secret can make codes. */
export const DEVELOPMENT_COUPON_SECRET = "attune-dev-coupons";

const pool = entry("Where single-use codes come from. No code is given twice.", {
  id: id("Its name; a treatment takes a code by `coupon: <name>`."),
  kind: oneOf(
    ["list", "generated"],
    "list: the shop's own codes, from a file. generated: made by Attune, without end.",
  ),
  valid: duration("A code is good for so long after it was given.", {
    default: "30 days",
    minimum: "1 h",
    maximum: "3660 days",
  }),
  codes: Type.Optional(
    text(
      "list: a text file in this folder with one code a line; give an order that is never changed, new ones at the end.",
      {
        maxLength: 200,
      },
    ),
  ),
  prefix: Type.Optional(
    Type.String({ pattern: "^[A-Z0-9]{0,12}$", description: "generated: what every code begins with, e.g. BACK." }),
  ),
  secret: Type.Optional(
    text("generated: what codes are made with, so that none can be guessed. From the environment: ${NAME}.", {
      maxLength: 200,
    }),
  ),
});

export const couponsSchema = group("Pools of coupon codes.", {
  pools: list(pool, "The pools.", { maxItems: 100, default: [] }),
});

export type CouponsFile = Static<typeof couponsSchema>;
export type PoolFile = CouponsFile["pools"][number];
