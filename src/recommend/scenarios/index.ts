import type { BuiltInScenario } from "../../domain/recommendation.js";
import { alsoBought } from "./also-bought.js";
import { alsoViewed } from "./also-viewed.js";
import { bestsellers } from "./bestsellers.js";
import { cartCompanions } from "./cart-companions.js";
import { complementary } from "./complementary.js";
import { forYou } from "./for-you.js";
import { newArrivals } from "./new-arrivals.js";
import { nextItem } from "./next-item.js";
import { otherPrice } from "./other-price.js";
import { otherVariant } from "./other-variant.js";
import { priceDropped } from "./price-dropped.js";
import { recentlyViewed } from "./recently-viewed.js";
import { replenishment } from "./replenishment.js";
import { saved } from "./saved.js";
import type { ScenarioKind } from "./scenario-kind.js";
import { segmentFavourites } from "./segment-favourites.js";
import { similar } from "./similar.js";
import { trending } from "./trending.js";
import { upSell } from "./up-sell.js";

/** Every built-in scenario: how it finds and scores candidates. Scenarios of the configuration name one of them as their kind. */
export const SCENARIO_KINDS: Readonly<Record<BuiltInScenario, ScenarioKind>> = {
  "for-you": forYou,
  "next-item": nextItem,
  "new-arrivals": newArrivals,
  "segment-favourites": segmentFavourites,
  "also-viewed": alsoViewed,
  "also-bought": alsoBought,
  similar,
  complementary,
  "up-sell": upSell,
  "other-price": otherPrice,
  "other-variant": otherVariant,
  "cart-companions": cartCompanions,
  "recently-viewed": recentlyViewed,
  saved,
  "price-dropped": priceDropped,
  replenishment,
  bestsellers,
  trending,
};
