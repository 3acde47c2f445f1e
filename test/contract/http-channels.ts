import type { HttpBehaviour } from "../harness/http-provider.js";
import type { Meeting } from "./channel.contract.js";

/** What a provider that speaks HTTP does in each case. */
export const HTTP_MEETINGS: Readonly<Record<Meeting, HttpBehaviour>> = {
  takes: "take",
  later: { status: 429, headers: { "retry-after": "7" }, body: "u:ann comes too often" },
  refuses: { status: 422, body: "u:ann is refused" },
  hangs: "hang",
  "takes-then-hangs": "take-then-hang",
  resets: "reset",
  "takes-then-resets": "take-then-reset",
  redirects: { status: 307, headers: { location: "/elsewhere" } },
  shut: { status: 401 },
};

export const ALL_MEETINGS = Object.keys(HTTP_MEETINGS) as Meeting[];

/** An address of this machine where nobody listens. */
export const NOBODY = "127.0.0.1:9";
