import type { JsonObject } from "../../domain/event.js";
import type { SegmentCall } from "../segment-call.js";
import type { Device, Person } from "./person.js";

/** A call as an SDK or a server of the shop sends it; a server knows no device. */
export type ShopCall = Omit<SegmentCall, "anonymousId"> & Partial<Pick<SegmentCall, "anonymousId">>;

const LIBRARY = { name: "attune-simulator", version: "2" };
/** The population lives by UTC all the year. */
const ZONE = "Atlantic/Reykjavik";

type Said = Pick<ShopCall, "event" | "name" | "properties" | "traits">;

export function deviceCall(person: Person, device: Device, id: string, now: number, said: Said): ShopCall {
  return {
    messageId: `${person.label}-${id}`,
    type: said.traits !== undefined ? "identify" : said.event === undefined ? "page" : "track",
    timestamp: new Date(now).toISOString(),
    anonymousId: device.anonymousId,
    ...(device.loggedIn && person.account !== undefined ? { userId: person.account.userId } : {}),
    ...said,
    context: { library: LIBRARY, userAgent: device.userAgent, locale: "en-GB", timezone: ZONE },
  };
}

/** What the shop's till, mail service or account pages tell. */
export function serverCall(
  person: Person,
  userId: string,
  id: string,
  now: number,
  event: string,
  properties: JsonObject,
): ShopCall {
  return {
    messageId: `${person.label}-${id}`,
    type: "track",
    timestamp: new Date(now).toISOString(),
    userId,
    event,
    properties,
    context: { library: LIBRARY },
  };
}

/** What somebody is asked when they log in for the first time, and says. */
export function traitsOf(person: Person): JsonObject {
  const { account } = person;
  if (account === undefined) return {};
  const { email, firstName, lastName, phone, pushToken, agrees } = account;
  return {
    email,
    firstName,
    lastName,
    ...(phone === undefined ? {} : { phone }),
    ...(pushToken === undefined ? {} : { pushToken }),
    ...(agrees === undefined ? {} : { consent: { ...agrees } }),
  };
}
