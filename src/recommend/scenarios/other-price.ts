import { Blend, plain } from "../blend.js";
import { sameCategory } from "../candidates.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** Of the same category, within the scenario's price band, the most alike first. */
export const otherPrice: ScenarioKind = {
  about: "item",
  repeats: true,
  propose({ served, person, about, scenario }) {
    const { price } = served.catalogue.columns;
    const [item] = about.rows;
    const asked = item === undefined ? Number.NaN : (price[item] as number);
    if (!(asked > 0)) return undefined;
    const rows = sameCategory(served.catalogue, about).filter(
      (row) => Math.abs((price[row] as number) - asked) <= asked * scenario.priceBand,
    );
    const blend = new Blend([plain(person.alike(about)), plain(person.alikeInContent(about))]);
    if (rows.length === 0 || blend.isEmpty) return undefined;
    return { rows, blend, because: about, reason: () => "similar-price" };
  },
};
