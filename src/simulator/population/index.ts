/** A seeded population with a known truth: what each would do is a number that can be asked for (answerOf), and what they do is drawn from it. */
export { type Answer, answerOf } from "./answer.js";
export type { Assortment } from "./assortment.js";
export type { Order } from "./buying.js";
export { deviceCall, type ShopCall, serverCall } from "./calls.js";
export { chanceOf } from "./chance.js";
export { makePopulation, type Population } from "./make-population.js";
export { type Outing, outingsOf } from "./outings.js";
export type { Device, Perceived, Person } from "./person.js";
export { causedVisit, react } from "./react.js";
export { storeVisit } from "./store-visit.js";
export { type Act, crawl, visit } from "./visit.js";
