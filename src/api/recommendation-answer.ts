import type { Because, Recommendation, RecommendationRequest, Recommended } from "../domain/recommendation.js";
import { isoTime } from "../domain/wire/index.js";
import { storedId } from "./item-json.js";
import type { FrameJson } from "./schemas/request.js";
import type { RecommendationJson } from "./schemas/recommendation.js";
import type { ProfileBasis } from "./taste-reader.js";

/** Between the API's JSON and the domain's words. */

export function requestOf(frame: FrameJson & { scenario: string; n: number }): RecommendationRequest {
  const { scenario, n, item, exclude, type, category, brand, minPrice, maxPrice } = frame;
  const { inStock, notOwned, mostPerBrand, diversity } = frame;
  const filter = {
    ...(exclude === undefined ? {} : { exclude: exclude.map(storedId) }),
    ...(type === undefined ? {} : { types: type }),
    ...(category === undefined ? {} : { categories: category }),
    ...(brand === undefined ? {} : { brands: brand }),
    ...(minPrice === undefined ? {} : { minimumPrice: minPrice }),
    ...(maxPrice === undefined ? {} : { maximumPrice: maxPrice }),
    ...(inStock === undefined ? {} : { inStock }),
    ...(notOwned === undefined ? {} : { notOwned }),
    ...(mostPerBrand === undefined ? {} : { mostPerBrand }),
    ...(diversity === undefined ? {} : { diversity }),
  };
  return { scenario, n, filter, ...(item === undefined ? {} : { items: item.map(storedId) }) };
}

/** `showsPast` false: what the person did is left out. */
export function answerOf(
  { scenario, version, answeredBy, items }: Recommendation,
  basis: ProfileBasis | undefined,
  showsPast: boolean,
): RecommendationJson {
  return {
    scenario,
    version,
    answeredBy: [...answeredBy],
    items: items.map((each) => recommendedOf(each, showsPast)),
    profile: basis === undefined ? null : basisOf(basis, showsPast),
  };
}

function recommendedOf({ item, score, scenario, reason, because, parts }: Recommended, showsPast: boolean) {
  const { id, type, title, url, image, category, brand, price, oldPrice, inStock } = item;
  return {
    id,
    type,
    title,
    url,
    image,
    category,
    brand,
    ...(price === undefined ? {} : { price }),
    ...(oldPrice === undefined ? {} : { oldPrice }),
    inStock,
    scenario,
    reason,
    because: showsPast ? because.map(({ id, title, kind, share }: Because) => ({ id, title, kind, share })) : [],
    score,
    parts: parts.map(({ signal, value }) => ({ signal, value })),
  };
}

function basisOf({ found, partition, offset, time }: ProfileBasis, showsPast: boolean) {
  return { found, partition, offset, time: time === 0 || !showsPast ? null : isoTime(time) };
}
