import type { JsonObject } from "../../domain/event.js";
import { parseIsoTime } from "../../domain/wire/index.js";
import { badRow, type Preset } from "./preset.js";

/** NDJSON of Segment calls, one a line, as archives and exports hold them. */
export function segmentPreset(): Preset {
  return {
    name: "segment",
    isQuoted: false,
    signature: "segment",
    readHeader: () => false,
    readRow(line, id) {
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        return badRow("ATTUNE_EVENT_NOT_JSON", "the line is no JSON");
      }
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return badRow("ATTUNE_EVENT_NOT_JSON", "an event is one JSON object");
      }
      const given = value as JsonObject;
      const stated = given["timestamp"] ?? given["originalTimestamp"];
      // The sender's clock was corrected when the call was first taken in; sentAt is of that time.
      const call = { ...given, sentAt: null, ...(given["messageId"] ? {} : { messageId: id }) };
      return { ok: true, time: typeof stated === "string" ? parseIsoTime(stated) : undefined, call };
    },
  };
}
