import { Blend, plain, zScored } from "../blend.js";
import { sameCategory } from "../candidates.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** Of the same category a dearer one, up to the scenario's price band, that is liked at least as well. */
export const upSell: ScenarioKind = {
  about: "item",
  repeats: true,
  propose({ served, person, about, scenario }) {
    const { price } = served.catalogue.columns;
    const { column } = served.popularity;
    const [item] = about.rows;
    const asked = item === undefined ? Number.NaN : (price[item] as number);
    if (item === undefined || !(asked > 0)) return undefined;
    const rows = sameCategory(served.catalogue, about).filter((row) => {
      const own = price[row] as number;
      return (
        own > asked && own <= asked * (1 + scenario.priceBand) && (column[row] as number) >= (column[item] as number)
      );
    });
    const blend = new Blend([zScored(person.popular()), zScored(person.liking()), plain(person.alikeInContent(about))]);
    if (rows.length === 0 || blend.isEmpty) return undefined;
    return { rows, blend, because: about, reason: () => "better-version" };
  },
};
