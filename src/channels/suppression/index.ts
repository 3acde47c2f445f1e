export { isSameAddress, normalisedAddress } from "./address.js";
export { type Suppressed, SuppressionList } from "./suppression-list.js";
