import type { OnsiteMessage } from "../channels/inbox/index.js";
import { isoTime } from "../domain/wire/index.js";
import type { OnsiteMessageJson } from "./schemas/onsite.js";

/** A message as a page gets it. Which of the person's items a recommendation rests on stays here. */
export function onsiteJson({ recommendations, items, ...message }: OnsiteMessage): OnsiteMessageJson {
  return {
    ...message,
    items: [...items],
    recommendations: recommendations.map(({ because: _of, ...item }) => item),
    time: isoTime(message.time),
    expiresAt: isoTime(message.expiresAt),
  };
}
