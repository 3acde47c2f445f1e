import type { Channel, Message } from "../../domain/message.js";
import type { Product } from "../catalogue.js";
import type { Assortment } from "./assortment.js";

/** A browser or an app: it has an anonymous id of its own, and stays logged in once its owner did. */
export interface Device {
  readonly anonymousId: string;
  readonly userAgent: string;
  loggedIn: boolean;
}

export interface Account {
  readonly userId: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string | undefined;
  readonly pushToken: string | undefined;
  /** What they agree to when they are asked at the first log-in; undefined: they leave the question open. */
  readonly agrees: { readonly email: boolean; readonly push: boolean; readonly sms: boolean } | undefined;
  /** Shows a card at the till: what is bought there is known to the shop. */
  readonly hasCard: boolean;
}

/** How much they like a thing, in parts that add up (taste.ts). */
export interface Taste {
  /** By category: the steady part, and a slow wave around it. */
  readonly categories: ReadonlyMap<string, Wave>;
  readonly brands: ReadonlyMap<string, number>;
  readonly tags: ReadonlyMap<string, number>;
  /** What they like to pay for one thing, in the shop's currency. */
  readonly budget: number;
}

export interface Wave {
  readonly mean: number;
  readonly height: number;
  readonly periodMs: number;
  /** 0 to 1. */
  readonly phase: number;
}

/** They want something of a category: from then on until they have it, from here or from elsewhere. Times in ms. */
export interface Need {
  readonly category: string;
  readonly from: number;
  readonly until: number;
  /** 0 to 1. */
  readonly strength: number;
}

/** How likely they are to be at it, by hour of the day; adds up to 1. */
export type Hours = readonly number[];

/** What changes as they live. Times in ms. */
export interface Situation {
  readonly cart: Map<string, { readonly product: Product; readonly at: number; quantity: number }>;
  readonly saved: Set<string>;
  /** When they last looked at a product, by its id. */
  readonly viewed: Map<string, number>;
  readonly met: Set<Need>;
  /** How many messages they feel they have had lately, as of a time. */
  load: { readonly value: number; readonly at: number };
  /** Channels that they have left. */
  readonly left: Set<Channel>;
  /** Until when they are on the site, and on which device; 0 = never been. */
  here: { readonly until: number; readonly device: Device | undefined };
}

/** One person with the truth about them. Nothing of it is in an event: it shows in what they do. */
export interface Person {
  readonly place: number;
  readonly label: string;
  readonly seed: number;
  readonly assortment: Assortment;
  readonly isBot: boolean;
  readonly devices: readonly Device[];
  /** undefined: they never log in. */
  readonly account: Account | undefined;
  readonly taste: Taste;
  /** In order of time, over all the time that is simulated. */
  readonly needs: readonly Need[];
  /** Visits a week while they need nothing. */
  readonly visitsPerWeek: number;
  readonly visitHours: Hours;
  readonly readingHours: Hours;
  /** Chance to buy something that they don't need, a visit. */
  readonly impulse: number;
  /** How much a lower price moves them; 1 is usual. */
  readonly thrift: number;
  /** Whether they answer at all, and on which channel sooner: log odds beside the usual person's. */
  readonly answers: {
    readonly open: number;
    readonly click: number;
    readonly channels: Readonly<Record<Channel, number>>;
  };
  /** Messages at a time that don't bother them, and how long it takes until they feel half as many, ms. */
  readonly patience: { readonly load: number; readonly halfLifeMs: number };
  /** How soon they leave when something bothers them, and how much they mind being watched; 1 is usual. */
  readonly touchiness: number;
  readonly privacy: number;
  /** Their mail program fetches pictures by itself: each e-mail looks opened at once. */
  readonly prefetches: boolean;
  readonly situation: Situation;
}

/** What a person sees of a message. */
export type Perceived = Pick<Message, "channel" | "class" | "occasion" | "items"> &
  Partial<Pick<Message, "copy" | "recommendations" | "coupon">>;
