/** The event's name of a log record in Attune's own form; "" where it has none. */
export function decodeEventName(payload: Uint8Array): string {
  const { event } = JSON.parse(Buffer.from(payload).toString("utf8")) as { event?: string };
  return event ?? "";
}
